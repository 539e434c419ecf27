"""Queries about saved articles and followed authors and sections."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from masthead.kit.browser_storage import BrowserStorageItem
from masthead.people.models import Person
from masthead.publishing import queries as publishing
from masthead.publishing.models import Author, PublicView, SectionPage
from masthead.reading.errors import NoSuchFollowable
from masthead.reading.models import Follow, FollowableKind, SavedArticle
from masthead.reading.queries import listings

PAGE_SIZE = 20


@dataclass(frozen=True)
class Followable:
    """An author or a section one can follow; `followed` says whether this reader does."""

    kind: str
    id: int
    name: str
    address: str
    followed: bool = False


@dataclass(frozen=True)
class SavedListPage:
    """One page of the saved pieces, newest first; `older` is the cursor of the next page, 0 at the end."""

    views: Sequence[PublicView]
    next_cursor: int


def saved_by(*, person: Person, before: int = 0) -> SavedListPage:
    """One page of what this person saved and what is still published."""
    rows = SavedArticle.objects.filter(person=person, article__public_view__live=True).order_by("-pk")
    if before:
        rows = rows.filter(pk__lt=before)
    found = list(rows.values_list("pk", "article_id")[: PAGE_SIZE + 1])
    views = publishing.public_views_of(article_id for _, article_id in found[:PAGE_SIZE])
    older = found[PAGE_SIZE - 1][0] if len(found) > PAGE_SIZE else 0
    return SavedListPage([views[pk] for _, pk in found[:PAGE_SIZE] if pk in views], older)


def has_saved(*, person: Person, article_id: int) -> bool:
    """Whether this piece is among those the person saved."""
    return SavedArticle.objects.filter(person=person, article_id=article_id).exists()


def followable(*, kind: str, followable_id: int, person: Person | None = None) -> Followable:
    """The author or section with this number, if something of theirs is published.

    :raises NoSuchFollowable: there is none
    """
    found = _found(kind, followable_id)
    if found is None:
        raise NoSuchFollowable
    followed = person is not None and (kind, followable_id) in _followed_by(person)
    return Followable(kind, followable_id, *found, followed=followed)


def followables_of(view: PublicView, *, person: Person) -> list[Followable]:
    """The authors and the section of a piece, and whether the person follows them."""
    followed = _followed_by(person)
    named = [
        *(
            (FollowableKind.AUTHOR, row["id"], row["name"], publishing.author_address(row["slug"]))
            for row in view.authors
        ),
        (FollowableKind.SECTION, view.section_id, view.section_title, view.section_path),
    ]
    return [
        Followable(str(kind), pk, name, address, followed=(kind, pk) in followed)
        for kind, pk, name, address in named
    ]


def followed_by(person: Person) -> list[Followable]:
    """Everybody and every section this person follows, by name."""
    ids: dict[str, list[int]] = {}
    for kind, pk in _followed_by(person):
        ids.setdefault(kind, []).append(pk)
    authors = Author.objects.filter(pk__in=ids.get(FollowableKind.AUTHOR, []))
    sections = SectionPage.objects.filter(pk__in=ids.get(FollowableKind.SECTION, []), live=True)
    found = [
        *(
            Followable("author", row.pk, row.name, publishing.address_of(row), followed=True)
            for row in authors
        ),
        *(
            Followable("section", row.pk, row.title, publishing.address_of(row), followed=True)
            for row in sections
        ),
    ]
    return sorted(found, key=lambda row: row.name.casefold())


def followers_of(view: PublicView, *, after: int = 0, limit: int = 200) -> list[int]:
    """The next `limit` people, by number, who followed an author or the section before the piece appeared."""
    who = Q(kind=FollowableKind.AUTHOR, followable_id__in=[row["id"] for row in view.authors])
    who |= Q(kind=FollowableKind.SECTION, followable_id=view.section_id)
    rows = Follow.objects.filter(
        who, followed_at__lte=view.first_published_at, person_id__gt=after, person__is_active=True
    )
    return list(rows.order_by("person_id").values_list("person_id", flat=True).distinct()[:limit])


def browser_storage() -> list[BrowserStorageItem]:
    """What the page of a long piece stores in the browser: where the reader stopped."""
    return [
        BrowserStorageItem(
            name="places",
            purpose=_(
                "Where you were in long pieces, so that you can go on there; it stays in this browser."
            ),
            duration=_("for the last forty pieces"),
            is_cookie=False,
        )
    ]


def _followed_by(person: Person) -> set[tuple[str, int]]:
    return set(Follow.objects.filter(person=person).values_list("kind", "followable_id"))


def _found(kind: str, followable_id: int) -> tuple[str, str] | None:
    if kind == FollowableKind.AUTHOR:
        author = Author.objects.filter(pk=followable_id).first()
        known = author and listings.author_by_slug(author.slug)
        return (known.name, publishing.address_of(known)) if known else None
    section = SectionPage.objects.filter(pk=followable_id, live=True).first()
    return (section.title, publishing.address_of(section)) if section else None
