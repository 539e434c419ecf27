"""The desk keeps a new piece by itself; saving it by hand in that moment makes no second one."""

from datetime import timedelta
from typing import Any

from django.test import Client
from django.utils import timezone

from conftest import sign_in
from masthead.articles.models import ArticlePage, SectionPage
from masthead.articles.tests.test_desk import form
from masthead.people.models import Person

BY_ITSELF = {"accept": "application/json"}


def save(client: Client, section: SectionPage, words: str, *, by_itself: bool = False) -> Any:
    piece = ArticlePage(title="The seventh lantern", slug="the-seventh-lantern")
    return client.post(
        f"/desk/pages/add/articles/articlepage/{section.pk}/",
        form(piece, [("text", words)]),
        headers=BY_ITSELF if by_itself else {"accept": "text/html"},
    )


def test_a_piece_saved_by_hand_takes_the_place_of_what_the_desk_kept_by_itself(
    client: Client, harbour: SectionPage, ada: Person
) -> None:
    sign_in(client, ada)
    assert save(client, harbour, "One", by_itself=True).json()["success"] is True
    answer = save(client, harbour, "One and two")
    assert answer.status_code == 302, answer.content.decode()
    piece = ArticlePage.objects.get()
    assert "One and two" in str(piece.get_latest_revision_as_object().body)


def test_what_the_desk_keeps_by_itself_takes_nothings_place(
    client: Client, harbour: SectionPage, ada: Person
) -> None:
    sign_in(client, ada)
    save(client, harbour, "By hand")
    assert save(client, harbour, "By itself", by_itself=True).status_code == 400
    assert "By hand" in str(ArticlePage.objects.get().get_latest_revision_as_object().body)


def test_an_older_piece_of_the_same_address_stays_and_so_does_somebody_elses(
    client: Client, harbour: SectionPage, ada: Person, ed: Person
) -> None:
    save(sign_in(client, ada), harbour, "Mine")
    refused = save(sign_in(Client(), ed), harbour, "Yours")
    assert (refused.status_code, ArticlePage.objects.get().owner) == (200, ada)
    ArticlePage.objects.update(latest_revision_created_at=timezone.now() - timedelta(minutes=2))
    assert save(client, harbour, "Mine again").status_code == 200
    assert "Mine again" not in str(ArticlePage.objects.get().get_latest_revision_as_object().body)
