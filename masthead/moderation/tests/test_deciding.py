"""A moderator hides, restores or dismisses, and the author is told."""

from datetime import datetime, timedelta

import pytest
from django.core.mail import EmailMultiAlternatives
from django.test import Client

from conftest import sign_in
from masthead.audit.models import Entry
from masthead.discussion import operations as discussion
from masthead.discussion import queries as comments
from masthead.discussion.errors import CommentIsGone, ReasonIsMissing
from masthead.discussion.models import Comment, State, Thread
from masthead.moderation import errors, operations, queries
from masthead.moderation.models import FOLLOWS, Reason, Report
from masthead.notices.models import Delivery
from masthead.notices.operations import deliver
from masthead.people.errors import SignInFirst, StaffOnly
from masthead.people.models import Person

DOORS = (operations.hide_comment, operations.restore_comment, operations.dismiss_reports)


@pytest.fixture
def report(rita: Person, letter: Comment, noon: datetime) -> Report:
    return operations.report_comment(comment=letter, by=rita, reason=Reason.ATTACK, now=noon)


def told() -> list[Delivery]:
    return list(Delivery.objects.filter(template__startswith="moderation/").order_by("pk"))


def test_hiding_upholds_the_reports_and_tells_the_author_why_with_their_own_words(
    report: Report,
    letter: Comment,
    moe: Person,
    mina: Person,
    noon: datetime,
    mailoutbox: list[EmailMultiAlternatives],
) -> None:
    operations.hide_comment(
        comment=letter, by=moe, reason=Reason.ATTACK, words="Argue with what he said.", now=noon
    )
    report.refresh_from_db()
    assert report.state == Report.State.UPHELD
    assert comments.comment_by_id(letter.pk).state == State.HIDDEN
    (delivery,) = told()
    deliver(delivery_id=delivery.pk, now=noon)
    (mail,) = mailoutbox
    assert mail.to == [mina.email]
    assert mail.subject == "Your letter under “The call” was hidden"
    assert "It attacks a person or a group. Argue with what he said." in mail.body
    assert "The minister is a weathercock." in mail.body
    assert "Rita" not in mail.body
    assert "The minister is a weathercock." in str(mail.alternatives[0][0])


def test_the_reason_stands_on_the_authors_own_page_even_where_no_mail_goes_out(
    letter: Comment, mina: Person, moe: Person, noon: datetime
) -> None:
    operations.hide_comment(
        comment=letter, by=moe, reason=Reason.OTHER, words="It names <b>a passenger</b>.", now=noon
    )
    page = sign_in(Client(), mina).get("/notices/").content.decode()
    assert "Your letter under “The call” was hidden" in page
    assert "It names &lt;b&gt;a passenger&lt;/b&gt;." in page


def test_hiding_something_else_is_told_in_the_moderators_words_alone(
    letter: Comment, moe: Person, noon: datetime
) -> None:
    operations.hide_comment(
        comment=letter, by=moe, reason=Reason.OTHER, words="Please not in verse.", now=noon
    )
    assert told()[0].context["reason"] == "Please not in verse."


def test_restoring_tells_the_author_why_and_overrules_the_reports(
    report: Report, letter: Comment, moe: Person, noon: datetime, mailoutbox: list[EmailMultiAlternatives]
) -> None:
    operations.hide_comment(comment=letter, by=moe, reason=Reason.ATTACK, now=noon)
    operations.restore_comment(comment=letter, by=moe, words="A weathercock is no insult.", now=noon)
    report.refresh_from_db()
    assert report.state == Report.State.DISMISSED
    assert comments.comment_by_id(letter.pk).readable
    deliver(delivery_id=told()[1].pk, now=noon)
    assert mailoutbox[0].subject == "Your letter under “The call” can be read again"
    assert "A weathercock is no insult." in mailoutbox[0].body


def test_dismissed_reports_leave_the_letter_and_tell_nobody(
    report: Report, letter: Comment, moe: Person, noon: datetime
) -> None:
    assert operations.dismiss_reports(comment=letter, by=moe, now=noon) == 1
    report.refresh_from_db()
    assert report.state == Report.State.DISMISSED
    assert comments.comment_by_id(letter.pk).readable
    assert queries.queue() == []
    assert told() == []


def test_a_dismissed_letter_comes_back_when_somebody_else_reports_it(
    report: Report, letter: Comment, moe: Person, ada: Person, noon: datetime
) -> None:
    operations.dismiss_reports(comment=letter, by=moe, now=noon)
    operations.report_comment(comment=letter, by=ada, reason=Reason.DECEIT, now=noon)
    (case,) = queries.queue()
    assert [each.reporter for each in case.reports] == [ada]


@pytest.mark.parametrize("name", ["rita", "mina", "ada"])
@pytest.mark.parametrize("door", DOORS)
def test_only_moderators_editors_and_the_publisher_decide(
    door: object, name: str, report: Report, letter: Comment, request: pytest.FixtureRequest, noon: datetime
) -> None:
    given = {"reason": Reason.ATTACK} if door is operations.hide_comment else {}
    with pytest.raises(StaffOnly):
        door(comment=letter, by=request.getfixturevalue(name), words="Because.", now=noon, **given)  # type: ignore[operator]
    with pytest.raises(SignInFirst):
        door(comment=letter, by=None, words="Because.", now=noon, **given)  # type: ignore[operator]
    assert comments.comment_by_id(letter.pk).readable
    assert Report.objects.get().state == Report.State.OPEN


@pytest.mark.parametrize("name", ["moe", "ed", "pia"])
def test_moderators_editors_and_the_publisher_may(
    name: str, letter: Comment, request: pytest.FixtureRequest, noon: datetime
) -> None:
    operations.hide_comment(comment=letter, by=request.getfixturevalue(name), reason=Reason.ATTACK, now=noon)


@pytest.mark.parametrize(("reason", "words"), [("", "Because."), ("nonsense", ""), (Reason.OTHER, " ")])
def test_nothing_is_hidden_without_a_reason(
    letter: Comment, moe: Person, noon: datetime, reason: str, words: str
) -> None:
    with pytest.raises(ReasonIsMissing):
        operations.hide_comment(comment=letter, by=moe, reason=reason, words=words, now=noon)
    assert comments.comment_by_id(letter.pk).readable


def test_nothing_is_restored_without_a_reason(letter: Comment, moe: Person, noon: datetime) -> None:
    operations.hide_comment(comment=letter, by=moe, reason=Reason.ATTACK, now=noon)
    with pytest.raises(ReasonIsMissing):
        operations.restore_comment(comment=letter, by=moe, words=" ", now=noon)


def test_two_moderators_at_once_tell_the_author_once(
    letter: Comment, moe: Person, ed: Person, noon: datetime
) -> None:
    operations.hide_comment(comment=letter, by=moe, reason=Reason.ATTACK, now=noon)
    with pytest.raises(errors.DecidedMeanwhile):
        operations.hide_comment(comment=letter, by=ed, reason=Reason.DECEIT, now=noon)
    assert len(told()) == 1
    operations.restore_comment(comment=letter, by=moe, words="No.", now=noon)
    with pytest.raises(errors.DecidedMeanwhile):
        operations.restore_comment(comment=letter, by=ed, words="No.", now=noon)
    with pytest.raises(errors.DecidedMeanwhile):
        operations.dismiss_reports(comment=letter, by=ed, now=noon)


def test_what_its_author_deleted_is_no_longer_decided_about(
    report: Report, letter: Comment, mina: Person, moe: Person, noon: datetime
) -> None:
    discussion.delete_comment(comment=letter, by=mina, now=noon)
    assert queries.queue() == []
    with pytest.raises(CommentIsGone):
        operations.hide_comment(comment=letter, by=moe, reason=Reason.ATTACK, now=noon)
    assert told() == []


def test_an_author_whose_account_is_closed_is_not_written_to(
    letter: Comment, mina: Person, moe: Person, noon: datetime
) -> None:
    from masthead.people.operations import close_account

    close_account(person=mina, by=None, now=noon)
    operations.hide_comment(comment=letter, by=moe, reason=Reason.ATTACK, now=noon)
    assert told() == []


def test_a_held_letter_is_released_without_a_word_to_anybody(
    thread: Thread, mina: Person, moe: Person, noon: datetime
) -> None:
    closed = discussion.close_thread(thread=thread, by=None, now=noon)
    held = discussion.reopen_thread(thread=closed, by=None, held=True, now=noon)
    letter = discussion.post_comment(author=mina, thread=held, text="May I?", now=noon)
    assert [case.comment for case in queries.waiting()] == [letter]
    assert queries.to_decide() == 1
    operations.restore_comment(comment=letter, by=moe, now=noon)
    assert comments.comment_by_id(letter.pk).readable
    assert queries.waiting() == []
    assert told() == []


def test_every_decision_is_a_line_in_the_book(
    report: Report, letter: Comment, moe: Person, noon: datetime
) -> None:
    operations.dismiss_reports(comment=letter, by=moe, words="Fair enough.", now=noon)
    later = noon + timedelta(hours=1)
    operations.hide_comment(comment=letter, by=moe, reason=Reason.ATTACK, now=later)
    operations.restore_comment(comment=letter, by=moe, words="No insult.", now=later + timedelta(hours=1))
    decisions = queries.newest_decisions()
    assert [(each.what, each.reason) for each in decisions] == [
        ("restored", "No insult."),
        ("hidden", "It attacks a person or a group."),
        ("reports dismissed", "Fair enough."),
    ]
    assert {each.by for each in decisions} == {"Moe Castellan"}
    assert queries.decisions_about(letter) == decisions
    assert Entry.objects.filter(action="moderation.reports.dismiss").get().details["reports"] == 1


def test_a_report_is_never_open_again() -> None:
    assert all(Report.State.OPEN not in following for following in FOLLOWS.values())
