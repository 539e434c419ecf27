"""What editors upload and readers search for: shape and spelling only."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.images.forms import BaseImageForm

from masthead.articles import listings, operations, queries
from masthead.articles.errors import NotAPicture


class ArticleForm(WagtailAdminPageForm):
    """The piece as its editor sends it. What a draft may lack is asked for at publishing and submitting."""

    def clean(self) -> Any:
        cleaned = super().clean()
        if not self.is_deferred_validation:
            for sentence in operations.unready_lead(
                cleaned.get("lead_image"),
                cleaned.get("lead_alternative") or "",
                cleaned.get("lead_credit") or "",
            ):
                self.add_error("lead_image", ValidationError(sentence, code="not-ready"))
        return cleaned


class PictureForm(BaseImageForm):
    """Wagtail's form for pictures: what comes in is drawn anew, and reaches the pieces that show it."""

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if "file" not in self.changed_data:
            return file
        try:
            return operations.cleaned_picture(file, name=file.name)
        except NotAPicture as no:
            raise ValidationError(str(no), code=no.code) from None

    def save(self, commit: bool = True) -> Any:
        was_there = self.instance.pk is not None
        picture = super().save(commit=commit)
        if commit and was_there:
            operations.redraw_pieces_with(picture=picture, now=timezone.now())
        return picture


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
        sections = ((section.address, section.name) for section in queries.masthead_line().sections)
        self._choose("section", _("All sections"), sections)
        self._choose("author", _("All authors"), ((row.address, row.name) for row in listings.authors()))
        self._choose("tag", _("All tags"), ((row.address, row.name) for row in listings.tags()))

    def _choose(self, name: str, all_of_them: Any, choices: Iterable[tuple[str, str]]) -> None:
        named = [(address.rstrip("/").rpartition("/")[2], label) for address, label in choices]
        self.fields[name].choices = [("", all_of_them), *named]  # type: ignore[attr-defined]  # choice fields, all three

    def clean_q(self) -> str:
        return " ".join(self.cleaned_data["q"].split())

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and since > until:
            self.add_error("until", _("The last day is before the first one."))
        return cleaned

    def sieve(self) -> queries.Sieve:
        """What the search is narrowed to."""
        return listings.sieve(
            section=self.cleaned_data["section"],
            author=self.cleaned_data["author"],
            tag=self.cleaned_data["tag"],
            from_date=self.cleaned_data["since"],
            to_date=self.cleaned_data["until"],
            oldest_first=self.cleaned_data["order"] == "oldest",
        )

    def question(self) -> str:
        """The same search as the end of an address."""
        return urlencode({name: value for name, value in self.cleaned_data.items() if value})

    @cached_property
    def narrowed(self) -> bool:
        """Whether anything but words was filled in, so that the page shows it."""
        return any(self.data.get(name) for name in self.fields if name != "q")
