"""Standing pages: our own texts to begin with, drafts while something is to be filled in."""

import pytest
from django.test import Client

from masthead.articles.models import FrontPage
from masthead.colophon import operations, queries
from masthead.colophon.models import Kind, StandingPage
from masthead.people.models import Person


def test_what_is_whole_is_published_and_what_has_blanks_is_a_draft(standing: dict[str, StandingPage]) -> None:
    assert {kind for kind, page in standing.items() if page.live} == {"contact", "guidelines", "cookies"}
    for page in standing.values():
        assert bool(queries.blanks_in(page.body)) is not page.live


def test_beginning_again_keeps_what_is_there(standing: dict[str, StandingPage]) -> None:
    standing["about"].delete()
    again = operations.prepare_standing_pages(language="en")
    assert [page.kind for page in again] == ["about"]


@pytest.mark.parametrize("language", operations.LANGUAGES)
def test_every_language_has_every_text(front: FrontPage, language: str) -> None:
    pages = operations.prepare_standing_pages(language=language)
    assert [page.kind for page in pages] == list(operations.BEGINNINGS)
    for page in pages:
        page.full_clean()
        assert 2 <= len(page.title) <= 40
        assert page.body.startswith("<p>")


def test_an_unknown_language_begins_in_english(front: FrontPage) -> None:
    assert operations.prepare_standing_pages(language="haw")[0].title == "About"


def test_strangers_read_what_is_published_and_the_foot_of_every_page_leads_there(
    client: Client, standing: dict[str, StandingPage]
) -> None:
    page = client.get("/community-guidelines/")
    assert page.status_code == 200
    assert "public" in page["Cache-Control"]
    assert "csrfmiddlewaretoken" not in page.content.decode()
    front = client.get("/").content.decode()
    assert '<a href="/community-guidelines/">Community guidelines</a>' in front
    assert '<a href="/imprint/">' not in front
    assert client.get("/imprint/").status_code == 404


def test_publishing_a_page_puts_it_at_the_foot(client: Client, standing: dict[str, StandingPage]) -> None:
    page = standing["imprint"]
    page.body = "<p>The Lighterman, Quay 4, Holm</p>"
    page.save_revision().publish()
    assert '<a href="/imprint/">Imprint</a>' in client.get("/").content.decode()
    page.refresh_from_db()
    page.unpublish()
    assert '<a href="/imprint/">' not in client.get("/").content.decode()


def test_nothing_can_be_posted_to_a_page_without_a_form(
    client: Client, standing: dict[str, StandingPage]
) -> None:
    assert client.post("/cookies/").status_code == 405


@pytest.mark.parametrize("who", ["pia", "ed"])
def test_editors_change_standing_pages_in_the_desk(
    client: Client, standing: dict[str, StandingPage], who: str, request: pytest.FixtureRequest
) -> None:
    person: Person = request.getfixturevalue(who)
    client.force_login(person)
    assert client.get(f"/desk/pages/{standing['imprint'].pk}/edit/").status_code == 200
    front = FrontPage.objects.get()
    assert client.get(f"/desk/pages/add/colophon/standingpage/{front.pk}/").status_code == 200


def test_the_desk_previews_a_draft(client: Client, standing: dict[str, StandingPage], pia: Person) -> None:
    client.force_login(pia)
    answer = client.get(f"/desk/pages/{standing['contact'].pk}/view_draft/")
    assert answer.status_code == 200
    assert "noindex" in answer.content.decode()


def test_kinds_of_our_texts_are_kinds_of_pages() -> None:
    assert set(operations.BEGINNINGS) == set(Kind) - {Kind.OTHER}
