"""A moderator hides, restores or dismisses, and the author is told."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.core.mail import EmailMultiAlternatives
from django.test import Client

from conftest import sign_in
from masthead.audit.models import AuditEntry
from masthead.discussion import operations as discussion
from masthead.discussion import queries as comments
from masthead.discussion.errors import CommentIsGone, ReasonIsMissing
from masthead.discussion.models import Comment, State, Thread
from masthead.moderation import errors, operations, queries
from masthead.moderation.models import TRANSITIONS, Reason, Report, reason_in_words
from masthead.notices.models import Delivery
from masthead.notices.operations import deliver
from masthead.people.errors import NotSignedIn, StaffOnly
from masthead.people.models import Person

DOORS = (operations.hide_comment, operations.restore_comment, operations.dismiss_reports)


@pytest.fixture
def report(rita: Person, comment: Comment, noon: datetime) -> Report:
    return operations.report_comment(comment=comment, by=rita, reason=Reason.ATTACK, now=noon)


def told() -> list[Delivery]:
    return list(Delivery.objects.filter(template__startswith="moderation/").order_by("pk"))


def test_hide_comment__upholds_the_reports_and_tells_the_author_why_with_their_own_words(
    report: Report,
    comment: Comment,
    moe: Person,
    mina: Person,
    noon: datetime,
    mailoutbox: list[EmailMultiAlternatives],
) -> None:
    operations.hide_comment(
        comment=comment, by=moe, reason=Reason.ATTACK, words="Argue with what he said.", now=noon
    )
    report.refresh_from_db()
    assert report.state == Report.State.UPHELD
    assert comments.comment_by_id(comment.pk).state == State.HIDDEN
    (delivery,) = told()
    deliver(delivery_id=delivery.pk, now=noon)
    (mail,) = mailoutbox
    assert mail.to == [mina.email]
    assert mail.subject == "Your comment under “The call” was hidden"
    assert "It attacks a person or a group. Argue with what he said." in mail.body
    assert "The minister is a weathercock." in mail.body
    assert "Rita" not in mail.body
    assert "The minister is a weathercock." in str(mail.alternatives[0][0])


def test_hide_comment__the_reason_stands_on_the_authors_own_page_even_where_no_mail_goes_out(
    comment: Comment, mina: Person, moe: Person, noon: datetime
) -> None:
    operations.hide_comment(
        comment=comment, by=moe, reason=Reason.OTHER, words="It names <b>a passenger</b>.", now=noon
    )
    page = sign_in(Client(), mina).get("/notices/").content.decode()
    assert "Your comment under “The call” was hidden" in page
    assert "It names &lt;b&gt;a passenger&lt;/b&gt;." in page


def test_hide_comment__for_something_else_is_told_in_the_moderators_words_alone(
    comment: Comment, moe: Person, noon: datetime
) -> None:
    operations.hide_comment(
        comment=comment, by=moe, reason=Reason.OTHER, words="Please not in verse.", now=noon
    )
    assert (told()[0].context["reason"], told()[0].context["words"]) == ("other", "Please not in verse.")
    assert reason_in_words("other", "Please not in verse.") == "Please not in verse."


def test_restore_comment__tells_the_author_why_and_overrules_the_reports(
    report: Report, comment: Comment, moe: Person, noon: datetime, mailoutbox: list[EmailMultiAlternatives]
) -> None:
    operations.hide_comment(comment=comment, by=moe, reason=Reason.ATTACK, now=noon)
    operations.restore_comment(comment=comment, by=moe, words="A weathercock is no insult.", now=noon)
    report.refresh_from_db()
    assert report.state == Report.State.DISMISSED
    assert comments.comment_by_id(comment.pk).is_readable
    deliver(delivery_id=told()[1].pk, now=noon)
    assert mailoutbox[0].subject == "Your comment under “The call” can be read again"
    assert "A weathercock is no insult." in mailoutbox[0].body


def test_dismiss_reports__leaves_the_comment_and_tells_nobody(
    report: Report, comment: Comment, moe: Person, noon: datetime
) -> None:
    assert operations.dismiss_reports(comment=comment, by=moe, now=noon) == 1
    report.refresh_from_db()
    assert report.state == Report.State.DISMISSED
    assert comments.comment_by_id(comment.pk).is_readable
    assert queries.queue() == []
    assert told() == []


def test_dismiss_reports__the_comment_comes_back_when_somebody_else_reports_it(
    report: Report, comment: Comment, moe: Person, ada: Person, noon: datetime
) -> None:
    operations.dismiss_reports(comment=comment, by=moe, now=noon)
    operations.report_comment(comment=comment, by=ada, reason=Reason.DECEIT, now=noon)
    (item,) = queries.queue()
    assert [each.reporter for each in item.reports] == [ada]


@pytest.mark.parametrize("name", ["rita", "mina", "ada"])
@pytest.mark.parametrize("door", DOORS)
def test_ensure_may_moderate__only_moderators_editors_and_the_publisher(
    door: Callable[..., object],
    name: str,
    report: Report,
    comment: Comment,
    request: pytest.FixtureRequest,
    noon: datetime,
) -> None:
    given = {"reason": Reason.ATTACK} if door is operations.hide_comment else {}
    with pytest.raises(StaffOnly):
        door(comment=comment, by=request.getfixturevalue(name), words="Because.", now=noon, **given)
    with pytest.raises(NotSignedIn):
        door(comment=comment, by=None, words="Because.", now=noon, **given)
    assert comments.comment_by_id(comment.pk).is_readable
    assert Report.objects.get().state == Report.State.OPEN


@pytest.mark.parametrize("name", ["moe", "ed", "pia"])
def test_ensure_may_moderate__moderators_editors_and_the_publisher_may(
    name: str, comment: Comment, request: pytest.FixtureRequest, noon: datetime
) -> None:
    operations.hide_comment(comment=comment, by=request.getfixturevalue(name), reason=Reason.ATTACK, now=noon)


@pytest.mark.parametrize(("reason", "words"), [("", "Because."), ("nonsense", ""), (Reason.OTHER, " ")])
def test_hide_comment__not_without_a_reason(
    comment: Comment, moe: Person, noon: datetime, reason: str, words: str
) -> None:
    with pytest.raises(ReasonIsMissing):
        operations.hide_comment(comment=comment, by=moe, reason=reason, words=words, now=noon)
    assert comments.comment_by_id(comment.pk).is_readable


def test_restore_comment__not_without_a_reason(comment: Comment, moe: Person, noon: datetime) -> None:
    operations.hide_comment(comment=comment, by=moe, reason=Reason.ATTACK, now=noon)
    with pytest.raises(ReasonIsMissing):
        operations.restore_comment(comment=comment, by=moe, words=" ", now=noon)


def test_hide_comment__two_moderators_at_once_tell_the_author_once(
    comment: Comment, moe: Person, ed: Person, noon: datetime
) -> None:
    operations.hide_comment(comment=comment, by=moe, reason=Reason.ATTACK, now=noon)
    with pytest.raises(errors.ActedOnMeanwhile):
        operations.hide_comment(comment=comment, by=ed, reason=Reason.DECEIT, now=noon)
    assert len(told()) == 1
    operations.restore_comment(comment=comment, by=moe, words="No.", now=noon)
    with pytest.raises(errors.ActedOnMeanwhile):
        operations.restore_comment(comment=comment, by=ed, words="No.", now=noon)
    with pytest.raises(errors.ActedOnMeanwhile):
        operations.dismiss_reports(comment=comment, by=ed, now=noon)


def test_queue__what_its_author_deleted_is_no_longer_in_it(
    report: Report, comment: Comment, mina: Person, moe: Person, noon: datetime
) -> None:
    discussion.delete_comment(comment=comment, by=mina)
    assert queries.queue() == []
    with pytest.raises(CommentIsGone):
        operations.hide_comment(comment=comment, by=moe, reason=Reason.ATTACK, now=noon)
    assert told() == []


def test_hide_comment__an_author_whose_account_is_closed_is_not_written_to(
    comment: Comment, mina: Person, moe: Person, noon: datetime
) -> None:
    from masthead.people.operations import close_account

    close_account(person=mina, by=None, now=noon)
    operations.hide_comment(comment=comment, by=moe, reason=Reason.ATTACK, now=noon)
    assert told() == []


def test_restore_comment__a_held_one_is_released_without_a_word_to_anybody(
    thread: Thread, mina: Person, moe: Person, noon: datetime
) -> None:
    closed = discussion.close_thread(thread=thread, by=None, now=noon)
    held = discussion.reopen_thread(thread=closed, by=None, premoderated=True, now=noon)
    comment = discussion.post_comment(author=mina, thread=held, text="May I?", now=noon, rate_limited=False)
    assert [item.comment for item in queries.pending_items()] == [comment]
    assert queries.queue_length() == 1
    operations.restore_comment(comment=comment, by=moe, now=noon)
    assert comments.comment_by_id(comment.pk).is_readable
    assert queries.pending_items() == []
    assert told() == []


def test_audit_log__every_action_is_an_entry(
    report: Report, comment: Comment, moe: Person, noon: datetime
) -> None:
    operations.dismiss_reports(comment=comment, by=moe, words="Fair enough.", now=noon)
    later = noon + timedelta(hours=1)
    operations.hide_comment(comment=comment, by=moe, reason=Reason.ATTACK, now=later)
    operations.restore_comment(comment=comment, by=moe, words="No insult.", now=later + timedelta(hours=1))
    actions = queries.newest_actions()
    assert [(each.action, each.reason) for each in actions] == [
        ("restored", "No insult."),
        ("hidden", "It attacks a person or a group."),
        ("reports dismissed", "Fair enough."),
    ]
    assert {each.by for each in actions} == {"Moe Castellan"}
    assert queries.actions_on(comment) == actions
    assert AuditEntry.objects.filter(action="moderation.reports.dismiss").get().details["reports"] == 1


def test_report__is_never_open_again() -> None:
    assert all(Report.State.OPEN not in following for following in TRANSITIONS.values())
