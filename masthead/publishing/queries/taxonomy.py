"""Authors, tags and series as they are kept, and which pieces are listed under them."""

from typing import TypeVar

from masthead.publishing.models import Author, Listing, ListKind, Publication, SectionPage, Series, Tag

Row = TypeVar("Row", Author, Tag, Series, SectionPage, Publication)


def author_names() -> list[str]:
    """The names of everybody who signs pieces, with or without an account."""
    return list(Author.objects.values_list("name", flat=True))


def stored_version(subject: Row) -> Row | None:
    """The same row as the database has it."""
    return type(subject).objects.filter(pk=subject.pk).first()


def articles_tagged(tag_id: int) -> list[int]:
    """The numbers of the published pieces that are listed under a tag."""
    rows = Listing.objects.filter(kind=ListKind.TAG, list_id=tag_id)
    return list(rows.values_list("view_id", flat=True))
