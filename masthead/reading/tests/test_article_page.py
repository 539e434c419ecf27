"""The article page, as every kind of reader meets it."""

import json
import re
from datetime import timedelta
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from conftest import sign_in
from masthead.articles.models import ArticlePage, SectionPage
from masthead.articles.tests.conftest import GATE, HIDDEN_WORDS, OPEN_WORDS, publish, text
from masthead.discussion import operations as discussion
from masthead.discussion.models import Thread
from masthead.memberships import operations as memberships
from masthead.memberships.models import Source
from masthead.people.models import Person

HIDDEN = "borrowed silver"


@pytest.fixture
def member(rita: Person) -> Person:
    now = timezone.now()
    memberships.grant(
        person=rita,
        source=Source.COMPLIMENTARY,
        starts_at=now - timedelta(days=1),
        ends_at=now + timedelta(days=9),
        reference="test",
        now=now,
    )
    return rita


def page(client: Client, path: str = "/harbour/the-seventh-lantern/", **headers: str) -> str:
    response = client.get(path, headers=headers)
    assert response.status_code == 200
    return response.content.decode()


def test_a_stranger_gets_the_open_part_and_the_offer(client: Client, gated: ArticlePage) -> None:
    html = page(client)
    assert OPEN_WORDS in html
    assert HIDDEN not in html
    assert "Join the discussion" in html


def test_a_member_reads_to_the_end(client: Client, gated: ArticlePage, member: Person) -> None:
    html = page(sign_in(client, member))
    assert HIDDEN_WORDS in html
    assert "Join the discussion" not in html


def test_a_reader_without_membership_does_not(client: Client, gated: ArticlePage, rita: Person) -> None:
    assert HIDDEN not in page(sign_in(client, rita))


def test_staff_read_everything(client: Client, gated: ArticlePage, ada: Person) -> None:
    assert HIDDEN_WORDS in page(sign_in(client, ada))


def test_the_meter_opens_three_pieces_says_what_is_left_and_then_closes(
    client: Client, harbour: SectionPage
) -> None:
    for number in range(4):
        publish(harbour, headline=f"Lantern {number}")
    first = page(client, "/harbour/lantern-0/")
    assert HIDDEN in first
    assert "2 more members’ pieces" in first
    assert HIDDEN in page(client, "/harbour/lantern-1/")
    assert HIDDEN in page(client, "/harbour/lantern-2/")
    spent = page(client, "/harbour/lantern-3/")
    assert HIDDEN not in spent
    assert "You have read your 3 free" in spent
    assert HIDDEN in page(client, "/harbour/lantern-1/")


def test_a_registration_wall_asks_for_an_account_and_not_for_money(
    client: Client, harbour: SectionPage, rita: Person
) -> None:
    publish(harbour, access="registered")
    html = page(client)
    assert HIDDEN not in html
    assert "Read on with an account" in html
    assert "Choose a plan" not in html
    assert HIDDEN in page(sign_in(client, rita))


@pytest.mark.parametrize("access", ["public", "registered", "members"])
def test_the_page_tells_the_front_door_what_it_needs(
    client: Client, harbour: SectionPage, access: str
) -> None:
    article = publish(harbour, access=access, metered=False)
    response = client.get("/harbour/the-seventh-lantern/")
    assert response["Masthead-Piece"] == f"{article.pk} {access} 0"
    assert (
        response["Masthead-Keep"]
        == {"public": "open", "registered": "closed-register", "members": "closed-members"}[access]
    )
    thread = Thread.objects.get(key=f"article:{article.pk}")
    assert {f"piece-{article.pk}", f"thread-{thread.pk}", "publication"} <= set(
        response["Masthead-Tags"].split()
    )


def test_a_page_asked_for_with_a_question_is_not_kept(client: Client, gated: ArticlePage) -> None:
    assert "Masthead-Keep" not in client.get("/harbour/the-seventh-lantern/?utm_source=x").headers


def test_the_full_text_of_a_gated_piece_is_kept_nowhere_outside(
    client: Client, gated: ArticlePage, member: Person
) -> None:
    response = sign_in(client, member).get("/harbour/the-seventh-lantern/")
    assert response["Cache-Control"] == "private, no-store"


def structured_facts(html: str) -> dict[str, object]:
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)
    assert found is not None
    facts: dict[str, object] = json.loads(found.group(1))
    return facts


def test_search_engines_are_told_what_is_free(
    client: Client, gated: ArticlePage, harbour: SectionPage
) -> None:
    publish(harbour, headline="Free for all", access="public")
    assert structured_facts(page(client))["isAccessibleForFree"] is False
    assert structured_facts(page(client, "/harbour/free-for-all/"))["isAccessibleForFree"] is True
    assert "hasPart" in structured_facts(page(client))
    assert "hasPart" not in structured_facts(page(client, "/harbour/free-for-all/"))


def test_a_headline_cannot_leave_its_place(client: Client, harbour: SectionPage) -> None:
    headline = '</script><script>alert("x")</script> & “so on”'
    publish(harbour, headline=headline, slug="odd", access="public")
    html = page(client, "/harbour/odd/")
    assert "<script>alert" not in html
    assert structured_facts(html)["headline"] == headline
    assert unescape(re.findall(r'<meta property="og:title" content="([^"]*)"', html)[0]) == headline


def test_only_reading_is_answered(client: Client, gated: ArticlePage) -> None:
    assert client.post("/harbour/the-seventh-lantern/").status_code == 405


def test_a_withdrawn_piece_is_not_there(client: Client, gated: ArticlePage) -> None:
    from masthead.articles import operations

    operations.unpublish_article(article=gated)
    answer = client.get("/harbour/the-seventh-lantern/")
    assert answer.status_code == 410
    html = answer.content.decode()
    assert "This piece was withdrawn on" in html
    assert "lantern" not in html.casefold()
    assert client.head("/harbour/the-seventh-lantern/").status_code == 410
    assert client.get("/harbour/never-was/").status_code == 404
    operations.publish_article(article=gated)
    assert client.get("/harbour/the-seventh-lantern/").status_code == 200


def test_the_number_of_queries_does_not_follow_the_number_of_comments(
    client: Client, gated: ArticlePage, member: Person
) -> None:
    thread = Thread.objects.get(key=f"article:{gated.pk}")
    page(client)
    with CaptureQueriesContext(connection) as before:
        page(client)
    for number in range(12):
        discussion.post_comment(
            author=member,
            thread=thread,
            text=f"Letter {number}",
            reply_to_seq=number // 2,
            idempotency_key=str(number),
            now=timezone.now(),
        )
    with CaptureQueriesContext(connection) as few:
        page(client)
    for number in range(12, 40):
        discussion.post_comment(
            author=member,
            thread=thread,
            text=f"Letter {number}",
            reply_to_seq=number // 2,
            idempotency_key=str(number),
            now=timezone.now(),
        )
    with CaptureQueriesContext(connection) as many:
        page(client)
    assert len(many) == len(few)
    assert len(before) <= len(few) <= 22


def test_every_kind_of_block_reaches_the_page(client: Client, harbour: SectionPage) -> None:
    from masthead.articles.tests.pictures import picture

    body = [
        text("A <b>bold</b> word"),
        ("heading", "The archive"),
        (
            "picture",
            {
                "image": picture(),
                "alternative": "A lantern on a pole",
                "caption": "The first",
                "credit": "By hand",
            },
        ),
        ("pull_quote", "Silver is patient"),
        ("quotation", {"text": "We never asked.", "attribution": "The keeper"}),
        GATE,
        text(HIDDEN_WORDS),
    ]
    publish(
        harbour, body=body, access="public", lead_image=picture("lead.jpg"), lead_alternative="Two lanterns"
    )
    html = page(client)
    for expected in (
        "<b>bold</b>",
        "<h2>The archive</h2>",
        'alt="A lantern on a pole"',
        "By hand",
        '<aside class="pull">',
        "<footer>The keeper</footer>",
        HIDDEN_WORDS,
        'alt="Two lanterns"',
        "og:image",
    ):
        assert expected in html
