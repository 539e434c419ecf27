"""The shape of what a person types about themselves."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class AddressForm(forms.Form):
    """Sign in or sign up: only an address."""

    email = forms.EmailField(
        label=_("Your e-mail address"),
        max_length=254,
        error_messages={
            "required": _("Please type your e-mail address."),
            "invalid": _("That does not look like an e-mail address. Please check it for a slip."),
        },
        widget=forms.EmailInput(
            attrs={
                "autocomplete": "email",
                "autocapitalize": "none",
                "spellcheck": "false",
                "autofocus": True,
            }
        ),
    )


class NewAddressForm(AddressForm):
    """Where the account moves to."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["email"].label = _("Your new e-mail address")


class CodeForm(forms.Form):
    """The code from the mail, however it was copied."""

    code = forms.CharField(
        label=_("Code"),
        max_length=60,
        error_messages={"required": _("Please type the code from our message.")},
        widget=forms.TextInput(
            attrs={
                "autocomplete": "one-time-code",
                "inputmode": "text",
                "autocapitalize": "characters",
                "spellcheck": "false",
                "autofocus": True,
                "class": "code",
            }
        ),
    )


class NameForm(forms.Form):
    """The name others see; the rules about names belong to the operation."""

    name = forms.CharField(
        label=_("The name others see"),
        max_length=200,
        strip=False,
        help_text=_("Shown beside whatever you write here. Your e-mail address is never shown."),
        error_messages={
            "required": _("Please type the name others should see."),
            "null_characters_not_allowed": _(
                "This name contains characters that cannot be seen. Please type it again by hand."
            ),
        },
        widget=forms.TextInput(attrs={"autocomplete": "nickname", "spellcheck": "false", "autofocus": True}),
    )


class ProfileForm(forms.Form):
    """What the profile page tells."""

    about = forms.CharField(
        label=_("A line about yourself"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    link = forms.CharField(
        label=_("Where you write"),
        max_length=300,
        required=False,
        help_text=_("The address of a page of your own, if you have one."),
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "url", "spellcheck": "false"}),
    )
    tells_since = forms.BooleanField(label=_("Say since when I have been a member"), required=False)


class FaceForm(forms.Form):
    """A picture of oneself."""

    picture = forms.FileField(
        label=_("A picture of you"),
        allow_empty_file=False,
        help_text=_(
            "JPEG, PNG or WebP. We draw it anew as a small square and keep nothing else of the file."
        ),
        error_messages={
            "required": _("Please choose a picture."),
            "empty": _("This file is empty. Please choose another picture."),
        },
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
    )


class PlanAddressForm(forms.Form):
    """Whose account moves where, and how the publisher knows."""

    email = forms.EmailField(label=_("The address of the account"), max_length=254)
    new_email = forms.EmailField(label=_("The new address"), max_length=254)
    reason = forms.CharField(
        label=_("How you know whose account this is"),
        max_length=500,
        help_text=_("It is written into the book, and the old address is told."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class LeaveForm(forms.Form):
    """What becomes of one's letters, and that one means it."""

    letters = forms.ChoiceField(
        label=_("What becomes of your letters?"),
        choices=(
            ("stay", _("They stay, signed “Former member”")),
            (
                "go",
                _("They go: their words are deleted; where somebody answered, a line says so"),
            ),
        ),
        widget=forms.RadioSelect,
        error_messages={"required": _("Please choose what becomes of your letters.")},
    )
    sure = forms.BooleanField(
        label=_("I know that this cannot be taken back."),
        error_messages={"required": _("Please say that you know this cannot be taken back.")},
    )
