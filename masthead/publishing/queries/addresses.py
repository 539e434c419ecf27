"""Where things are: every address of a page, author, tag or series that code needs is made here, decoded.

What is no page of Wagtail's tree has its address in a room's `urls.py` and is asked for by its name.
"""

from django.urls import reverse

from masthead.kit.addresses import decoded_path
from masthead.publishing.models import Author, SectionPage, Series, Tag


def page_address(*slugs: str) -> str:
    """Where a page of the tree is: a section by its short name, a piece by its section's and its own."""
    return "/" + "".join(f"{slug}/" for slug in slugs)


def author_address(slug: str) -> str:
    """Where the pieces of an author are listed."""
    return decoded_path(reverse("reading:author", args=[slug]))


def preview_address(token: str) -> str:
    """Where a draft is read by its link."""
    return reverse("reading:preview", args=[token])


def address_of(subject: Author | Tag | Series | SectionPage) -> str:
    """Where the pieces of an author, a tag, a series or a section are listed."""
    if isinstance(subject, SectionPage):
        return page_address(subject.slug)
    if isinstance(subject, Author):
        return author_address(subject.slug)
    name = "reading:tag" if isinstance(subject, Tag) else "reading:series"
    return decoded_path(reverse(name, args=[subject.slug]))
