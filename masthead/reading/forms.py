"""What readers search for: shape and spelling only."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.functional import cached_property
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from masthead.publishing import queries as publishing
from masthead.reading.queries import listings, search


class SearchForm(forms.Form):
    """What to look for, and where: every field may be left empty."""

    template_name = "design/components/_form.html"

    q = forms.CharField(label=_("Words to look for"), required=False)
    section = forms.ChoiceField(label=_("Section"), required=False)
    author = forms.ChoiceField(label=_("Author"), required=False)
    tag = forms.ChoiceField(label=_("Tag"), required=False)
    since = forms.DateField(
        label=_("Published from"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    until = forms.DateField(
        label=_("Published until"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    order = forms.ChoiceField(
        label=_("Order"),
        required=False,
        choices=[("", _("Newest first")), ("oldest", _("Oldest first"))],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sections = ((section.address, section.name) for section in publishing.publication_summary().sections)
        self._choose("section", _("All sections"), sections)
        self._choose("author", _("All authors"), ((row.address, row.name) for row in listings.authors()))
        self._choose("tag", _("All tags"), ((row.address, row.name) for row in listings.tags()))

    def _choose(self, name: str, full_list: object, choices: Iterable[tuple[str, str]]) -> None:
        named = [(address.rstrip("/").rpartition("/")[2], label) for address, label in choices]
        self.fields[name].choices = [("", full_list), *named]  # type: ignore[attr-defined]  # choice fields, all three

    def clean_q(self) -> str:
        return " ".join(self.cleaned_data["q"].split())

    def clean(self) -> dict[str, object]:
        cleaned = super().clean() or {}
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and since > until:
            self.add_error("until", _("The last day is before the first one."))
        return cleaned

    def search_filter(self) -> search.SearchFilter:
        """What the search is narrowed to."""
        return search.search_filter_of(
            section=self.cleaned_data["section"],
            author=self.cleaned_data["author"],
            tag=self.cleaned_data["tag"],
            from_date=self.cleaned_data["since"],
            to_date=self.cleaned_data["until"],
            oldest_first=self.cleaned_data["order"] == "oldest",
        )

    def query_string(self) -> str:
        """The same search as the end of an address."""
        return urlencode({name: value for name, value in self.cleaned_data.items() if value})

    @cached_property
    def has_filters(self) -> bool:
        """Whether anything but words was filled in, so that the page shows it."""
        return any(self.data.get(name) for name in self.fields if name != "q")
