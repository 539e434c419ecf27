"""The shape of what a reader writes to us."""

from django import forms
from django.utils.translation import gettext_lazy as _

from masthead.kit.email_fields import EmailAddressField


class ContactForm(forms.Form):
    name = forms.CharField(
        label=_("Your name"),
        max_length=80,
        error_messages={"required": _("Please tell us your name.")},
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    email = EmailAddressField(
        label=_("Your e-mail address"),
        help_text=_("Only to answer you."),
        error_messages={"required": _("Please type your e-mail address, or nobody can answer you.")},
    )
    subject = forms.CharField(
        label=_("Subject"),
        max_length=120,
        error_messages={"required": _("Please say in a few words what it is about.")},
    )
    text = forms.CharField(
        label=_("Message"),
        max_length=10_000,
        error_messages={"required": _("Please write your message.")},
        widget=forms.Textarea(attrs={"rows": 10}),
    )
    # People do not see it; programs that fill in everything do.
    website = forms.CharField(
        label=_("Please leave this empty"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )
