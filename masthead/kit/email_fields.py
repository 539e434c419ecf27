"""The field of a form in which an e-mail address is typed."""

from typing import Any

from django import forms

from masthead.kit.email_addresses import EmailAddressRefused, normalized_email


class EmailAddressField(forms.CharField):
    """An e-mail address, cleaned to the one spelling of `normalized_email`.

    As long as it may be pasted: what is too long or odd is said by a sentence, not cut off by the browser.
    """

    widget = forms.EmailInput

    def __init__(self, *, autocomplete: str = "email", autofocus: bool = False, **options: Any) -> None:
        super().__init__(max_length=1000, **options)
        attributes = {"autocomplete": autocomplete, "autocapitalize": "none", "spellcheck": "false"}
        self.widget.attrs.update(attributes | ({"autofocus": True} if autofocus else {}))

    def clean(self, value: Any) -> str:
        typed = super().clean(value)
        if not typed:
            return ""
        try:
            return normalized_email(typed)
        except EmailAddressRefused as no:
            raise forms.ValidationError(str(no), code=no.code) from None
