"""Forms for reporting a comment and for moderating it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from masthead.discussion.errors import ReasonIsMissing
from masthead.moderation.models import Reason

MISSING = {"required": ReasonIsMissing.sentence}


class ReportForm(forms.Form):
    reason = forms.ChoiceField(label=_("What is wrong with it?"), choices=Reason, widget=forms.RadioSelect)
    words = forms.CharField(
        label=_("In your own words"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_(
            "The moderators read this; the author of the comment does not, and does not learn who you are."
        ),
    )


class ActionForm(forms.Form):
    """For a readable or pending comment. Only hiding needs a reason, so the field is not `required` in
    HTML.
    """

    use_required_attribute = False

    reason = forms.ChoiceField(
        label=_("Reason for hiding it"),
        choices=[("", _("Choose a reason")), *Reason.choices],
        error_messages=MISSING,
    )
    words = forms.CharField(
        label=_("In your own words"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("When the comment is hidden, its author reads the reason and these words."),
    )

    def __init__(self, data: Any = None, **options: Any) -> None:
        super().__init__(data, **options)
        self.fields["reason"].required = not self.is_bound or self.data.get("action") == "hide"


class RestoreForm(forms.Form):
    """For a hidden comment."""

    use_required_attribute = False

    words = forms.CharField(
        label=_("Why it comes back"),
        max_length=1000,
        error_messages=MISSING,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("The author of the comment reads these words."),
    )
