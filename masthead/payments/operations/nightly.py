"""Everything at the provider against our rows: what was missed is fetched, what is behind is followed."""

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction

from masthead.audit import operations as audit
from masthead.kit import rate_limits
from masthead.kit.events import announce
from masthead.payments import events, queries
from masthead.payments.models import ProviderAccount, Reconciliation
from masthead.payments.operations.accounts import present_account
from masthead.payments.operations.reconciliation import follow
from masthead.payments.providers import About, RefundTruth, Thing, provider
from masthead.people.models import Person

SINCE = timedelta(days=3)  # a provider tries for as long to deliver a message
GOES_BACK = timedelta(days=180)  # a payment may be disputed for four months, and that is decided in weeks
logger = logging.getLogger(__name__)


@transaction.atomic
def request_reconciliation(*, by: Person, now: datetime) -> None:
    """Everything will be compared by a job, and the audit log knows who asked for it.

    :raises RateLimitExceeded: twelve times in an hour
    """
    who = rate_limits.by_person(by.pk)
    rate_limits.consume(name="reconciliations", who=who, capacity=12, refill_seconds=3600, now=now)
    audit.record(actor=by, action="payments.reconciliation.request", subject=by, now=now)
    announce(events.ReconciliationRequested(person_id=by.pk))


def reconcile_everything(*, now: datetime) -> Reconciliation:
    """Our rows say of everything at the present account what the provider says; what it found is kept.

    Only where lists of subscriptions, refunds and disputes differ from our rows is the whole truth fetched.

    :raises ProviderIsAway: it does not answer; what was repaired until then stays
    """
    account = present_account()
    at = provider(account.provider)
    run = Reconciliation.objects.create(account=account, started_at=now)
    missed = list(dict.fromkeys(at.missed(since=now - SINCE)))
    run.missed = len(missed)
    _follow_all(run, account, missed, now=now)
    for told in at.went_back(since=now - GOES_BACK):
        if queries.is_news(account=account, told=told):
            about = About(Thing.REFUND if isinstance(told, RefundTruth) else Thing.DISPUTE, told.ref)
            _follow_all(run, account, [about], now=now)
    for standing in at.everything():
        run.looked_at += 1
        if queries.is_behind(account=account, standing=standing):
            about = About(Thing.SUBSCRIPTION, standing.subscription.ref)
            _follow_all(run, account, [about], now=now)
    run.finished_at = now
    run.save()
    return run


def _follow_all(
    run: Reconciliation, account: ProviderAccount, things: Iterable[About], *, now: datetime
) -> None:
    for about in things:
        try:
            followed = follow(account=account, about=about, now=now)
        except Exception:  # the others are looked at all the same, and the number says that one was not
            logger.exception("could not reconcile %s", about)
            run.failed += 1
            continue
        if followed is None:
            run.unknown += 1
        elif followed.changed:
            run.repaired += 1
