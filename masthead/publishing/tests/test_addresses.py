"""Where pages, authors, tags and series are."""

from masthead.publishing.models import Author, SectionPage, Series, Tag
from masthead.publishing.queries import address_of, author_address, page_address, preview_address


def test_address_of__each_kind_has_its_own_street(db: None) -> None:
    assert address_of(SectionPage(slug="harbour")) == page_address("harbour") == "/harbour/"
    assert address_of(Author(slug="marit")) == author_address("marit") == "/authors/marit/"
    assert address_of(Tag(slug="lamps")) == "/tags/lamps/"
    assert address_of(Series(slug="the-light")) == "/series/the-light/"


def test_page_address__a_piece_stands_beneath_its_section() -> None:
    assert page_address("harbour", "the-seventh-lantern") == "/harbour/the-seventh-lantern/"


def test_preview_address__the_token_stays_as_it_is() -> None:
    assert preview_address("12:aZ_-9") == "/preview/12:aZ_-9/"
