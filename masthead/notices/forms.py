"""The form of notice preferences."""

from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from masthead.kit.notices import Channel
from masthead.notices.queries import EffectivePreference

CHANNEL_CHOICES = (
    (Channel.MAIL.value, _("by e-mail")),
    (Channel.SITE.value, _("only on this site")),
    (Channel.OFF.value, _("not at all")),
)


class PreferencesForm(forms.Form):
    """One question per kind that may be switched off."""

    def __init__(self, *args: Any, preferences: Sequence[EffectivePreference], **options: Any) -> None:
        super().__init__(*args, **options)
        self.preferences = preferences
        for preference in preferences:
            if preference.kind.may_be_switched_off:
                self.fields[preference.kind.key] = forms.ChoiceField(
                    label=str(preference.kind.title),
                    help_text=str(preference.kind.sentence),
                    choices=CHANNEL_CHOICES,
                    initial=preference.channel.value,
                    widget=forms.RadioSelect,
                )

    def changes(self) -> Iterator[tuple[str, Channel]]:
        """The kinds for which the person chose another channel than before."""
        for preference in self.preferences:
            channel = self.cleaned_data.get(preference.kind.key)
            if channel and channel != preference.channel.value:
                yield preference.kind.key, Channel(channel)
