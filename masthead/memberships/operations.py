"""Everything that can happen to memberships."""

from datetime import datetime
from urllib.parse import quote

from django.db import transaction
from django.urls import reverse

from masthead.audit import operations as audit
from masthead.kit import rate_limits
from masthead.kit.events import announce
from masthead.memberships import events, notices, queries
from masthead.memberships.errors import NoSuchGrant, NoSuchMembership, PlanIsNotOffered
from masthead.memberships.ledger import NewGrant, NewRevoke, missing_lines
from masthead.memberships.models import Entitlement, EntitlementKind, EntitlementSource, Plan
from masthead.notices.operations import send
from masthead.payments import operations as payments
from masthead.payments import queries as payments_queries
from masthead.payments.models import Attempt, Checkout, Invoice, Subscription
from masthead.people import operations as people
from masthead.people.models import Person

# --- the ledger ------------------------------------------------------------------------------------------


@transaction.atomic
def grant(
    *,
    person: Person,
    source: EntitlementSource | str,
    starts_at: datetime,
    ends_at: datetime | None,
    reference: str,
    reason: str = "",
    by: Person | None = None,
    now: datetime,
) -> Entitlement:
    """Give `person` access from `starts_at` until just before `ends_at` (None: without end).

    A reference that is already in the ledger changes nothing and answers the entry that stands there.
    """
    entry, is_new = Entitlement.objects.get_or_create(
        kind=EntitlementKind.GRANT,
        reference=reference,
        cause="",
        defaults={
            "person": person,
            "source": EntitlementSource(source),
            "starts_at": starts_at,
            "ends_at": ends_at,
            "reason": reason,
            "recorded_at": now,
        },
    )
    if is_new:
        _record_ledger_entry(entry, action="memberships.grant", by=by, now=now)
    return entry


@transaction.atomic
def revoke(
    *, person: Person, grant_reference: str, reason: str, by: Person | None, now: datetime
) -> Entitlement:
    """Take back, from `now` on, what was granted under `grant_reference`.

    What is taken back from an earlier moment already stays as it is; of two revokes the earlier counts.

    :raises NoSuchGrant: nothing was granted to this person under that reference
    """
    granted = Entitlement.objects.filter(
        kind=EntitlementKind.GRANT, reference=grant_reference, person=person
    ).first()
    if granted is None:
        raise NoSuchGrant
    standing = Entitlement.objects.filter(
        kind=EntitlementKind.REVOKE, reference=grant_reference, starts_at__lte=now
    ).order_by("starts_at")
    return standing.first() or _write_revoke(granted, at=now, reason=reason, by=by, now=now)


def _write_revoke(
    granted: Entitlement, *, at: datetime, reason: str, by: Person | None, now: datetime
) -> Entitlement:
    cause = f"person:{by.pk}" if by else "rule"
    entry, is_new = Entitlement.objects.get_or_create(
        kind=EntitlementKind.REVOKE,
        reference=granted.reference,
        cause=f"{cause}:{at.isoformat()}",
        defaults={
            "person_id": granted.person_id,
            "source": granted.source,
            "starts_at": at if granted.ends_at is None else min(at, granted.ends_at),
            "ends_at": granted.ends_at,
            "reason": reason,
            "recorded_at": now,
        },
    )
    if is_new:
        _record_ledger_entry(entry, action="memberships.revoke", by=by, now=now)
    return entry


@transaction.atomic
def follow_coverage(*, person: Person, now: datetime) -> None:
    """The ledger says what this person's money covers: what is missing is granted, what is too much revoked.

    Computed from the rows of payments as they stand, so it is right whenever it is asked and however often.
    """
    missing = missing_lines(
        queries.lines_from_money(person.pk), queries.wanted_from_money(person.pk), now=now
    )
    for line in missing:
        if isinstance(line, NewGrant):
            grant(
                person=person,
                source=line.source,
                starts_at=line.starts_at,
                ends_at=line.ends_at,
                reference=line.reference,
                reason=line.reason,
                now=now,
            )
        else:
            _revoke_money(person, line, now=now)


def _revoke_money(person: Person, line: NewRevoke, *, now: datetime) -> None:
    granted = Entitlement.objects.get(kind=EntitlementKind.GRANT, reference=line.reference, person=person)
    reason = "not covered from here on"
    _write_revoke(granted, at=line.starts_at, reason=reason, by=None, now=now)


def _record_ledger_entry(entry: Entitlement, *, action: str, by: Person | None, now: datetime) -> None:
    """Record it in the audit log and void every pass of this person."""
    details = {
        "person_id": entry.person_id,
        "source": entry.source,
        "reference": entry.reference,
        "reason": entry.reason,
    }
    audit.record(actor=by, action=action, subject=entry, details=details, now=now)
    people.raise_access_version(person_id=entry.person_id, now=now)


# --- joining and cancelling ------------------------------------------------------------------------------


def start_membership_checkout(*, person: Person, slug: str, return_to: str, now: datetime) -> Checkout:
    """There is a hosted page on which `person` pays for the plan, at the price the plan has at this moment.

    `return_to` is a path of ours: where the reader came from, and is led back to, paid or not.

    :raises PlanIsNotOffered: there is no such plan, or not any more
    :raises AlreadySubscribed: a subscription is running
    :raises RateLimitExceeded: payment pages were opened again and again
    """
    rate_limits.consume(
        name="payment pages", who=rate_limits.by_person(person.pk), capacity=30, refill_seconds=3600, now=now
    )
    plan = queries.offered_plan(slug)
    if plan is None:
        raise PlanIsNotOffered
    welcome = reverse("memberships:welcome", args=["TOKEN"]).replace("TOKEN", "{token}")
    return payments.start_checkout(
        person=person,
        item=item_for_plan(plan),
        success_path=f"{welcome}?next={quote(return_to)}" if return_to else welcome,
        cancel_path=return_to or f"{reverse('memberships:join')}?left=1",
        now=now,
    )


def set_up_payments() -> list[payments.Finding]:
    """The provider knows every plan that is offered, and where to tell us what happens.

    :raises Refusal: it does not answer, or says no
    """
    return payments.set_up_provider(items=[item_for_plan(plan) for plan in queries.offered_plans()])


def item_for_plan(plan: Plan) -> payments.Item:
    """The plan as payments sell it."""
    return payments.Item(
        item_key=plan.item_key,
        title=plan.name,
        amount_minor=plan.amount_minor,
        currency=plan.currency,
        interval=plan.interval,
    )


def send_receipt(*, invoice: Invoice, now: datetime) -> None:
    """A receipt is on its way to whoever paid."""
    send(to=invoice.person, notice=notices.receipt(invoice), now=now)


def tell_of_failed_payment(*, attempt: Attempt, now: datetime) -> None:
    """Whoever has to repair a renewal hears of it, with the moment until which they keep their access."""
    access = queries.access_at(person_id=attempt.invoice.person_id, now=now)
    kept_until = access.until if access.is_member else None
    send(to=attempt.invoice.person, notice=notices.payment_failed(attempt, kept_until=kept_until), now=now)


def cancel_membership(*, person: Person, now: datetime) -> Subscription:
    """The membership ends with the period that is paid, and not before.

    :raises NoSuchMembership: no subscription is running
    """
    return payments.cancel_renewal(subscription=_subscription_of(person, now), by=person, now=now)


def resume_membership(*, person: Person, now: datetime) -> Subscription:
    """A cancelled membership is renewed after all.

    :raises NoSuchMembership: no subscription is running
    :raises RateLimitExceeded: six times in a day; leaving has no limit, and is possible once for each
    """
    who = rate_limits.by_person(person.pk)
    rate_limits.consume(name="memberships resumed", who=who, capacity=6, refill_seconds=86_400, now=now)
    return payments.resume_renewal(subscription=_subscription_of(person, now), by=person, now=now)


def payment_page(*, person: Person, now: datetime) -> str:
    """The address at the provider where this member changes card and address; our own page where it has none.

    :raises NoSuchMembership: no subscription stands
    :raises RateLimitExceeded: thirty times in an hour
    """
    who = rate_limits.by_person(person.pk)
    rate_limits.consume(name="payment pages", who=who, capacity=30, refill_seconds=3600, now=now)
    subscription = payments_queries.live_subscription_of(person.pk)
    if subscription is None:
        raise NoSuchMembership
    membership = reverse("memberships:membership")
    return payments.manage_url(subscription=subscription, return_path=membership) or membership


def cancel_renewals_before_deletion(*, person: Person, now: datetime) -> None:
    """Cancel the renewal of every subscription at its provider before the account is deleted.

    :raises Refusal: a provider did not take it; the account stays
    """
    for subscription in payments_queries.renewing_subscriptions_of(person.pk):
        payments.cancel_renewal(subscription=subscription, by=person, now=now)


@transaction.atomic
def record_plan_change(*, plan: Plan, by: Person, action: str, now: datetime) -> None:
    """Record the change in the audit log, and announce it: pages that show the plans are stale."""
    details = {
        "name": plan.name,
        "amount_minor": plan.amount_minor,
        "currency": plan.currency,
        "is_offered": plan.is_offered,
    }
    audit.record(actor=by, action=f"memberships.plan.{action}", subject=plan, details=details, now=now)
    announce(events.PlansChanged())


def _subscription_of(person: Person, now: datetime) -> Subscription:
    subscription = payments_queries.live_subscription_of(person.pk, now)
    if subscription is None:
        raise NoSuchMembership
    return subscription
