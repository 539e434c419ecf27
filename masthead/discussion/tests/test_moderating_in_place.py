"""A moderator who reads is offered to decide where everybody else is offered to report."""

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from conftest import sign_in
from masthead.discussion.models import Thread
from masthead.discussion.tests.conftest import Post
from masthead.people.models import Person


def offers(client: Client, thread: Thread, *ids: int) -> dict[int, list[str]]:
    """What stands under each of the comments in the reader's own fragment."""
    answer = client.get(f"/threads/{thread.pk}/mine/", {"shown": ",".join(map(str, ids))})
    page = BeautifulSoup(answer.content, "html.parser")
    rows = {pk: page.find(id=f"acts-{pk}") for pk in ids}
    return {pk: [link.text for link in row.find_all("a")] for pk, row in rows.items() if row}


def test_comment_actions__a_moderator_may_act_under_every_comment(
    client: Client, thread: Thread, mina: Person, moe: Person, post: Post
) -> None:
    first, second = post(mina, "One."), post(mina, "Two.")
    found = offers(sign_in(client, moe), thread, first.pk, second.pk)
    assert set(found) == {first.pk, second.pk}
    for words in found.values():
        assert "Moderate" in words
        assert "Report" not in words


def test_comment_actions__a_moderator_still_may_after_voting(
    client: Client, mina: Person, moe: Person, post: Post
) -> None:
    comment = post(mina, "One.")
    sign_in(client, moe)
    answer = client.post(
        f"/comments/{comment.pk}/votes/", {"kind": "agree", "given": "1"}, headers={"hx-request": "true"}
    )
    assert "Moderate" in answer.content.decode()


@pytest.mark.parametrize("name", ["rita", "ada"])
def test_comment_actions__nobody_else_is_offered_to_moderate(
    request: pytest.FixtureRequest, client: Client, thread: Thread, mina: Person, post: Post, name: str
) -> None:
    comment = post(mina, "One.")
    reader = sign_in(client, request.getfixturevalue(name))
    assert offers(reader, thread, comment.pk) == {}


def test_comment_actions__many_comments_cost_a_moderator_no_more_queries(
    client: Client, thread: Thread, mina: Person, moe: Person, post: Post
) -> None:
    ids = [post(mina, f"Comment {number}.").pk for number in range(12)]
    sign_in(client, moe)
    offers(client, thread, ids[0])
    with CaptureQueriesContext(connection) as one:
        offers(client, thread, ids[0])
    with CaptureQueriesContext(connection) as full_list:
        offers(client, thread, *ids)
    assert len(full_list) == len(one)
