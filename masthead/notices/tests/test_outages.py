"""A mail server that refuses, is silent, or dies at every step: what becomes of the message."""

import email
import threading
from collections.abc import Iterator
from datetime import datetime, timedelta
from io import StringIO

import pytest
from django.conf import LazySettings
from django.core.management import call_command
from django.test import RequestFactory
from django_tasks_db.models import DBTaskResult

from masthead.kit import jobs
from masthead.kit.jobs import queue
from masthead.kit.lanes import Lane
from masthead.kit.notices import Notice, NoticeKind
from masthead.kit.tests.stores import until
from masthead.notices import operations, queries, smtp
from masthead.notices.adapters import AccountAdapter
from masthead.notices.models import Delivery
from masthead.notices.tests.conftest import BILLS, COMMENTS, about
from masthead.notices.tests.mail_server import DIES, DRIPS, IS_SILENT, MailServer, mail_server
from masthead.people.models import Person
from masthead.people.operations import CODE_LIFETIME

BOTH = pytest.mark.parametrize("kind", [BILLS, COMMENTS], ids=lambda kind: kind.guarantee.value)


@pytest.fixture
def server(settings: LazySettings) -> Iterator[MailServer]:
    with mail_server(settings) as answering:
        yield answering


def send(person: Person, noon: datetime, kind: NoticeKind = BILLS) -> Delivery:
    delivery = operations.send(to=person, notice=about(kind), now=noon)
    assert delivery is not None
    return delivery


def attempt(delivery: Delivery, now: datetime) -> Delivery:
    """The delivery after its job ran once at that moment."""
    operations.deliver(delivery_id=delivery.pk, now=now)
    delivery.refresh_from_db()
    return delivery


def attempt_until(delivery: Delivery, end: datetime) -> Delivery:
    """The delivery after its job ran whenever the row says, up to that moment."""
    while delivery.state == Delivery.State.QUEUED and delivery.next_attempt_at <= end:
        attempt(delivery, delivery.next_attempt_at)
    return delivery


# --- refusals ----------------------------------------------------------------------------------------------


@BOTH
@pytest.mark.parametrize(
    ("step", "reply"),
    [
        ("greeting", "421 too busy"),
        ("greeting", "554 not today"),
        ("mail", "451 try later"),
        ("mail", "530 authenticate first"),
        ("rcpt", "450 greylisted, come back in five minutes"),
        ("rcpt", "452 mailbox full"),
        ("data", "451 no room"),
        ("dot", "451 scanner is down"),
        ("dot", "421 going down"),
    ],
)
def test_deliver__a_refusal_for_now_is_tried_again_and_the_message_arrives(
    step: str, reply: str, kind: NoticeKind, rita: Person, noon: datetime, server: MailServer
) -> None:
    server.step, server.reply = step, reply
    delivery = attempt(send(rita, noon, kind), noon)
    assert (delivery.state, server.taken) == (Delivery.State.QUEUED, [])
    assert delivery.context
    server.works()
    attempt(delivery, delivery.next_attempt_at)
    assert (delivery.state, delivery.context, len(server.taken)) == (Delivery.State.SENT, {}, 1)


@BOTH
@pytest.mark.parametrize(
    ("step", "reply"),
    [
        ("mail", "550 you may not send from there"),
        ("rcpt", "550 no such mailbox"),
        ("rcpt", "553 mailbox name not allowed"),
        ("data", "554 no"),
        ("dot", "554 looks like spam"),
        ("dot", "552 too large"),
    ],
)
def test_deliver__a_refusal_for_good_is_not_tried_again_but_can_be_once_the_host_has_mended_it(
    step: str, reply: str, kind: NoticeKind, rita: Person, noon: datetime, server: MailServer
) -> None:
    server.step, server.reply = step, reply
    delivery = attempt(send(rita, noon, kind), noon)
    assert (delivery.state, delivery.attempts, server.taken) == (Delivery.State.FAILED, 1, [])
    assert reply[:3] in delivery.last_error
    server.works()
    assert operations.retry_now(now=noon + timedelta(days=1)) == 1
    attempt(delivery, noon + timedelta(days=1))
    assert delivery.state == Delivery.State.SENT
    assert len(server.taken) == 1


# --- dying -------------------------------------------------------------------------------------------------


@BOTH
@pytest.mark.parametrize("how", [DIES, IS_SILENT])
@pytest.mark.parametrize("step", ["greeting", "ehlo", "mail", "rcpt", "data"])
def test_deliver__to_a_server_that_dies_before_the_message_is_tried_again(
    step: str,
    how: str,
    kind: NoticeKind,
    rita: Person,
    noon: datetime,
    server: MailServer,
    settings: LazySettings,
) -> None:
    settings.EMAIL_TIMEOUT = 0.3
    server.step, server.reply = step, how
    delivery = attempt(send(rita, noon, kind), noon)
    assert (delivery.state, server.taken) == (Delivery.State.QUEUED, [])
    server.works()
    attempt(delivery, delivery.next_attempt_at)
    assert (delivery.state, len(server.taken)) == (Delivery.State.SENT, 1)


@BOTH
@pytest.mark.parametrize("how", [DIES, IS_SILENT])
def test_deliver__to_a_server_that_dies_after_the_final_dot_before_its_yes_holds_the_promise_of_its_kind(
    how: str, kind: NoticeKind, rita: Person, noon: datetime, server: MailServer, settings: LazySettings
) -> None:
    settings.EMAIL_TIMEOUT = 0.3
    server.step, server.reply = "dot", how
    delivery = attempt(send(rita, noon, kind), noon)
    assert len(server.taken) == 1  # it has it, and we cannot know
    server.works()
    if kind is COMMENTS:
        assert (delivery.state, delivery.context) == (Delivery.State.UNCERTAIN, {})
        assert operations.retry_now(now=noon) == 0
        attempt(delivery, noon + timedelta(hours=1))
        assert len(server.taken) == 1
    else:
        assert delivery.state == Delivery.State.QUEUED
        attempt(delivery, delivery.next_attempt_at)
        numbers = {email.message_from_bytes(message)["Message-ID"] for message in server.taken}
        assert (delivery.state, len(server.taken), numbers) == (
            Delivery.State.SENT,
            2,
            {delivery.message_id},  # so that whoever reads them can tell
        )


@BOTH
@pytest.mark.parametrize("how", [DIES, IS_SILENT, "421 going down"])
def test_deliver__to_a_server_that_dies_after_its_yes_is_done(
    how: str, kind: NoticeKind, rita: Person, noon: datetime, server: MailServer, settings: LazySettings
) -> None:
    settings.EMAIL_TIMEOUT = 0.3
    server.step, server.reply = "quit", how
    delivery = attempt(send(rita, noon, kind), noon)
    assert (delivery.state, len(server.taken)) == (Delivery.State.SENT, 1)


def test_deliver__a_server_that_says_a_byte_now_and_then_is_left_in_time(
    rita: Person, noon: datetime, server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(smtp, "CONVERSATION_SECONDS", 0.4)
    server.step, server.reply = "rcpt", DRIPS
    delivery = attempt(send(rita, noon), noon)
    assert delivery.state == Delivery.State.QUEUED
    until(lambda: not any(isinstance(thread, threading.Timer) for thread in threading.enumerate()))


@BOTH
def test_deliver__by_a_worker_killed_while_it_sends_leaves_nothing_stranded(
    kind: NoticeKind, rita: Person, noon: datetime, server: MailServer
) -> None:
    delivery = send(rita, noon, kind)
    assert queue.claim_next(worker="killed", now=noon)
    Delivery.objects.update(attempt_began_at=noon, attempts=1)  # what it had written before it died
    jobs.run_all(noon + timedelta(seconds=61))
    delivery.refresh_from_db()
    if kind is COMMENTS:
        assert (delivery.state, delivery.context, server.taken) == (Delivery.State.UNCERTAIN, {}, [])
    else:
        assert (delivery.state, delivery.attempts, len(server.taken)) == (Delivery.State.SENT, 2, 1)


# --- how long ----------------------------------------------------------------------------------------------


def test_deliver__an_outage_of_fifteen_minutes_loses_nothing(
    rita: Person, noon: datetime, server: MailServer
) -> None:
    server.step, server.reply = "greeting", DIES
    delivery = attempt_until(send(rita, noon), noon + timedelta(minutes=15))
    assert delivery.attempts >= 6
    assert delivery.state == Delivery.State.QUEUED
    server.works()
    attempt_until(delivery, noon + timedelta(minutes=45))
    assert delivery.state == Delivery.State.SENT


def test_deliver__is_given_up_after_three_days_of_refusals_with_its_words_kept_while_they_are_of_use(
    rita: Person, noon: datetime, server: MailServer
) -> None:
    server.step, server.reply = "rcpt", "450 greylisted"
    delivery = attempt_until(send(rita, noon), noon + timedelta(days=3) - timedelta(minutes=1))
    assert delivery.state == Delivery.State.QUEUED
    attempt_until(delivery, noon + timedelta(days=4))
    assert (delivery.state, bool(delivery.context)) == (Delivery.State.FAILED, True)
    assert delivery.attempts < 90
    operations.expire_outdated(now=delivery.useful_until)
    delivery.refresh_from_db()
    assert delivery.context == {}
    assert operations.retry_now(now=delivery.useful_until) == 0


@pytest.mark.django_db
def test_deliver__a_code_is_tried_as_long_as_it_can_be_entered(noon: datetime, server: MailServer) -> None:
    server.step, server.reply = "rcpt", "450 greylisted, come back in five minutes"
    AccountAdapter(RequestFactory().get("/")).send_mail(
        "account/email/login_code", "rita@example.org", {"code": "QWRTPS"}
    )
    delivery = Delivery.objects.get()
    began = delivery.queued_at
    assert delivery.useful_until == began + CODE_LIFETIME
    attempt_until(delivery, began + timedelta(minutes=5))
    server.works()
    late = attempt(delivery, delivery.next_attempt_at)
    assert (late.state, late.next_attempt_at < late.useful_until) == (Delivery.State.SENT, True)


@pytest.mark.django_db
def test_expire_outdated__a_code_that_has_expired_is_not_sent_and_its_letters_are_forgotten(
    noon: datetime, server: MailServer
) -> None:
    AccountAdapter(RequestFactory().get("/")).send_mail(
        "account/email/login_code", "rita@example.org", {"code": "QWRTPS"}
    )
    delivery = Delivery.objects.get()
    attempt(delivery, delivery.useful_until)
    assert operations.expire_outdated(now=delivery.useful_until) == 1
    delivery.refresh_from_db()
    assert (delivery.state, delivery.context, server.taken) == (Delivery.State.FAILED, {}, [])


@BOTH
def test_deliver__by_a_clock_that_ran_ahead_loses_no_words_and_is_done_again_once_the_clock_is_right(
    kind: NoticeKind, rita: Person, noon: datetime, server: MailServer
) -> None:
    delivery = send(rita, noon, kind)
    jobs.run_all(noon + timedelta(days=400))
    delivery.refresh_from_db()
    assert (delivery.state, bool(delivery.context), server.taken) == (Delivery.State.QUEUED, True, [])
    assert operations.requeue_lost(now=noon + timedelta(minutes=1)) == 1
    jobs.run_all(noon + timedelta(minutes=1))
    delivery.refresh_from_db()
    assert (delivery.state, len(server.taken)) == (Delivery.State.SENT, 1)


def test_deliver__refused_while_the_clock_ran_ahead_is_tried_again_now_and_not_in_400_days(
    rita: Person, noon: datetime, server: MailServer
) -> None:
    server.step, server.reply = "rcpt", "450 greylisted"
    delivery = send(rita, noon + timedelta(days=400))
    jobs.run_all(noon + timedelta(days=400))
    delivery.refresh_from_db()
    assert delivery.next_attempt_at > noon + timedelta(days=400)
    server.works()
    assert operations.requeue_lost(now=noon) == 1
    assert operations.requeue_lost(now=noon) == 0
    jobs.run_all(noon)
    delivery.refresh_from_db()
    assert (delivery.state, len(server.taken)) == (Delivery.State.SENT, 1)


@pytest.mark.django_db
def test_send__each_message_is_of_use_as_long_as_its_kind_or_it_says(rita: Person, noon: datetime) -> None:
    week = operations.send(to=rita, notice=about(COMMENTS), now=noon)
    month = operations.send(to=rita, notice=about(BILLS), now=noon)
    own = operations.send(to=rita, notice=Notice(template="x", useful_for=timedelta(hours=1)), now=noon)
    assert week
    assert month
    assert own
    assert [row.useful_until - noon for row in (week, month, own)] == [
        timedelta(days=7),
        timedelta(days=30),
        timedelta(hours=1),
    ]


# --- the remedy, and the truth -----------------------------------------------------------------------------


def test_retry_jobs__sends_what_it_says(rita: Person, noon: datetime, server: MailServer) -> None:
    server.step, server.reply = "rcpt", "550 no such mailbox"
    now = datetime.now(noon.tzinfo)
    failed, waiting = attempt(send(rita, now), now), send(rita, now)
    server.reply = "450 later"
    attempt(waiting, now)
    server.works()
    out = StringIO()
    call_command("retry_jobs", stdout=out)
    assert "2 messages will be sent again." in out.getvalue()
    jobs.run_all()
    assert len(server.taken) == 2
    failed.refresh_from_db()
    assert failed.state == Delivery.State.SENT


def test_health__sees_what_nobody_sends(rita: Person, noon: datetime, server: MailServer) -> None:
    delivery = send(rita, noon)
    assert queries.health(noon + timedelta(minutes=14)) == []
    (sentence,) = queries.health(noon + timedelta(minutes=16))
    assert "1 messages are stranded" in sentence
    server.step, server.reply = "rcpt", "450 greylisted"
    attempt(delivery, noon)
    (sentence,) = queries.health(delivery.next_attempt_at + timedelta(minutes=16))  # refused, then nobody
    assert "stranded" in sentence


@pytest.mark.parametrize("since", [timedelta(minutes=11), timedelta(days=1), timedelta(days=-400)])
@BOTH
def test_health__sees_what_has_been_in_sending_for_longer_than_an_attempt_can_last(
    since: timedelta, kind: NoticeKind, rita: Person, noon: datetime, server: MailServer
) -> None:
    send(rita, noon, kind)
    Delivery.objects.update(attempt_began_at=noon, attempts=1)
    assert queries.health(noon + timedelta(minutes=9)) == []
    Delivery.objects.update(attempt_began_at=noon - since)
    (sentence,) = queries.health(noon)
    assert "1 messages are stranded" in sentence
    jobs.run_all(noon)  # the job of the worker that died is taken up: nothing is stranded any more
    assert queries.health(noon) == []


def test_health__says_what_waits_for_its_next_attempt_and_why(
    rita: Person, noon: datetime, server: MailServer
) -> None:
    server.step, server.reply = "rcpt", "450 greylisted"
    delivery = attempt_until(send(rita, noon), noon + timedelta(minutes=20))
    assert queries.health(noon + timedelta(minutes=10)) == []
    (sentence,) = queries.health(noon + timedelta(minutes=20))
    assert "by themselves" in sentence
    assert "greylisted" in sentence
    server.works()
    attempt(delivery, delivery.next_attempt_at)
    assert queries.health(noon + timedelta(minutes=40)) == []


@pytest.mark.parametrize("later", [timedelta(minutes=20), timedelta(days=6), timedelta(days=29)])
def test_health__sees_what_failed_as_long_as_its_words_are_of_use(
    later: timedelta, rita: Person, noon: datetime, server: MailServer
) -> None:
    server.step, server.reply = "rcpt", "550 no such mailbox"
    attempt(send(rita, noon), noon)
    (sentence,) = queries.health(noon + later)
    assert "550" in sentence
    assert "retry_jobs" in sentence
    server.works()
    operations.retry_now(now=noon + later)
    jobs.run_all(noon + later)
    assert queries.health(noon + later) == []


def test_health__names_no_remedy_for_what_is_of_no_use_any_more(
    rita: Person, noon: datetime, server: MailServer
) -> None:
    server.step, server.reply = "rcpt", "550 no such mailbox"
    notice = Notice(template="notices/notices/plain", useful_for=timedelta(hours=1))
    delivery = operations.send(to=rita, notice=notice, now=noon)
    assert delivery
    attempt(delivery, noon)
    (sentence,) = queries.health(noon + timedelta(hours=2))
    assert "550" in sentence
    assert "retry_jobs" not in sentence
    assert queries.health(noon + timedelta(days=8)) == []


def test_requeue_lost__a_delivery_that_lost_its_job_gets_another_and_one_that_has_one_does_not(
    rita: Person, noon: datetime, server: MailServer
) -> None:
    delivery = send(rita, noon)
    assert operations.requeue_lost(now=noon + timedelta(hours=1)) == 0
    DBTaskResult.objects.all().delete()
    assert operations.requeue_lost(now=noon + timedelta(hours=1)) == 1
    assert operations.requeue_lost(now=noon + timedelta(hours=1)) == 0
    jobs.run_all(noon)
    delivery.refresh_from_db()
    assert (delivery.state, len(server.taken)) == (Delivery.State.SENT, 1)


@pytest.mark.django_db
def test_enqueue_delivery__codes_have_a_lane_of_their_own_also_when_they_are_tried_again(
    noon: datetime, server: MailServer
) -> None:
    server.step, server.reply = "rcpt", "450 greylisted"
    AccountAdapter(RequestFactory().get("/")).send_mail(
        "account/email/login_code", "rita@example.org", {"code": "QWRTPS"}
    )
    jobs.run_all()
    assert set(DBTaskResult.objects.values_list("queue_name", flat=True)) == {Lane.CODES.value}
    assert DBTaskResult.objects.count() == 2
