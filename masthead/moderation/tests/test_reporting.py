"""A reader tells the moderators about a comment."""

from datetime import datetime, timedelta

import pytest

from masthead.discussion import operations as discussion
from masthead.discussion.errors import NoSuchComment, OnlyMembersRead
from masthead.discussion.models import Comment, Readers
from masthead.kit.rate_limits import RateLimitExceeded
from masthead.moderation import errors, operations, queries
from masthead.moderation.models import Reason, Report
from masthead.people.errors import NotSignedIn
from masthead.people.models import Person


def test_report_comment__a_registered_reader_reports_a_comment(
    rita: Person, comment: Comment, noon: datetime
) -> None:
    operations.report_comment(
        comment=comment, by=rita, reason=Reason.ATTACK, words=" Weathercock! ", now=noon
    )
    (item,) = queries.queue()
    assert item.comment == comment
    assert item.reasons == [("It attacks a person or a group", 1)]
    assert item.reporters_words == ["Weathercock!"]


def test_report_comment__reporting_twice_is_one_report(
    rita: Person, comment: Comment, noon: datetime
) -> None:
    first = operations.report_comment(comment=comment, by=rita, reason=Reason.ATTACK, now=noon)
    again = operations.report_comment(comment=comment, by=rita, reason=Reason.UNLAWFUL, now=noon)
    assert again == first
    assert Report.objects.get().reason == Reason.ATTACK


def test_report_comment__a_stranger_is_asked_to_sign_in(comment: Comment, noon: datetime) -> None:
    with pytest.raises(NotSignedIn):
        operations.report_comment(comment=comment, by=None, reason=Reason.ATTACK, now=noon)  # type: ignore[arg-type]  # as a careless door would


def test_report_comment__an_author_does_not_report_their_own_comment(
    mina: Person, comment: Comment, noon: datetime
) -> None:
    with pytest.raises(errors.OwnCommentReported):
        operations.report_comment(comment=comment, by=mina, reason=Reason.ATTACK, now=noon)


def test_report_comment__who_may_not_read_the_discussion_cannot_report_in_it(
    rita: Person, mina: Person, noon: datetime
) -> None:
    closed = discussion.open_thread(
        key="article:13", address="/x/", title="X", readable_by=Readers.MEMBERS, now=noon
    )
    comment = discussion.post_comment(
        author=mina, thread=closed, text="Among ourselves.", now=noon, rate_limited=False
    )
    with pytest.raises(OnlyMembersRead):
        operations.report_comment(comment=comment, by=rita, reason=Reason.ATTACK, now=noon)


def test_report_comment__a_hidden_comment_cannot_be_reported(
    rita: Person, moe: Person, comment: Comment, noon: datetime
) -> None:
    hidden = discussion.hide_comment(comment=comment, by=moe, reason="Abuse.", now=noon)
    with pytest.raises(NoSuchComment):
        operations.report_comment(comment=hidden, by=rita, reason=Reason.ATTACK, now=noon)


def test_report_comment__something_else_needs_words(rita: Person, comment: Comment, noon: datetime) -> None:
    with pytest.raises(errors.ExplanationIsMissing):
        operations.report_comment(comment=comment, by=rita, reason=Reason.OTHER, words="  ", now=noon)


def test_report_comment__twenty_reports_an_hour_are_enough(
    rita: Person, mina: Person, comment: Comment, noon: datetime
) -> None:
    posted = [
        discussion.post_comment(
            author=mina, thread=comment.thread, text=f"Point {number}.", now=noon, rate_limited=False
        )
        for number in range(21)
    ]
    for each in posted[:20]:
        operations.report_comment(comment=each, by=rita, reason=Reason.ADVERTISING, now=noon)
    with pytest.raises(RateLimitExceeded):
        operations.report_comment(comment=posted[20], by=rita, reason=Reason.ADVERTISING, now=noon)
    later = noon + timedelta(hours=1)
    operations.report_comment(comment=posted[20], by=rita, reason=Reason.ADVERTISING, now=later)


def test_queue__the_most_reported_comment_comes_first_then_the_longest_waiting(
    rita: Person, ada: Person, mina: Person, comment: Comment, noon: datetime
) -> None:
    second = discussion.post_comment(
        author=mina, thread=comment.thread, text="And a fool.", now=noon, rate_limited=False
    )
    third = discussion.post_comment(
        author=mina, thread=comment.thread, text="And rich.", now=noon, rate_limited=False
    )
    for number, (reported, by) in enumerate([(second, rita), (comment, rita), (third, rita), (third, ada)]):
        when = noon + timedelta(minutes=number)
        operations.report_comment(comment=reported, by=by, reason=Reason.ATTACK, now=when)
    assert [item.comment for item in queries.queue()] == [third, second, comment]


def test_queue__says_that_a_comment_was_changed_after_the_report(
    rita: Person, mina: Person, comment: Comment, noon: datetime
) -> None:
    operations.report_comment(comment=comment, by=rita, reason=Reason.ATTACK, now=noon)
    later = noon + timedelta(minutes=5)
    discussion.edit_comment(
        comment=comment, by=mina, text="The minister changes his mind.", now=later, rate_limited=False
    )
    assert queries.queue()[0].edited_since
