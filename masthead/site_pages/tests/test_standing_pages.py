"""Standing pages: our own texts to begin with, drafts while something is to be filled in."""

import pytest
from django.conf import settings
from django.test import Client

from masthead.people.models import Person
from masthead.publishing.models import FrontPage
from masthead.site_pages import operations, queries
from masthead.site_pages.models import SitePage, SitePageKind


def test_prepare_site_pages__what_is_whole_is_published_and_what_has_blanks_is_a_draft(
    standing: dict[str, SitePage],
) -> None:
    assert {kind for kind, page in standing.items() if page.live} == {"contact", "guidelines", "cookies"}
    for page in standing.values():
        assert bool(queries.placeholders_in(page.body)) is not page.live


def test_prepare_site_pages__again_keeps_what_is_there(standing: dict[str, SitePage]) -> None:
    standing["about"].delete()
    again = operations.prepare_site_pages(language="en")
    assert [page.kind for page in again] == ["about"]


@pytest.mark.parametrize("language", dict(settings.LANGUAGES))
def test_site_pages__every_language_has_every_text(front: FrontPage, language: str) -> None:
    pages = operations.prepare_site_pages(language=language)
    assert [page.kind for page in pages] == list(operations.INITIAL_KINDS)
    for page in pages:
        page.full_clean()
        assert 2 <= len(page.title) <= 40
        assert page.body.startswith("<p>")


def test_prepare_site_pages__of_an_unknown_language_are_in_english(front: FrontPage) -> None:
    assert operations.prepare_site_pages(language="haw")[0].title == "About"


def test_site_pages__strangers_read_what_is_published_and_every_page_leads_there(
    client: Client, standing: dict[str, SitePage]
) -> None:
    page = client.get("/community-guidelines/")
    assert page.status_code == 200
    assert "public" in page["Cache-Control"]
    assert "csrfmiddlewaretoken" not in page.content.decode()
    front = client.get("/").content.decode()
    assert '<a href="/community-guidelines/">Community guidelines</a>' in front
    assert '<a href="/imprint/">' not in front
    assert client.get("/imprint/").status_code == 404


def test_site_pages__publishing_one_puts_it_at_the_foot(
    client: Client, standing: dict[str, SitePage]
) -> None:
    page = standing["imprint"]
    page.body = "<p>The Lighterman, Quay 4, Holm</p>"
    page.save_revision().publish()
    assert '<a href="/imprint/">Imprint</a>' in client.get("/").content.decode()
    page.refresh_from_db()
    page.unpublish()
    assert '<a href="/imprint/">' not in client.get("/").content.decode()


def test_site_pages__nothing_can_be_posted_to_one_without_a_form(
    client: Client, standing: dict[str, SitePage]
) -> None:
    assert client.post("/cookies/").status_code == 405


@pytest.mark.parametrize("who", ["pia", "ed"])
def test_site_pages__editors_change_them_in_the_desk(
    client: Client, standing: dict[str, SitePage], who: str, request: pytest.FixtureRequest
) -> None:
    person: Person = request.getfixturevalue(who)
    client.force_login(person)
    assert client.get(f"/desk/pages/{standing['imprint'].pk}/edit/").status_code == 200
    front = FrontPage.objects.get()
    assert client.get(f"/desk/pages/add/site_pages/sitepage/{front.pk}/").status_code == 200


def test_site_pages__the_desk_previews_a_draft(
    client: Client, standing: dict[str, SitePage], pia: Person
) -> None:
    client.force_login(pia)
    answer = client.get(f"/desk/pages/{standing['contact'].pk}/view_draft/")
    assert answer.status_code == 200
    assert "noindex" in answer.content.decode()


def test_site_pages__kinds_of_our_texts_are_kinds_of_pages() -> None:
    assert set(operations.INITIAL_KINDS) == set(SitePageKind) - {SitePageKind.OTHER}
