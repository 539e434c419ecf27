"""Delivering e-mails: the row says what is to happen next, and one job at a time does it.

A delivery belongs to the job named in it. The job's lease, which its worker renews while it lives, is the
only lease: a job whose worker died runs again and finds the attempt open. Nothing is decided by how often a
job was tried: a refusal is noted in the row, with the moment of the next attempt and a new job for it, and a
delivery that is due and has lost its job is given another.
"""

import logging
import time
from datetime import datetime, timedelta
from uuid import UUID

from anymail.exceptions import AnymailAPIError
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import ngettext

from masthead.kit.clock import SKEW
from masthead.kit.events import announce
from masthead.kit.jobs import queue
from masthead.kit.transactions import ensure_may_reach_out
from masthead.notices import emails, events
from masthead.notices.models import Delivery
from masthead.notices.outcomes import Outcome, outcome_of

logger = logging.getLogger("masthead.notices")

GIVE_UP_AFTER = timedelta(days=3)
FIRST_BACKOFF = timedelta(seconds=15)
MAX_BACKOFF = timedelta(hours=1)
LAST_CHANCE = timedelta(minutes=1)  # before the last useful moment, so that there is time to read it
MOST_AT_ONCE = 500


def backoff_after(attempts: int) -> timedelta:
    """The wait after that many attempts: 15 s, 30 s, 1 min, 2 min … at most an hour."""
    return min(FIRST_BACKOFF * 2 ** min(attempts - 1, 10), MAX_BACKOFF)


def deliver(*, delivery_id: int, job_id: UUID | None = None, now: datetime) -> None:
    """The message has been handed over, or the row says what happens next; nothing if it is another job's.

    Without a job, by hand, it is taken from whichever has it, unless that is sending it now.

    A message goes out at least once or at most once, as its kind says. What was refused for now is tried
    again for three days, but not past its last useful moment.
    """
    if settings.EMAIL_URL == "none":  # it stays queued until mail is set up
        return
    ensure_may_reach_out()
    delivery = _begin_attempt(delivery_id, job_id, now)
    if delivery is None:
        return
    began = time.monotonic()
    failure = _attempt(delivery)
    ended = now + timedelta(seconds=time.monotonic() - began)
    if failure is None:
        _queued(delivery).update(
            state=Delivery.State.SENT, sent_at=ended, context={}, last_error="", attempt_began_at=None
        )
    else:
        _note_failure(delivery, *failure, now=ended)


@transaction.atomic
def hand_to_job(*, delivery_id: int, job_id: UUID) -> None:
    """From now on this job, and no other, delivers the message."""
    Delivery.objects.filter(pk=delivery_id).update(job_id=job_id)


@transaction.atomic
def requeue_lost(*, now: datetime) -> int:
    """Every delivery that is due has a job; returns how many had lost theirs, or had waited for mail.

    One whose next attempt lies further away than any wait was tried by a clock that ran ahead: it is due now.
    """
    if settings.EMAIL_URL == "none":
        return 0
    queued = Delivery.objects.filter(state=Delivery.State.QUEUED)
    ahead = queued.filter(next_attempt_at__gt=now + MAX_BACKOFF + SKEW, attempt_began_at=None)
    ahead.update(next_attempt_at=now, job_id=None)
    lost = Q(job_id=None) | ~Q(job_id__in=queue.unfinished_jobs().values("pk"))
    found = list(queued.filter(lost, next_attempt_at__lte=now).order_by("next_attempt_at")[:MOST_AT_ONCE])
    for delivery in found:
        announce(events.DeliveryQueued.of(delivery))
    return len(found)


@transaction.atomic
def expire_outdated(*, now: datetime) -> int:
    """The words of what would only puzzle whoever got it are gone; returns how many had never been sent."""
    outdated = Delivery.objects.filter(useful_until__lte=now)
    outdated.filter(state=Delivery.State.FAILED).exclude(context={}).update(context={})
    return outdated.filter(state=Delivery.State.QUEUED, attempt_began_at=None).update(
        state=Delivery.State.FAILED, context={}, last_error=_why_outdated()
    )


@transaction.atomic
def retry_now(*, now: datetime) -> int:
    """Every message that failed or waits, and is still of use, is tried at once and for three days more.

    Returns how many. For whoever has mended the cause.
    """
    failed, waiting = Q(state=Delivery.State.FAILED), Q(state=Delivery.State.QUEUED, attempts__gt=0)
    again = Delivery.objects.filter(failed | waiting, useful_until__gt=now, attempt_began_at=None)
    found = list(again.select_for_update().order_by("queued_at"))
    again.update(state=Delivery.State.QUEUED, attempts=0, first_attempt_at=None, next_attempt_at=now)
    for delivery in found:
        announce(events.DeliveryQueued.of(delivery))
    return len(found)


def retry_in_words(now: datetime) -> str:
    """As `retry_now`; how many there were, in a sentence."""
    count = retry_now(now=now)
    return ngettext(
        "%(count)d message will be sent again.", "%(count)d messages will be sent again.", count
    ) % {"count": count}


@transaction.atomic
def cancel_delivery(*, delivery_id: int) -> None:
    """The delivery is deleted, unless it was sent already."""
    Delivery.objects.filter(pk=delivery_id).exclude(state=Delivery.State.SENT).delete()


@transaction.atomic
def cancel_queued_deliveries() -> int:
    """Delete every delivery that has not been sent; returns how many there were."""
    return Delivery.objects.filter(state=Delivery.State.QUEUED, attempt_began_at=None).delete()[0]


@transaction.atomic
def _begin_attempt(delivery_id: int, job_id: UUID | None, now: datetime) -> Delivery | None:
    """The delivery with an attempt open in its row; None if there is nothing for this job to send."""
    found = Delivery.objects.select_for_update().filter(pk=delivery_id, state=Delivery.State.QUEUED)
    found = found.filter(job_id=job_id) if job_id else found.filter(attempt_began_at=None)
    delivery = found.first()
    if delivery is None:
        return None
    if delivery.attempt_began_at is not None and delivery.at_most_once:
        found.update(**_settled_as_uncertain("Its worker died while it was being sent."))
        return None
    if delivery.useful_until <= now:  # `expire_outdated` says so once it is sure of the clock
        found.update(attempt_began_at=None)
        return None
    delivery.attempts, delivery.attempt_began_at = delivery.attempts + 1, now
    delivery.first_attempt_at = delivery.first_attempt_at or now
    delivery.save(update_fields=["attempts", "attempt_began_at", "first_attempt_at"])
    return delivery


def _attempt(delivery: Delivery) -> tuple[Outcome, Exception] | None:
    """Hand the message over: None if it was taken, else what the error means."""
    try:
        message = emails.build_email(delivery)
    except Exception as error:
        logger.exception("Delivery %s cannot be written; it is tried again.", delivery.pk)
        return Outcome.LATER, error
    try:
        message.send()
        _ensure_taken(message)
    except Exception as error:  # noqa: BLE001 - every backend has its own; what one means is said in the row
        return outcome_of(error), error
    return None


def _ensure_taken(message: EmailMultiAlternatives) -> None:
    """Whoever was handed the message has taken it: some providers' APIs say politely that they have not.

    :raises AnymailAPIError: they have not; not known to be the address's fault
    """
    said = getattr(message, "anymail_status", None)
    if said is None:
        return
    status = getattr(said.esp_response, "status_code", 200)
    if said.status == {"failed"} or status >= 400:
        refused = {"status_code": status, "response": said.esp_response} if status >= 400 else {}
        raise AnymailAPIError("The provider did not take the message", email_message=message, **refused)


@transaction.atomic
def _note_failure(delivery: Delivery, outcome: Outcome, error: Exception, *, now: datetime) -> None:
    said = f"{type(error).__name__}: {error}"[:300]
    logger.info("Delivery %s, attempt %s: %s.", delivery.pk, delivery.attempts, type(error).__name__)
    mine = _queued(delivery).filter(attempts=delivery.attempts)
    again = None if outcome is Outcome.REFUSED else _next_attempt_at(delivery, now)
    if outcome is Outcome.PERHAPS and delivery.at_most_once:
        mine.update(**_settled_as_uncertain(said))
    elif again is None:  # its words are kept until its last useful moment: the host may mend the cause
        mine.update(state=Delivery.State.FAILED, attempt_began_at=None, last_error=said)
    elif mine.update(next_attempt_at=again, attempt_began_at=None, last_error=said):
        announce(events.DeliveryQueued.of(delivery, run_after=again))


def _next_attempt_at(delivery: Delivery, now: datetime) -> datetime | None:
    began = delivery.first_attempt_at or now
    end = min(began + GIVE_UP_AFTER, delivery.useful_until - LAST_CHANCE)
    return min(now + backoff_after(delivery.attempts), end) if now < end else None


def _queued(delivery: Delivery) -> "QuerySet[Delivery]":
    """The delivery, unless another worker settled it meanwhile."""
    return Delivery.objects.filter(pk=delivery.pk, state=Delivery.State.QUEUED)


def _settled_as_uncertain(why: str) -> dict[str, object]:
    return {"state": Delivery.State.UNCERTAIN, "context": {}, "attempt_began_at": None, "last_error": why}


def _why_outdated() -> str:
    return "Its last useful moment had passed before it could be sent."
