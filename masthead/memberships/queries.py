"""Reading plans and the ledger."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from masthead.kit.data_export import DataExportPart
from masthead.memberships import access as ledger
from masthead.memberships.access import NO_ACCESS, Access, LedgerEntry, access_from_ledger
from masthead.memberships.ledger import Wanted, base_of
from masthead.memberships.models import Entitlement, EntitlementKind, EntitlementSource, Plan
from masthead.payments import queries as payments
from masthead.payments.coverage import Coverage

if TYPE_CHECKING:
    from masthead.people.models import Person

# The sources whose lines follow from what is paid, and from nothing else.
SOURCE_OF_COVERAGE = {
    Coverage.PAID: EntitlementSource.SUBSCRIPTION,
    Coverage.TRIAL: EntitlementSource.TRIAL,
    Coverage.COLLECTING: EntitlementSource.COLLECTING,
    Coverage.GRACE: EntitlementSource.GRACE,
}


def access_at(*, person_id: int, now: datetime) -> Access:
    """What this person has at `now`, in one query that reads only the lines whose span is not over."""
    open_ended = Q(ends_at__gt=now) | Q(ends_at__isnull=True)
    return access_from_ledger(_entries(Entitlement.objects.filter(open_ended, person_id=person_id)), now)


def access_ended_at(*, person_id: int, now: datetime) -> datetime | None:
    """When the access of somebody who has none any more ended; None for whoever never had any."""
    return ledger.access_ended_at(_entries(Entitlement.objects.filter(person_id=person_id)), now)


def _entries(rows: QuerySet[Entitlement]) -> list[LedgerEntry]:
    return [
        LedgerEntry(
            is_revoke=kind == EntitlementKind.REVOKE,
            reference=reference,
            starts_at=starts_at,
            ends_at=ends_at,
        )
        for kind, reference, starts_at, ends_at in rows.order_by().values_list(
            "kind", "reference", "starts_at", "ends_at"
        )
    ]


def is_member(person: "Person | AnonymousUser | None", now: datetime) -> bool:
    """Whether this person is a member at `now`; a stranger never is."""
    if person is None or person.pk is None:
        return False
    access = access_at(person_id=person.pk, now=now) if person.is_active else NO_ACCESS
    return access.is_member


def offered_plans() -> list[Plan]:
    """The plans a new member may choose from, in the publisher's order; none while nobody takes money."""
    if not payments.takes_payments():
        return []
    return list(Plan.objects.filter(is_offered=True))


def offered_plan(slug: str) -> Plan | None:
    """The plan at this address, or None when it is not (or no longer) offered."""
    return Plan.objects.filter(slug=slug, is_offered=True).first() if payments.takes_payments() else None


def sells_memberships() -> bool:
    """Whether somebody can become a member now: a plan is offered, and somebody takes the money."""
    return payments.takes_payments() and has_plans()


def has_plans() -> bool:
    """Whether the publisher has made a plan to offer, taken money for or not."""
    return Plan.objects.filter(is_offered=True).exists()


def lines_from_money(person_id: int) -> list[LedgerEntry]:
    """The lines of this person's ledger that follow from what they pay."""
    return _entries(Entitlement.objects.filter(person_id=person_id, source__in=SOURCE_OF_COVERAGE.values()))


def wanted_from_money(person_id: int) -> list[Wanted]:
    """What this person's money gives them of our plans, as payments have it now."""
    return [
        Wanted(
            reference=covered.reference,
            source=SOURCE_OF_COVERAGE[covered.kind],
            reason=covered.title,
            starts_at=covered.starts_at,
            ends_at=covered.ends_at,
        )
        for covered in payments.coverage_of(person_id)
        if covered.item_key.startswith("plan:")
    ]


@dataclass(frozen=True)
class MoneyLine:
    """The one line that says whether money and access agree: numbers of people."""

    paying: int
    with_access: int  # of those who pay
    paying_twice: int
    without_cause: int  # have access from money of which no paid line is known


def money_line(now: datetime) -> MoneyLine:
    """Money against access, counted over everybody; every number is one query."""
    charged = payments.people_charged()
    paying = charged.values("person_id").distinct()
    lit = _lit_from_money(now)
    twice = charged.order_by().values("person_id").annotate(count=Count("pk")).filter(count__gt=1)
    return MoneyLine(
        paying=paying.count(),
        with_access=paying.filter(Exists(lit.filter(person_id=OuterRef("person_id")))).count(),
        paying_twice=twice.count(),
        without_cause=_without_cause(lit),
    )


def _lit_from_money(now: datetime) -> QuerySet[Entitlement]:
    """The grants from money that give access at this moment."""
    revoked = Entitlement.objects.filter(
        kind=EntitlementKind.REVOKE, reference=OuterRef("reference"), starts_at__lte=now
    )
    granted = Entitlement.objects.filter(
        kind=EntitlementKind.GRANT,
        source__in=SOURCE_OF_COVERAGE.values(),
        starts_at__lte=now,
        ends_at__gt=now,
    )
    return granted.exclude(Exists(revoked))


def _without_cause(lit: QuerySet[Entitlement]) -> int:
    """How many people have access for a paid span that no invoice of ours has."""
    paid = payments.paid_references()
    spans = lit.filter(source=EntitlementSource.SUBSCRIPTION).exclude(reference__in=paid)
    # Left are those without a cause, and those granted anew, under a reference with a number behind it.
    first = {line.reference: base_of(line.reference) for line in spans}
    known = set(paid.filter(reference__in=list(first.values())))
    return len({line.person_id for line in spans if first[line.reference] not in known})


def export_data(person: "Person", now: datetime) -> DataExportPart:  # noqa: ARG001 - the shape of every share
    """What this room holds of the person: their lines of the ledger."""
    lines = Entitlement.objects.filter(person_id=person.pk).order_by("pk")
    fields = ("kind", "source", "starts_at", "ends_at", "reference", "reason", "recorded_at")
    return DataExportPart(name="membership", content=list(lines.values(*fields)))


def member_since(person: "Person") -> datetime | None:
    """When this person first had access; None for whoever never had."""
    granted = Entitlement.objects.filter(person_id=person.pk, kind=EntitlementKind.GRANT)
    return granted.order_by("starts_at").values_list("starts_at", flat=True).first()
