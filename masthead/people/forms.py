"""The shape of what a person types about themselves."""

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
