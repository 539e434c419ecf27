"""Author pages, tags, the archive, series and corrections: what is published, and nothing else."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from masthead.kit.cursors import Cursor
from masthead.publishing import operations
from masthead.publishing.models import ArticlePage, Author, FrontPage, Listing, ListKind, SectionPage, Tag
from masthead.publishing.tests.conftest import publish
from masthead.publishing.tests.pictures import picture
from masthead.reading.queries import listings


@pytest.fixture
def tagged(harbour: SectionPage, marit: Author) -> ArticlePage:
    return publish(harbour, authors=[marit], tags=["Lanterns", "Zürich"])


LISTS = ["/authors/", "/authors/marit-oyelaran/", "/tags/", "/tags/lanterns/", "/tags/zurich/", "/archive/"]


@pytest.mark.parametrize("path", LISTS)
def test_lists__each_names_what_is_published_and_nothing_behind_the_gate(
    client: Client, tagged: ArticlePage, path: str
) -> None:
    response = client.get(path)
    html = response.content.decode()
    assert response.status_code == 200
    assert "borrowed silver" not in html
    assert "The seventh lantern" in html or "1 piece" in html
    assert response["Masthead-Cache-Variant"] == "open"
    assert "article-lists:*" in response["Masthead-Dependencies"].split()
    assert response["Cache-Control"] == "public, no-cache"


def test_author_page__shows_portrait_and_line(client: Client, harbour: SectionPage) -> None:
    author = operations.add_author(
        name="Ivo Brandt", bio="keeps the tide tables.", portrait=picture("ivo.jpg")
    )
    publish(harbour, authors=[author])
    html = client.get("/authors/ivo-brandt/").content.decode()
    assert "keeps the tide tables." in html
    source = html.split('<img src="')[1].split('"')[0]
    assert client.get(source).status_code == 200  # nobody needs a decision to see a face
    assert client.get("/media/" + author.portrait.file.name).status_code == 404  # type: ignore[union-attr]


@pytest.mark.parametrize("path", ["/authors/nobody/", "/tags/nothing/", "/series/none/", "/archive/1999/1/"])
def test_lists__one_of_nothing_is_no_page(client: Client, front: FrontPage, path: str) -> None:
    assert client.get(path).status_code == 404
    assert client.get("/archive/2026/13/").status_code == 404


def test_lists__drafts_and_withdrawn_pieces_stand_in_none(
    client: Client, tagged: ArticlePage, marit: Author, harbour: SectionPage
) -> None:
    operations.write_article(
        section=harbour, headline="Not yet", body=[], authors=[marit], tags=["Secret plans"]
    )
    assert client.get("/tags/secret-plans/").status_code == 404
    assert "Secret plans" not in client.get("/tags/").content.decode()
    operations.unpublish_article(article=tagged)
    assert client.get("/tags/lanterns/").status_code == 404
    assert client.get("/authors/marit-oyelaran/").status_code == 404
    assert not Listing.objects.exists()


def test_lists__are_walked_page_by_page_in_as_many_queries_however_long_they_are(
    client: Client, harbour: SectionPage, marit: Author
) -> None:
    now = timezone.now()
    for number in range(45):
        published_at = now - timedelta(hours=number // 2)
        publish(
            harbour, headline=f"Piece {number:02}", authors=[marit], tags=["Ropes"], published_at=published_at
        )
        if number == 1:
            with CaptureQueriesContext(connection) as few:
                client.get("/tags/ropes/")
    with CaptureQueriesContext(connection) as many:
        client.get("/tags/ropes/")
    assert len(many) <= len(few)
    tag = Tag.objects.get()
    for kind, subject_id in ((ListKind.AUTHOR, marit.pk), (ListKind.TAG, tag.pk)):
        seen: list[str] = []
        cursor: Cursor | None = None
        while True:
            shelf = listings.list_page(kind, subject_id, before=cursor)
            seen += [view.headline for view in shelf.views]
            cursor = Cursor.parse(str(shelf.next_cursor)) if shelf.next_cursor else None
            if cursor is None:
                break
        assert sorted(seen) == [f"Piece {number:02}" for number in range(45)]
    assert "before=" in client.get("/tags/ropes/").content.decode()


def test_archive__counts_by_month_and_shows_each(client: Client, harbour: SectionPage) -> None:
    for headline, month in (("In March", 3), ("Late in March", 3), ("In April", 4)):
        publish(harbour, headline=headline, published_at=datetime(2026, month, 20, tzinfo=UTC))
    assert [(month.first_day, month.pieces) for month in listings.archive_months()] == [
        (date(2026, 4, 1), 1),
        (date(2026, 3, 1), 2),
    ]
    html = client.get("/archive/2026/03/").content.decode()
    assert "Late in March" in html
    assert "In April" not in html
    assert "/archive/2026/03/" in client.get("/archive/").content.decode()
    assert "In March" in client.get("/archive/2026/3/").content.decode()


def test_archive__december_ends_with_the_year(client: Client, harbour: SectionPage) -> None:
    publish(harbour, headline="Old year", published_at=datetime(2026, 12, 31, 12, tzinfo=UTC))
    publish(harbour, headline="New year", published_at=datetime(2027, 1, 1, 12, tzinfo=UTC))
    html = client.get("/archive/2026/12/").content.decode()
    assert "Old year" in html
    assert "New year" not in html


def test_lists__follow_a_new_name_or_address_of_an_author_or_a_tag(
    client: Client, tagged: ArticlePage, marit: Author
) -> None:
    marit.name, marit.slug = "Marit O. Vale", "marit-vale"
    marit.save()
    moved = client.get("/authors/marit-oyelaran/")
    assert (moved.status_code, moved["Location"]) == (301, "/authors/marit-vale/")
    assert "Marit O. Vale" in client.get("/authors/marit-vale/").content.decode()
    tag = Tag.objects.get(slug="lanterns")
    tag.name, tag.slug = "Lights", "lights"
    tag.save()
    tag.slug = "lamps"
    tag.save()
    assert client.get("/tags/lanterns/")["Location"] == "/tags/lamps/"
    assert client.get("/tags/lights/")["Location"] == "/tags/lamps/"
    assert ">Lights</a>" in client.get("/harbour/the-seventh-lantern/").content.decode()
    tag.slug = "lanterns"  # and back again, without going in circles
    tag.save()
    assert client.get("/tags/lanterns/").status_code == 200
    assert client.get("/tags/lamps/")["Location"] == "/tags/lanterns/"


def test_lists__a_tag_that_is_gone_stands_on_no_piece(client: Client, tagged: ArticlePage) -> None:
    Tag.objects.get(slug="lanterns").delete()
    assert "Lanterns" not in client.get("/harbour/the-seventh-lantern/").content.decode()
    assert client.get("/tags/lanterns/").status_code == 404


def test_series_page__is_read_in_its_order(client: Client, harbour: SectionPage) -> None:
    series = operations.add_series(title="The long strait", description="Three crossings")
    now = timezone.now()
    for headline, part, days in (("Second", 2, 3), ("Last", None, 1), ("First", 1, 2)):
        publish(
            harbour,
            headline=headline,
            series=series,
            series_part=part,
            published_at=now - timedelta(days=days),
        )
    html = client.get("/series/the-long-strait/").content.decode()
    assert html.index(">First<") < html.index(">Second<") < html.index(">Last<")
    second = client.get("/harbour/second/").content.decode()
    assert "Part 2 of 3 of the series" in second
    assert second.index("Previous part") < second.index("First") < second.index("Next part")
    series.slug = "the-strait"
    series.save()
    assert client.get("/series/the-long-strait/")["Location"] == "/series/the-strait/"
    series.delete()
    assert "of the series" not in client.get("/harbour/second/").content.decode()


def test_series_page__a_long_one_is_walked_to_its_end_and_costs_the_same(
    client: Client, harbour: SectionPage
) -> None:
    series = operations.add_series(title="The long strait")
    start = timezone.now() - timedelta(days=60)

    def part(number: int) -> ArticlePage:
        return publish(
            harbour,
            headline=f"Crossing {number:02}",
            access="public",
            series=series,
            series_part=number if number <= 30 else None,
            published_at=start + timedelta(hours=0 if number > 40 else 99 - number),
        )

    def cost(path: str) -> int:
        with CaptureQueriesContext(connection) as counted:
            assert client.get(path).status_code == 200
        return len(counted)

    written = [part(number) for number in (3, 1, 2, *range(4, 12))]
    few = cost("/series/the-long-strait/"), cost("/harbour/crossing-02/")
    written += [part(number) for number in range(12, 46)]
    assert (cost("/series/the-long-strait/"), cost("/harbour/crossing-02/")) == few
    seen, places, address = [], [], "/series/the-long-strait/"
    while True:
        html = client.get(address).content.decode()
        seen += re.findall(r"<h2[^>]*><a[^>]*>(Crossing \d+)</a>", html)
        places += re.findall(r'<ol[^>]* start="(\d+)"', html)
        more = re.search(r'href="(\?after=\d+)"', html)
        if more is None:
            break
        address = f"/series/the-long-strait/{more[1]}"
    numbers = [int(name.removeprefix("Crossing ")) for name in seen]
    assert numbers == [*range(1, 31), *range(41, 46), *range(40, 30, -1)]
    assert places == ["21", "41"]
    last = client.get("/harbour/crossing-31/").content.decode()
    assert "Part 45 of 45 of the series" in last
    assert "Next part" not in last
    middle = client.get("/harbour/crossing-41/").content.decode()
    assert middle.index("Previous part") < middle.index("Crossing 30") < middle.index("Crossing 42")
    nineteenth = next(article for article in written if article.title == "Crossing 20")
    operations.unpublish_article(article=nineteenth)
    gone_on = client.get(f"/series/the-long-strait/?after={nineteenth.pk}").content.decode()
    assert 'start="20"' in gone_on
    assert ">Crossing 21<" in gone_on
    for odd in ("x", "9" * 30, "-1", ""):
        assert ">Crossing 01<" in client.get(f"/series/the-long-strait/?after={odd}").content.decode()


def test_corrections_page__what_was_corrected_is_said_there_and_on_the_piece(
    client: Client, harbour: SectionPage
) -> None:
    wrong = (date(2026, 3, 1), "The light was lit in 1911, not in 1901.")
    publish(harbour, corrections=[wrong, (date(2026, 3, 4), "The keeper is called Ferro.")])
    publish(harbour, headline="Without fault")
    for path in ("/corrections/", "/harbour/the-seventh-lantern/"):
        html = client.get(path).content.decode()
        assert "not in 1901" in html
        assert html.index("4 March 2026") < html.index("1 March 2026")
    assert "Without fault" not in client.get("/corrections/").content.decode()
    assert "This piece was corrected." in client.get("/harbour/the-seventh-lantern/").content.decode()


def test_slugs__no_section_takes_the_address_of_a_list(front: FrontPage) -> None:
    from django.core.exceptions import ValidationError

    for slug in ("authors", "tags", "archive", "corrections", "search", "desk"):
        with pytest.raises(ValidationError, match="has this address"):
            operations.ensure_section(title="A section", slug=slug)
