"""What is sent when somebody mentions us, and what moderators type."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from masthead.kit.refusals import Refusal
from masthead.mentions.errors import SourceIsMalformed, TargetIsMalformed
from masthead.mentions.models import MAX_ADDRESS_LENGTH


def _if_missing(refusal: type[Refusal]) -> dict[str, Any]:
    return {"required": refusal.sentence, "max_length": refusal.sentence}


class MentionForm(forms.Form):
    """The two addresses of a Webmention, under the names that its recommendation gives them."""

    source = forms.CharField(
        label=_("Your page"),
        help_text=_("It has to link to the piece."),
        max_length=MAX_ADDRESS_LENGTH,
        widget=forms.URLInput,
        error_messages=_if_missing(SourceIsMalformed),
    )
    target = forms.CharField(
        label=_("The piece it is about"),
        max_length=MAX_ADDRESS_LENGTH,
        widget=forms.URLInput,
        error_messages=_if_missing(TargetIsMalformed),
    )


class MentionActionForm(forms.Form):
    use_required_attribute = False

    reason = forms.CharField(
        label=_("Reason"),
        required=False,
        max_length=300,
        help_text=_("For hiding it or blocking the site. It is kept in the audit log; nobody else reads it."),
    )
