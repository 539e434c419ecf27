"""The sample form of /design/: one field of every kind. It is drawn, never sent."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class SampleForm(forms.Form):
    name = forms.CharField(
        label=_("A line of text"), help_text=_("Help stands between the label and the field.")
    )
    email = forms.EmailField(label=_("An address"), required=False)
    order = forms.ChoiceField(
        label=_("A choice"),
        choices=[("best", _("Best")), ("newest", pgettext_lazy("comments", "Newest"))],
    )
    plan = forms.ChoiceField(
        label=_("One of a few"),
        choices=[("yearly", _("Yearly")), ("monthly", _("Monthly"))],
        widget=forms.RadioSelect,
    )
    notices = forms.BooleanField(label=_("A box to tick"), required=False)
    words = forms.CharField(label=_("Some words"), widget=forms.Textarea(attrs={"rows": 3}), required=False)
