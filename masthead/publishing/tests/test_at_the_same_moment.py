"""An autosave that comes late, a new piece sent twice at once: nothing is stale, nothing is there twice."""

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from wagtail.models import Page

from conftest import sign_in
from masthead.kit.tests.stores import at_once, shared_store
from masthead.people import operations as people
from masthead.people.models import Person, Role
from masthead.publishing import operations
from masthead.publishing.models import ArticlePage, PublicView, SectionPage
from masthead.publishing.tests.conftest import text
from masthead.publishing.tests.test_desk import form

BY_ITSELF = {"accept": "application/json"}
BY_HAND = {"accept": "text/html"}
ROUNDS = 4
PUBLISH = {"action-publish": "action-publish"}
SETTLED = dict.fromkeys(("is live", "is shown", "is newest", "has no other draft"), True)


@pytest.fixture
def _store(tmp_path: Path, django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    with django_db_blocker.unblock(), shared_store(tmp_path):
        yield


@pytest.fixture
def world(_store: None, noon: datetime) -> tuple[SectionPage, Person]:
    """A section and an editor, seen by every connection."""
    operations.prepare_publication(name="The Lighterman")
    editor = people.register_person(email="ed@example.org", now=noon)
    people.give_role(person=editor, role=Role.EDITOR, by=None, now=noon)
    return operations.ensure_section(title="Harbour", description=""), editor


def browsers(person: Person, count: int) -> list[Client]:
    """Windows of one person, each with a session of its own."""
    return [sign_in(Client(), person) for _ in range(count)]


def sending(
    answers: list[Any], client: Client, address: str, sent: dict[str, str], *, by_itself: bool
) -> Callable[[], None]:
    def send() -> None:
        answers.append(client.post(address, sent, headers=BY_ITSELF if by_itself else BY_HAND))

    return send


def state_of(piece: ArticlePage, words: str) -> dict[str, bool]:
    """Whether it is published with these words, and no draft says anything else."""
    piece = ArticlePage.objects.get(pk=piece.pk)
    newest = piece.get_latest_revision_as_object()
    return {
        "is live": piece.live,
        "is shown": words in str(piece.body),
        "is newest": words in str(newest.body),
        "has no other draft": not piece.has_unpublished_changes,
    }


def opened(page: Page) -> dict[str, str]:
    newest = Page.objects.get(pk=page.pk).latest_revision
    return {
        "loaded_revision_id": str(newest.pk),
        "loaded_revision_created_at": newest.created_at.isoformat(),
    }


@pytest.mark.parametrize("is_saved_before", [False, True], ids=["first", "autosaved before"])
def test_publish__in_the_moment_of_an_autosave_leaves_no_stale_draft(
    world: tuple[SectionPage, Person], is_saved_before: bool
) -> None:
    section, ed = world
    typing, publishing = browsers(ed, 2)
    for turn in range(ROUNDS):
        piece = operations.write_article(
            section=section, headline=f"Piece {turn}", body=[text("Begun")], by=ed
        )
        address, loaded = f"/desk/pages/{piece.pk}/edit/", opened(piece)
        if is_saved_before:
            first = loaded | form(piece, [("text", "Begun, and")], typed_by="here:1")
            saved = typing.post(address, first, headers=BY_ITSELF).json()
            loaded |= {"overwrite_revision_id": str(saved["revision_id"])}
        old = loaded | form(piece, [("text", "Begun, and more")], typed_by="here:2")
        new = loaded | form(piece, [("text", "Begun, and more, and done")], **PUBLISH)
        answers: list[Any] = []
        at_once(
            [
                sending(answers, typing, address, old, by_itself=True),
                sending(answers, publishing, address, new, by_itself=False),
            ]
        )
        assert {answer.status_code for answer in answers} <= {200, 302, 400}
        assert state_of(piece, "and done") == SETTLED, [answer.content.decode()[:300] for answer in answers]


def test_autosave__that_arrives_after_the_publication_of_what_it_wrote_is_refused(
    client: Client, harbour: SectionPage, ed: Person
) -> None:
    sign_in(client, ed)
    piece = operations.write_article(section=harbour, headline="Piece", body=[text("Begun")], by=ed)
    address, loaded = f"/desk/pages/{piece.pk}/edit/", opened(piece)
    first = loaded | form(piece, [("text", "Begun, and")], typed_by="here:1")
    saved = client.post(address, first, headers=BY_ITSELF).json()
    loaded |= {"overwrite_revision_id": str(saved["revision_id"])}
    client.post(address, loaded | form(piece, [("text", "Begun, and done")], **PUBLISH))
    late = loaded | form(piece, [("text", "Begun, and mo")], typed_by="here:2")
    assert client.post(address, late, headers=BY_ITSELF).json()["error_code"] == "invalid_revision"
    assert state_of(piece, "and done") == SETTLED


@pytest.mark.parametrize(
    "action", [{}, PUBLISH, {"action-submit": "action-submit"}], ids=["save", "publish", "submit"]
)
def test_a_new_piece__sent_twice_at_once_is_one_piece(
    world: tuple[SectionPage, Person], action: dict[str, str]
) -> None:
    section, ed = world
    one, other = browsers(ed, 2)
    address = f"/desk/pages/add/publishing/articlepage/{section.pk}/"
    for turn in range(ROUNDS):
        piece = ArticlePage(title=f"The lantern {turn}", slug=f"lantern-{turn}")
        sent = form(piece, [("text", "Out")], identity=str(uuid4()), **action)
        answers: list[Any] = []
        at_once([sending(answers, window, address, sent, by_itself=False) for window in (one, other)])
        assert [answer.status_code for answer in answers] == [302, 302]
        assert ArticlePage.objects.count() == turn + 1
    assert PublicView.objects.count() == (ROUNDS if action == PUBLISH else 0)
    for window in (one, other):  # both are led to a page that is there
        assert window.get(str(answers[-1]["Location"])).status_code == 200


@pytest.mark.parametrize(
    "action", [{}, PUBLISH, {"action-submit": "action-submit"}], ids=["save", "publish", "submit"]
)
def test_autosave__of_a_new_piece_that_arrives_after_it_was_sent_by_hand_is_refused(
    client: Client, harbour: SectionPage, ed: Person, action: dict[str, str]
) -> None:
    sign_in(client, ed)
    address = f"/desk/pages/add/publishing/articlepage/{harbour.pk}/"
    piece, identity = ArticlePage(title="The lantern", slug="lantern"), str(uuid4())
    client.post(address, form(piece, [("text", "Out")], identity=identity, **action))
    before = ArticlePage.objects.get()
    late = form(piece, [("text", "Ou")], identity=identity, typed_by="here:1")
    assert client.post(address, late, headers=BY_ITSELF).json()["error_code"] == "invalid_revision"
    after = ArticlePage.objects.get()
    assert (after.pk, after.workflow_in_progress) == (before.pk, "action-submit" in action)
    assert "Out" in str(after.get_latest_revision_as_object().body)


def test_autosave__a_form_that_got_its_name_after_its_first_sending_goes_on(
    client: Client, harbour: SectionPage, ed: Person
) -> None:
    sign_in(client, ed)
    piece = operations.write_article(section=harbour, headline="Piece", body=[text("Begun")], by=ed)
    address, loaded = f"/desk/pages/{piece.pk}/edit/", opened(piece)
    first = client.post(address, loaded | form(piece, [("text", "Begun, and")]), headers=BY_ITSELF).json()
    loaded |= {"overwrite_revision_id": str(first["revision_id"])}
    named = loaded | form(piece, [("text", "Begun, and done")], typed_by="here:1")
    assert client.post(address, named, headers=BY_ITSELF).json()["success"]
