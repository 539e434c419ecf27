"""The article page, as every kind of reader meets it."""

import re
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from conftest import sign_in
from masthead.discussion import operations as discussion
from masthead.discussion.models import Thread
from masthead.people.models import Person
from masthead.publishing.models import ArticlePage, SectionPage
from masthead.publishing.tests.conftest import GATE, HIDDEN_WORDS, OPEN_WORDS, publish, text
from masthead.reading.tests.conftest import facts_of

HIDDEN = "borrowed silver"


def page(client: Client, path: str = "/harbour/the-seventh-lantern/", **headers: str) -> str:
    response = client.get(path, headers=headers)
    assert response.status_code == 200
    return response.content.decode()


def test_article_page__a_stranger_gets_the_open_part_and_the_offer(
    client: Client, gated: ArticlePage
) -> None:
    html = page(client)
    assert OPEN_WORDS in html
    assert HIDDEN not in html
    assert "This piece is for members" in html


def test_article_page__a_member_reads_to_the_end(client: Client, gated: ArticlePage, member: Person) -> None:
    html = page(sign_in(client, member))
    assert HIDDEN_WORDS in html
    assert "This piece is for members" not in html


def test_article_page__a_reader_without_membership_does_not(
    client: Client, gated: ArticlePage, rita: Person
) -> None:
    assert HIDDEN not in page(sign_in(client, rita))


def test_article_page__staff_read_everything(client: Client, gated: ArticlePage, ada: Person) -> None:
    assert HIDDEN_WORDS in page(sign_in(client, ada))


def test_article_page__the_meter_opens_three_pieces_says_what_is_left_and_then_closes(
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


def test_article_page__a_registration_wall_asks_for_an_account_and_not_for_money(
    client: Client, harbour: SectionPage, rita: Person
) -> None:
    publish(harbour, access="registered")
    html = page(client)
    assert HIDDEN not in html
    assert "Read on with an account" in html
    assert "Choose a plan" not in html
    assert HIDDEN in page(sign_in(client, rita))


@pytest.mark.parametrize("access", ["public", "registered", "members"])
def test_article_page__tells_the_front_door_what_it_needs(
    client: Client, harbour: SectionPage, access: str
) -> None:
    article = publish(harbour, access=access, metered=False)
    response = client.get("/harbour/the-seventh-lantern/")
    assert response["Masthead-Piece"] == f"{article.pk} {access} 0"
    assert (
        response["Masthead-Cache-Variant"]
        == {"public": "open", "registered": "closed-register", "members": "closed-members"}[access]
    )
    thread = Thread.objects.get(key=f"article:{article.pk}")
    assert {f"article:{article.pk}", f"thread:{thread.pk}", "publication:*"} <= set(
        response["Masthead-Dependencies"].split()
    )


def test_article_page__asked_for_with_a_question_is_not_cached(client: Client, gated: ArticlePage) -> None:
    assert "Masthead-Cache-Variant" not in client.get("/harbour/the-seventh-lantern/?utm_source=x").headers


def test_article_page__the_full_text_of_a_gated_piece_is_stored_nowhere_outside(
    client: Client, gated: ArticlePage, member: Person
) -> None:
    response = sign_in(client, member).get("/harbour/the-seventh-lantern/")
    assert response["Cache-Control"] == "private, no-store"


def test_article_page__search_engines_are_told_what_is_free(
    client: Client, gated: ArticlePage, harbour: SectionPage
) -> None:
    publish(harbour, headline="Free for all", access="public")
    assert facts_of(page(client))["isAccessibleForFree"] is False
    assert facts_of(page(client, "/harbour/free-for-all/"))["isAccessibleForFree"] is True


def test_article_page__a_headline_cannot_leave_its_place(client: Client, harbour: SectionPage) -> None:
    headline = '</script><script>alert("x")</script> & “so on”'
    publish(harbour, headline=headline, slug="odd", access="public")
    html = page(client, "/harbour/odd/")
    assert "<script>alert" not in html
    assert facts_of(html)["headline"] == headline
    assert unescape(re.findall(r'<meta property="og:title" content="([^"]*)"', html)[0]) == headline


def test_article_page__only_reading_is_answered(client: Client, gated: ArticlePage) -> None:
    assert client.post("/harbour/the-seventh-lantern/").status_code == 405


def test_article_page__a_withdrawn_piece_is_not_there(client: Client, gated: ArticlePage) -> None:
    from masthead.publishing import operations

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


def test_article_page__its_queries_do_not_follow_the_number_of_comments(
    client: Client, gated: ArticlePage, member: Person
) -> None:
    thread = Thread.objects.get(key=f"article:{gated.pk}")
    page(client)
    with CaptureQueriesContext(connection) as before:
        page(client)
    few, many = CaptureQueriesContext(connection), CaptureQueriesContext(connection)
    for numbers, counted in ((range(12), few), (range(12, 40), many)):
        for number in numbers:
            discussion.post_comment(
                author=member,
                thread=thread,
                text=f"Comment {number}",
                reply_to_seq=number // 2,
                idempotency_key=str(number),
                now=timezone.now(),
                rate_limited=False,
            )
        with counted:
            page(client)
    assert len(many) == len(few)
    assert len(before) <= len(few) <= 22


def test_article_page__shows_every_kind_of_block(client: Client, harbour: SectionPage) -> None:
    from masthead.publishing.tests.pictures import picture

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
