"""What a piece must have before it is published, and what an editor is told before that."""

from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from conftest import sign_in
from masthead.kit import fetching
from masthead.people.models import Person
from masthead.publishing import operations, queries
from masthead.publishing.errors import NotReady
from masthead.publishing.models import ArticlePage, CheckedLink, PublicView, SectionPage
from masthead.publishing.tests.conftest import GATE, OPEN_WORDS, publish, text
from masthead.publishing.tests.pictures import drawn, picture
from masthead.publishing.tests.test_desk import edit, form


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, settings: Settings) -> None:
    settings.MEDIA_ROOT = tmp_path


def bare(name: str = "bare.jpg") -> Any:
    """A picture of which nobody has said what it shows or who made it."""
    return operations.add_picture(file=drawn(size=(60, 40)), name=name, title=name)


def shown(image: Any, **words: str) -> tuple[str, dict[str, Any]]:
    return ("picture", {"image": image, "alternative": "", "caption": "", "credit": "", **words})


def draft(section: SectionPage, **fields: Any) -> ArticlePage:
    fields.setdefault("body", [text(OPEN_WORDS), GATE, text("More.")])
    return operations.write_article(section=section, headline="A draft", **fields)


def said_of(article: ArticlePage) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {"missing": [], "doubt": [], "good": []}
    for finding in operations.readiness_findings(article):
        found[finding.state].append(finding.sentence)
    return found


# --- pictures ---------------------------------------------------------------------------------------------


def test_missing_for_publication__a_picture_without_words_and_credit_stops_publication(
    harbour: SectionPage,
) -> None:
    article = draft(harbour, body=[shown(bare("stair.jpg"))])
    with pytest.raises(NotReady) as no:
        operations.publish_article(article=article)
    assert "“stair.jpg” is not described in words" in str(no.value)
    assert "“stair.jpg” has no credit" in str(no.value)
    assert not ArticlePage.objects.get(pk=article.pk).live
    assert not PublicView.objects.exists()


def test_missing_for_publication__the_lead_picture_is_looked_at_too(harbour: SectionPage) -> None:
    with pytest.raises(NotReady, match="has no credit"):
        publish(harbour, lead_image=bare("lead.jpg"))


def test_missing_for_publication__the_pictures_own_words_and_credit_will_do(harbour: SectionPage) -> None:
    publish(harbour, lead_image=picture(), body=[shown(picture("b.jpg"), alternative="A stair")])
    assert PublicView.objects.exists()


def test_missing_for_publication__the_editor_is_told_at_publishing_and_not_at_saving(
    client: Client, harbour: SectionPage, ed: Person
) -> None:
    article = draft(harbour, body=[], by=ed)
    lead = {"lead_image": str(bare("lead.jpg").pk)}
    sign_in(client, ed)
    assert edit(client, article, form(article, [("text", "one")], **lead)).status_code == 302
    answer = edit(
        client, article, form(article, [("text", "one")], **lead, **{"action-publish": "action-publish"})
    )
    assert answer.status_code == 200
    assert "“lead.jpg” has no credit" in answer.content.decode()
    assert not PublicView.objects.exists()


# --- what is told before ----------------------------------------------------------------------------------


def test_readiness_findings__a_gate_that_is_missing_misplaced_or_idle_is_told(harbour: SectionPage) -> None:
    assert "There is no gate" in said_of(draft(harbour, body=[text("a")]))["doubt"][0]
    assert "Nothing stands behind" in said_of(draft(harbour, body=[text("a"), GATE], slug="b"))["doubt"][0]
    assert "Nothing stands before" in said_of(draft(harbour, body=[GATE, text("a")], slug="c"))["doubt"][0]
    free = said_of(draft(harbour, access="public", slug="d"))
    assert "its gate has no effect" in free["doubt"][0]


def test_readiness_findings__say_that_a_piece_has_everything(harbour: SectionPage, marit: Any) -> None:
    article = draft(harbour, standfirst="Who paid?", authors=[marit], lead_image=picture())
    found = said_of(article)
    assert (found["missing"], found["doubt"]) == ([], [])
    assert any("gate is placed" in sentence for sentence in found["good"])
    assert any("Every picture" in sentence for sentence in found["good"])


def test_readiness_findings__no_standfirst_no_name_and_no_text_are_doubts(harbour: SectionPage) -> None:
    doubts = " ".join(said_of(draft(harbour, body=[]))["doubt"])
    for part in ("no standfirst", "Nobody’s name", "no text yet"):
        assert part in doubts


def test_missing_for_publication__a_footnote_without_its_text_stops_publication(harbour: SectionPage) -> None:
    with pytest.raises(NotReady):
        publish(harbour, body=[text("One[^a].")])


# --- links ------------------------------------------------------------------------------------------------


LINKS = ("/harbour/", "/harbour/nowhere/", "https://there.example/a", "https://gone.example/", "/search/")


@pytest.fixture
def linked(harbour: SectionPage, ed: Person) -> ArticlePage:
    words = " ".join(f'<a href="{address}">there</a>' for address in (*LINKS, "#top", "mailto:a@example.org"))
    return draft(harbour, body=[text(words)], by=ed)


@pytest.fixture
def _a_small_world(monkeypatch: pytest.MonkeyPatch) -> None:
    """Other machines, as far as this test goes: one answers, the other is gone."""

    def fetch(address: str, **_: Any) -> fetching.FetchResponse:
        from email.message import Message

        return fetching.FetchResponse(address, 200 if "there" in address else 404, Message())

    monkeypatch.setattr(fetching, "fetch", fetch)


@pytest.mark.usefixtures("_a_small_world")
def test_check_links__looks_here_and_elsewhere(linked: ArticlePage, noon: Any) -> None:
    operations.check_links(article_id=linked.pk, now=noon)
    alive = {link.address: link.works for link in CheckedLink.objects.all()}
    assert alive == {
        "/harbour/": True, "/harbour/nowhere/": False, "https://there.example/a": True,
        "https://gone.example/": False, "/search/": True,
    }  # fmt: skip
    assert CheckedLink.objects.get(address="https://gone.example/").get_problem_display() == "It answers 404."
    operations.check_links(article_id=linked.pk, now=noon)
    assert CheckedLink.objects.count() == 5


@pytest.mark.django_db(transaction=True)
def test_check_links__asks_nothing_of_other_machines_within_a_transaction(
    linked: ArticlePage, noon: Any
) -> None:
    from django.db import transaction

    from masthead.kit.transactions import NetworkInsideTransaction

    with pytest.raises(NetworkInsideTransaction), transaction.atomic():
        operations.check_links(article_id=linked.pk, now=noon)


@pytest.mark.usefixtures("_a_small_world")
def test_readiness_page__says_what_was_found(
    client: Client, linked: ArticlePage, ed: Person, noon: Any
) -> None:
    sign_in(client, ed)
    address = f"/desk/pieces/{linked.pk}/"
    assert "not looked at yet" in client.get(address).content.decode()
    assert client.post(f"{address}links/").status_code == 302
    operations.check_links(article_id=linked.pk, now=noon)
    html = client.get(address).content.decode()
    assert "2 lead nowhere" in html
    assert "It answers 404." in html
    assert "There is no gate" in html
    assert f"/desk/pieces/{linked.pk}/" in client.get(f"/desk/pages/{linked.pk}/edit/").content.decode()


def test_desk_overview__a_changed_piece_is_told_apart_from_what_readers_have(
    client: Client, gated: ArticlePage, ed: Person
) -> None:
    page = ArticlePage.objects.get(pk=gated.pk)
    page.standfirst = "Another one."
    page.save_revision(user=ed)
    html = sign_in(client, ed).get(f"/desk/pieces/{gated.pk}/").content.decode()
    assert "Changed since it was published" in html
    assert "changed since published" in client.get("/desk/").content.decode()


@pytest.mark.parametrize("who", ["rita", "moe", "ada"])
def test_readiness_page__is_for_those_who_may_edit_the_piece(
    client: Client, gated: ArticlePage, who: str, request: pytest.FixtureRequest
) -> None:
    sign_in(client, request.getfixturevalue(who))
    assert client.get(f"/desk/pieces/{gated.pk}/").status_code in {302, 403}
    assert client.post(f"/desk/pieces/{gated.pk}/previews/", {"days": "7"}).status_code in {302, 403}


# --- the desk's first page --------------------------------------------------------------------------------


def test_desk_overview__costs_the_same_however_much_is_written(
    harbour: SectionPage, ed: Person, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(3):
        publish(harbour, headline=f"Piece {number}")
        draft(harbour, slug=f"draft-{number}", by=ed)
    with django_assert_num_queries(3):
        found = queries.desk_overview()
        assert [str(article.owner) for article in found.written] == [str(ed)] * 3
    assert len(found.published) == 3


def test_desk_overview__of_an_empty_desk_says_what_to_do(client: Client, front: object, ed: Person) -> None:
    html = sign_in(client, ed).get("/desk/").content.decode()
    for sentence in ("Nothing is being written", "Nothing has been published", "Nobody has commented lately"):
        assert sentence in html
    assert "No comment waits for a moderator" in html
