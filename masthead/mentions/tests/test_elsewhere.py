"""What stands under a piece as written elsewhere."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from conftest import sign_in
from masthead.mentions import queries
from masthead.mentions.models import Mention
from masthead.mentions.tests.conftest import Publish
from masthead.people.models import Person
from masthead.publishing.models import ArticlePage

pytestmark = pytest.mark.django_db
HIDDEN = "Nobody outside the ministry knew that the second line had been open the whole time."


def mention(article: ArticlePage, now: datetime, number: int = 1, **fields: Any) -> Mention:
    values: dict[str, Any] = {
        "source": f"https://blog.example/{number}",
        "target": "x",
        "host": "blog.example",
        "protocol": "webmention",
        "state": "shown",
        "token": f"token-{article.pk}-{number}",
        "title": f"Answer {number}",
        "received_at": now + timedelta(minutes=number),
        **fields,
    }
    return Mention.objects.create(article=article, **values)


def page(client: Client, path: str = "/politics/the-call/") -> str:
    return client.get(path).content.decode()


def test_elsewhere__without_mentions_nothing_is_shown(client: Client, piece: ArticlePage) -> None:
    assert "lsewhere" not in page(client)


@pytest.mark.parametrize("state", ["received", "refused", "waiting", "hidden", "gone"])
def test_elsewhere__only_mentions_that_moderators_show_are_shown(
    client: Client, piece: ArticlePage, noon: datetime, state: str
) -> None:
    mention(piece, noon, state=state)
    assert "lsewhere" not in page(client)


def test_elsewhere__a_mention_is_shown_with_all_that_is_known_of_it(
    client: Client, piece: ArticlePage, noon: datetime
) -> None:
    mention(piece, noon, author="Nia Farrow", excerpt="I read this twice.", published_at=noon)
    text = page(client)
    assert "Elsewhere" in text
    for words in ("Answer 1", "blog.example", "Nia Farrow", "I read this twice.", "2026"):
        assert words in text


def test_elsewhere__its_link_promises_nothing(client: Client, piece: ArticlePage, noon: datetime) -> None:
    mention(piece, noon)
    assert '<a href="https://blog.example/1" rel="ugc nofollow noopener">' in page(client)


def test_elsewhere__its_words_are_words_and_no_markup(
    client: Client, piece: ArticlePage, noon: datetime
) -> None:
    mention(piece, noon, title="<script>alert(1)</script>", author="<b>", excerpt='"><img src=x>')
    text = page(client)
    assert "<script>alert" not in text
    assert "<img src=x>" not in text
    assert "&lt;script&gt;alert(1)" in text


def test_elsewhere__stands_below_the_comments(client: Client, piece: ArticlePage, noon: datetime) -> None:
    mention(piece, noon)
    text = page(client)
    assert text.index('id="talk"') < text.index('id="elsewhere"')


def test_elsewhere__the_newest_twenty_are_shown_in_one_query(
    piece: ArticlePage, noon: datetime, django_assert_num_queries: Callable[..., Any]
) -> None:
    for number in range(25):
        mention(piece, noon, number)
    with django_assert_num_queries(1):
        shown = queries.shown_mentions(piece.pk, may_read=True)
    assert [each.title for each in shown] == [f"Answer {number}" for number in range(24, 4, -1)]


def test_elsewhere__those_who_may_not_read_the_piece_get_no_words_that_could_quote_it(
    client: Client, publish: Publish, noon: datetime, rita: Person
) -> None:
    article = publish("It rang.", behind=HIDDEN, access="registered")
    mention(article, noon, title=HIDDEN, author=HIDDEN[:90], excerpt=HIDDEN)
    closed = page(client)
    assert "Elsewhere" in closed
    assert "Nobody outside the ministry knew that the …" in closed
    assert "second line" not in closed
    assert "the second line had been open" in page(sign_in(client, rita))


def test_elsewhere__the_front_door_may_cache_the_page_with_its_mentions(
    client: Client, piece: ArticlePage, noon: datetime
) -> None:
    mention(piece, noon)
    response = client.get("/politics/the-call/")
    assert response["Masthead-Cache-Variant"] == "open"
    assert f"mentions-of:{piece.pk}" in response["Masthead-Dependencies"].split()
    assert "set-cookie" not in response
