"""Nothing is known by its slug: an empty one is refused, a taken one gets a number."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client

from masthead.memberships.models import Plan
from masthead.publishing import operations
from masthead.publishing.models import ArticlePage, Author, FrontPage, SectionPage, Series, Tag
from masthead.publishing.tests.conftest import publish, text

NAMES = ["Ольга Иванова", "李明", "نجيب محفوظ", "Zoë Ødegård", "Zoe Odegard", "🖋", "李明"]


def test_free_slug__authors_and_series_of_any_script_are_rows_of_their_own(db: None) -> None:
    authors = [operations.add_author(name=name) for name in NAMES]
    series = [operations.add_series(title=name) for name in NAMES]
    for made in (authors, series):
        assert len({row.pk for row in made}) == len(NAMES)
        slugs = [row.slug for row in made]
        assert len(set(slugs)) == len(NAMES)
        assert all(slugs)
        assert all(slug.isascii() for slug in slugs)
    assert [author.slug for author in authors[:2]] == ["olga-ivanova", "liming"]
    assert [author.name for author in authors] == NAMES


def test_free_slug__one_that_was_asked_for_and_is_taken_gets_a_number(db: None) -> None:
    first = operations.add_author(name="Ada Byron", slug="ada")
    second = operations.add_author(name="Ada Quill", slug="ada")
    assert (first.slug, second.slug, second.name) == ("ada", "ada-2", "Ada Quill")
    assert operations.add_author(name="x" * 80, slug="b" * 80).slug == "b" * 80
    assert operations.add_author(name="x" * 80, slug="b" * 80).slug == "b" * 78 + "-2"


def test_free_slug__sections_of_any_script_have_addresses_of_their_own(
    front: FrontPage, client: Client
) -> None:
    titles = ["Bücher", "Bucher", "Политика", "政治", "Archive", "Search", "Harbour"]
    sections = [operations.ensure_section(title=title) for title in titles]
    assert len({section.slug for section in sections}) == len(titles)
    assert [operations.ensure_section(title=title).pk for title in titles] == [one.pk for one in sections]
    for section in sections:
        page = client.get(f"/{section.slug}/")
        assert page.status_code == 200
        assert section.title in page.content.decode()


def test_free_slug__pieces_with_one_headline_have_addresses_of_their_own(
    harbour: SectionPage, client: Client
) -> None:
    pieces = [publish(harbour, headline=headline, body=[text("Words.")], access="public") for headline in (
        "Briefing", "Briefing", "李明", "Ольга", "!!!", "Briefing")]  # fmt: skip
    assert [piece.slug for piece in pieces if piece.title == "Briefing"] == [
        "briefing",
        "briefing-2",
        "briefing-3",
    ]
    assert len({piece.slug for piece in pieces}) == len(pieces)
    for piece in pieces:
        assert client.get(f"/harbour/{piece.slug}/").status_code == 200


def test_free_slug__tags_of_any_script_are_rows_of_their_own(harbour: SectionPage) -> None:
    names = ["Фонарь", "灯", "Ünï", "Uni", "!", "?", "щ" * 100]
    publish(harbour, tags=names, body=[text("Words.")])
    tags = Tag.objects.filter(name__in=names)
    assert tags.count() == len(names)
    assert len({tag.slug for tag in tags}) == len(names)
    assert all(tag.slug for tag in tags)


@pytest.mark.parametrize("kind", [Author, Series, Tag, Plan])
def test_slug_constraint__an_empty_slug_is_refused_by_the_database(
    db: None, kind: type[Author | Series | Tag | Plan]
) -> None:
    fields = {"amount_minor": 600} if kind is Plan else {}
    word = "title" if kind is Series else "name"
    made = kind.objects.create(**{word: "Ольга", "slug": "olga"}, **fields)
    with pytest.raises(IntegrityError), transaction.atomic():
        kind.objects.filter(pk=made.pk).update(slug="")
    if kind is not Tag:  # which makes its own
        with pytest.raises(IntegrityError), transaction.atomic():
            kind.objects.create(**{word: "李明", "slug": ""}, **fields)


def test_slug_constraint__an_empty_slug_of_a_page_is_refused(harbour: SectionPage) -> None:
    piece = ArticlePage(title="!!!", slug="")
    with pytest.raises(ValidationError):
        harbour.add_child(instance=piece)
