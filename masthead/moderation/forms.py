"""What is typed when a comment is reported, and when it is decided about."""

from django import forms
from django.utils.translation import gettext_lazy as _

from masthead.moderation.models import Reason


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


class DecisionForm(forms.Form):
    reason = forms.ChoiceField(
        label=_("Reason"), choices=[("", _("Choose a reason")), *Reason.choices], required=False
    )
    words = forms.CharField(
        label=_("In your own words"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_(
            "The author is told the reason and reads these words when the comment is hidden or restored."
        ),
    )
