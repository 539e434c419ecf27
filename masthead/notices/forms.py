"""The shape of wishes about notices."""

from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from masthead.kit.notices import Road
from masthead.notices.queries import Wish

ROADS = (
    (Road.MAIL.value, _("by e-mail")),
    (Road.SITE.value, _("only on this site")),
    (Road.OFF.value, _("not at all")),
)


class PreferencesForm(forms.Form):
    """One question per kind that may be switched off."""

    def __init__(self, *args: Any, wishes: Sequence[Wish], **options: Any) -> None:
        super().__init__(*args, **options)
        self.wishes = wishes
        for wish in wishes:
            if wish.kind.may_be_off:
                self.fields[wish.kind.key] = forms.ChoiceField(
                    label=str(wish.kind.title),
                    help_text=str(wish.kind.sentence),
                    choices=ROADS,
                    initial=wish.road.value,
                    widget=forms.RadioSelect,
                )

    def changes(self) -> Iterator[tuple[str, Road]]:
        """The kinds about which the person wishes something else than before."""
        for wish in self.wishes:
            road = self.cleaned_data.get(wish.kind.key)
            if road and road != wish.road.value:
                yield wish.kind.key, Road(road)
