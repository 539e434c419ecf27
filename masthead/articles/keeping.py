"""What one reader has put aside and whom they follow; and who follows those that publish."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from masthead.articles import listings, queries
from masthead.articles.errors import NoSuchSubject
from masthead.articles.models import Author, Follow, Followed, PublicView, Saved, SectionPage
from masthead.kit.browser import Kept
from masthead.people.models import Person

PAGE = 20


@dataclass(frozen=True)
class Subject:
    """An author or a section one can follow; `followed` says whether this reader does."""

    kind: str
    id: int
    name: str
    address: str
    followed: bool = False


@dataclass(frozen=True)
class SavedPage:
    """Some of the saved pieces, newest first; `older` leads to the rest, 0 at the end."""

    views: Sequence[PublicView]
    older: int


def saved_by(*, person: Person, before: int = 0) -> SavedPage:
    """One page of what this person saved and what is still published."""
    rows = Saved.objects.filter(person=person, article__public_view__live=True).order_by("-pk")
    if before:
        rows = rows.filter(pk__lt=before)
    found = list(rows.values_list("pk", "article_id")[: PAGE + 1])
    views = queries.public_views_of(article_id for _, article_id in found[:PAGE])
    older = found[PAGE - 1][0] if len(found) > PAGE else 0
    return SavedPage([views[pk] for _, pk in found[:PAGE] if pk in views], older)


def has_saved(*, person: Person, article_id: int) -> bool:
    """Whether this piece is among those the person saved."""
    return Saved.objects.filter(person=person, article_id=article_id).exists()


def subject(*, kind: str, subject_id: int, person: Person | None = None) -> Subject:
    """The author or section with this number, if something of theirs is published.

    :raises NoSuchSubject: there is none
    """
    found = _found(kind, subject_id)
    if found is None:
        raise NoSuchSubject
    followed = person is not None and (kind, subject_id) in _followed_by(person)
    return Subject(kind, subject_id, *found, followed=followed)


def subjects_of(view: PublicView, *, person: Person) -> list[Subject]:
    """The authors and the section of a piece, and whether the person follows them."""
    followed = _followed_by(person)
    named = [
        *((Followed.AUTHOR, row["id"], row["name"], f"/authors/{row['slug']}/") for row in view.authors),
        (Followed.SECTION, view.section_id, view.section_title, view.section_path),
    ]
    return [
        Subject(str(kind), pk, name, address, followed=(kind, pk) in followed)
        for kind, pk, name, address in named
    ]


def followed_by(person: Person) -> list[Subject]:
    """Everybody and every section this person follows, by name."""
    ids: dict[str, list[int]] = {}
    for kind, pk in _followed_by(person):
        ids.setdefault(kind, []).append(pk)
    authors = Author.objects.filter(pk__in=ids.get(Followed.AUTHOR, []))
    sections = SectionPage.objects.filter(pk__in=ids.get(Followed.SECTION, []), live=True)
    found = [
        *(Subject("author", row.pk, row.name, listings.address_of(row), followed=True) for row in authors),
        *(Subject("section", row.pk, row.title, f"/{row.slug}/", followed=True) for row in sections),
    ]
    return sorted(found, key=lambda row: row.name.casefold())


def followers_of(view: PublicView, *, after: int = 0, limit: int = 200) -> list[int]:
    """The next `limit` people, by number, who followed an author or the section before the piece appeared."""
    who = Q(kind=Followed.AUTHOR, subject_id__in=[row["id"] for row in view.authors])
    who |= Q(kind=Followed.SECTION, subject_id=view.section_id)
    rows = Follow.objects.filter(
        who, followed_at__lte=view.first_published_at, person_id__gt=after, person__is_active=True
    )
    return list(rows.order_by("person_id").values_list("person_id", flat=True).distinct()[:limit])


def kept_in_browsers() -> list[Kept]:
    """What a long piece keeps in a reader's browser."""
    return [
        Kept(
            name="places",
            purpose=_(
                "Where you were in long pieces, so that you can go on there; it stays in this browser."
            ),
            lasts=_("for the last forty pieces"),
            is_cookie=False,
        )
    ]


def _followed_by(person: Person) -> set[tuple[str, int]]:
    return set(Follow.objects.filter(person=person).values_list("kind", "subject_id"))


def _found(kind: str, subject_id: int) -> tuple[str, str] | None:
    if kind == Followed.AUTHOR:
        author = Author.objects.filter(pk=subject_id).first()
        known = author and listings.author_called(author.slug)
        return (known.name, listings.address_of(known)) if known else None
    section = SectionPage.objects.filter(pk=subject_id, live=True).first()
    return (section.title, f"/{section.slug}/") if section else None
