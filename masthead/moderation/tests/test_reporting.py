"""A reader tells the moderators about a letter."""

from datetime import datetime, timedelta

import pytest

from masthead.discussion import operations as discussion
from masthead.discussion.errors import MembersRead, NoSuchComment
from masthead.discussion.models import Comment, Readers
from masthead.kit.limits import TooMany
from masthead.moderation import errors, operations, queries
from masthead.moderation.models import Reason, Report
from masthead.people.errors import SignInFirst
from masthead.people.models import Person


def test_a_registered_reader_reports_a_letter(rita: Person, letter: Comment, noon: datetime) -> None:
    operations.report_comment(comment=letter, by=rita, reason=Reason.ATTACK, words=" Weathercock! ", now=noon)
    (case,) = queries.queue()
    assert case.comment == letter
    assert case.reasons == [("It attacks a person or a group", 1)]
    assert case.words == ["Weathercock!"]


def test_reporting_twice_is_one_report(rita: Person, letter: Comment, noon: datetime) -> None:
    first = operations.report_comment(comment=letter, by=rita, reason=Reason.ATTACK, now=noon)
    again = operations.report_comment(comment=letter, by=rita, reason=Reason.UNLAWFUL, now=noon)
    assert again == first
    assert Report.objects.get().reason == Reason.ATTACK


def test_a_stranger_is_asked_to_sign_in(letter: Comment, noon: datetime) -> None:
    with pytest.raises(SignInFirst):
        operations.report_comment(comment=letter, by=None, reason=Reason.ATTACK, now=noon)  # type: ignore[arg-type]


def test_an_author_does_not_report_their_own_letter(mina: Person, letter: Comment, noon: datetime) -> None:
    with pytest.raises(errors.OwnCommentReported):
        operations.report_comment(comment=letter, by=mina, reason=Reason.ATTACK, now=noon)


def test_who_may_not_read_the_discussion_cannot_report_in_it(
    rita: Person, mina: Person, noon: datetime
) -> None:
    closed = discussion.open_thread(
        key="article:13", address="/x/", title="X", readable_by=Readers.MEMBERS, now=noon
    )
    letter = discussion.post_comment(author=mina, thread=closed, text="Among ourselves.", now=noon)
    with pytest.raises(MembersRead):
        operations.report_comment(comment=letter, by=rita, reason=Reason.ATTACK, now=noon)


def test_a_hidden_letter_cannot_be_reported(
    rita: Person, moe: Person, letter: Comment, noon: datetime
) -> None:
    hidden = discussion.hide_comment(comment=letter, by=moe, reason="Abuse.", now=noon)
    with pytest.raises(NoSuchComment):
        operations.report_comment(comment=hidden, by=rita, reason=Reason.ATTACK, now=noon)


def test_something_else_needs_words(rita: Person, letter: Comment, noon: datetime) -> None:
    with pytest.raises(errors.WordsAreMissing):
        operations.report_comment(comment=letter, by=rita, reason=Reason.OTHER, words="  ", now=noon)


def test_twenty_reports_an_hour_are_enough(
    rita: Person, mina: Person, letter: Comment, noon: datetime
) -> None:
    letters = [
        discussion.post_comment(author=mina, thread=letter.thread, text=f"Point {number}.", now=noon)
        for number in range(21)
    ]
    for each in letters[:20]:
        operations.report_comment(comment=each, by=rita, reason=Reason.ADVERTISING, now=noon)
    with pytest.raises(TooMany):
        operations.report_comment(comment=letters[20], by=rita, reason=Reason.ADVERTISING, now=noon)
    later = noon + timedelta(hours=1)
    operations.report_comment(comment=letters[20], by=rita, reason=Reason.ADVERTISING, now=later)


def test_the_most_reported_letter_comes_first_then_the_longest_waiting(
    rita: Person, ada: Person, mina: Person, letter: Comment, noon: datetime
) -> None:
    second = discussion.post_comment(author=mina, thread=letter.thread, text="And a fool.", now=noon)
    third = discussion.post_comment(author=mina, thread=letter.thread, text="And rich.", now=noon)
    for number, (comment, by) in enumerate([(second, rita), (letter, rita), (third, rita), (third, ada)]):
        when = noon + timedelta(minutes=number)
        operations.report_comment(comment=comment, by=by, reason=Reason.ATTACK, now=when)
    assert [case.comment for case in queries.queue()] == [third, second, letter]


def test_the_desk_sees_that_a_letter_was_changed_after_the_report(
    rita: Person, mina: Person, letter: Comment, noon: datetime
) -> None:
    operations.report_comment(comment=letter, by=rita, reason=Reason.ATTACK, now=noon)
    later = noon + timedelta(minutes=5)
    discussion.edit_comment(comment=letter, by=mina, text="The minister changes his mind.", now=later)
    assert queries.queue()[0].edited_since
