"""What a person types into a discussion."""

from django import forms
from django.utils.crypto import get_random_string
from django.utils.translation import gettext_lazy as _

from masthead.discussion.models import VoteKind
from masthead.discussion.queries import MOST_SEQ


class RawTextField(forms.Field):
    """A text exactly as it was typed: the operation validates it, and refuses with the text
    whole.
    """

    widget = forms.Textarea

    def to_python(self, value: object) -> str:
        return "" if value is None else str(value)


class CommentForm(forms.Form):
    """A comment: its text, the number of the one it replies to, and the form's idempotency key."""

    text = RawTextField(label=_("Your comment"), required=False)
    reply_to = forms.IntegerField(required=False, min_value=0, max_value=MOST_SEQ)
    key = forms.CharField(required=False, max_length=64)

    @staticmethod
    def new_key() -> str:
        """A key no other form has."""
        return get_random_string(32)


class EditForm(forms.Form):
    """A comment's new text."""

    text = RawTextField(label=_("Your comment"), required=False)


class VoteForm(forms.Form):
    """Which vote, and whether it is given or taken back."""

    kind = forms.ChoiceField(choices=VoteKind.choices)
    given = forms.BooleanField(required=False)
