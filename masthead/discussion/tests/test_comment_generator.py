"""Growing a thread in bulk."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db.models import Model

from bench import grow_thread as grow_thread_command
from bench.comment_generator import generate_comments, plan_comments
from masthead.discussion import operations, queries
from masthead.discussion.models import Comment, Thread, Vote
from masthead.discussion.tests.conftest import crowd

pytestmark = pytest.mark.django_db


def _columns(row: Model, *, without: set[str]) -> dict[str, object]:
    values = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
    return {
        name: bytes(value) if name == "path" else value
        for name, value in values.items()
        if name not in without
    }


def _comments(thread: Thread) -> list[dict[str, object]]:
    rows = Comment.objects.filter(thread=thread).order_by("seq")
    return [_columns(row, without={"id", "thread_id", "idempotency_key"}) for row in rows]


def _votes(thread: Thread) -> list[dict[str, object]]:
    rows = (
        Vote.objects.filter(comment__thread=thread)
        .select_related("comment")
        .order_by("comment__seq", "voter_id")
    )
    return [{**_columns(row, without={"id", "comment_id"}), "seq": row.comment.seq} for row in rows]


@pytest.mark.parametrize(("count", "earlier"), [(7, 0), (130, 3)])
def test_generate_comments__a_grown_thread_equals_one_that_was_written_and_voted_on(
    noon: datetime, count: int, earlier: int
) -> None:
    authors = crowd(9, noon)
    grown, written = (
        operations.open_thread(key=key, address="/", title="One", now=noon) for key in ("grown", "written")
    )
    for thread in (grown, written):
        for number in range(earlier):
            operations.post_comment(
                author=authors[number], thread=thread, text=f"Before {number}", now=noon, rate_limited=False
            )
    until = noon + timedelta(days=2)

    generate_comments(thread=grown, authors=authors, count=count, seed=5, now=until)
    for voice in plan_comments(count=count, people=len(authors), seed=5, first_seq=earlier + 1, until=until):
        comment = operations.post_comment(
            author=authors[voice.author],
            thread=written,
            text=voice.text,
            reply_to_seq=voice.reply_to_seq,
            now=voice.written_at,
            rate_limited=False,
        )
        for person, kind in voice.votes:
            operations.cast_vote(
                voter=authors[person], comment=comment, kind=kind, now=voice.written_at, rate_limited=False
            )

    assert _comments(grown) == _comments(written)
    assert _votes(grown) == _votes(written)
    grown.refresh_from_db()
    written.refresh_from_db()
    assert _columns(grown, without={"id", "key"}) == _columns(written, without={"id", "key"})
    assert grown.shown_count == count + earlier


def test_generate_comments__first_pages_of_grown_threads_show_the_same_number_of_comments(
    noon: datetime,
) -> None:
    authors = crowd(24, noon)
    shown = set()
    for count in (100, 900):
        thread = operations.open_thread(key=f"grown:{count}", address="/", title="One", now=noon)
        generate_comments(thread=thread, authors=authors, count=count, seed=count, now=noon)
        shown.add(queries.first_page(thread=thread, now=noon).shown)
    assert shown == {82}


def test_grow_thread__grows_a_thread_it_is_told_or_opens_one(noon: datetime, settings: Any) -> None:
    told = operations.open_thread(key="article:12", address="/a/", title="The call", now=noon)
    grow_thread_command.main(["--comments=25", "--thread=article:12"])
    grow_thread_command.main(["--comments=5"])
    told.refresh_from_db()
    grown = queries.thread_by_key("grown")
    assert grown is not None
    assert (told.shown_count, grown.shown_count) == (25, 5)
    with pytest.raises(SystemExit, match="no thread with the key"):
        grow_thread_command.main(["--comments=5", "--thread=article:99"])
    settings.MASTHEAD_MODE = "production"
    with pytest.raises(SystemExit, match="live publication"):
        grow_thread_command.main(["--comments=5"])
