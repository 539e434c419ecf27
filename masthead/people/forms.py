"""The shape of what a person types about themselves."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from masthead.kit import pictures
from masthead.kit.email_fields import EmailAddressField


class AddressForm(forms.Form):
    """Sign in or sign up: only an address."""

    email = EmailAddressField(
        label=_("Your e-mail address"),
        error_messages={"required": _("Please type your e-mail address.")},
        autofocus=True,
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
    """The public profile."""

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
    shows_member_since = forms.BooleanField(label=_("Say since when I have been a member"), required=False)


class AvatarForm(forms.Form):
    """Upload of an avatar."""

    picture = forms.FileField(
        label=_("Profile picture"),
        allow_empty_file=False,
        help_text=_(
            "As your camera or telephone saved it. We draw it anew as a small square and keep nothing else "
            "of the file."
        ),
        error_messages={
            "required": _("Please choose a picture."),
            "empty": pictures.PictureIsEmpty.sentence,
        },
        widget=forms.FileInput(attrs={"accept": pictures.ACCEPT}),
    )


class PlanAddressForm(forms.Form):
    """Whose account moves where, and how the publisher knows."""

    email = EmailAddressField(label=_("The address of the account"), autocomplete="off")
    new_email = EmailAddressField(label=_("The new address"), autocomplete="off")
    reason = forms.CharField(
        label=_("How you know whose account this is"),
        max_length=500,
        help_text=_("It is written into the audit log, and the old address is told."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class GiveNameForm(forms.Form):
    """A name that was held, and whose it is."""

    email = EmailAddressField(label=_("The address of the account"), autocomplete="off")
    name = forms.CharField(label=_("The name that is theirs"), max_length=200, strip=False)


class DeleteAccountForm(forms.Form):
    """Whether one's comments stay, and a confirmation."""

    comments = forms.ChoiceField(
        label=_("What becomes of your comments?"),
        choices=(
            ("keep", _("They stay, signed “Former member”")),
            (
                "delete",
                _("They are deleted; where somebody answered, a line says that a comment was there"),
            ),
        ),
        widget=forms.RadioSelect,
        error_messages={"required": _("Please choose what becomes of your comments.")},
    )
    sure = forms.BooleanField(
        label=_("I know that this cannot be taken back."),
        error_messages={"required": _("Please say that you know this cannot be taken back.")},
    )
