"""Every reading of plans and of the ledger."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q

from masthead.kit.own_data import Share
from masthead.memberships.decisions import NO_ACCESS, Access, Entry, fold
from masthead.memberships.models import Entitlement, Kind, Plan, Source
from masthead.payments import queries as payments

if TYPE_CHECKING:
    from masthead.people.models import Person


def access_at(*, person_id: int, now: datetime) -> Access:
    """What this person has at `now`, in one query that reads only the lines whose span is not over."""
    rows = (
        Entitlement.objects.filter(Q(ends_at__gt=now) | Q(ends_at__isnull=True), person_id=person_id)
        .order_by()
        .values_list("kind", "reference", "starts_at", "ends_at")
    )
    return fold(
        [
            Entry(is_revoke=kind == Kind.REVOKE, reference=reference, starts_at=starts_at, ends_at=ends_at)
            for kind, reference, starts_at, ends_at in rows
        ],
        now,
    )


def is_member(person: "Person | AnonymousUser | None", now: datetime) -> bool:
    """Whether this person is a member at `now`; a stranger never is."""
    if person is None or person.pk is None:
        return False
    access = access_at(person_id=person.pk, now=now) if person.is_active else NO_ACCESS
    return access.is_member


def offered_plans() -> list[Plan]:
    """The plans a new member may choose from, in the publisher's order; none while nobody takes money."""
    if not payments.is_open():
        return []
    return list(Plan.objects.filter(is_offered=True))


def offered_plan(slug: str) -> Plan | None:
    """The plan at this address, or None when it is not (or no longer) offered."""
    return Plan.objects.filter(slug=slug, is_offered=True).first() if payments.is_open() else None


def has_plans() -> bool:
    """Whether the publisher has made a plan to offer, taken money for or not."""
    return Plan.objects.filter(is_offered=True).exists()


def leeways_of(*, person_id: int, now: datetime) -> list[str]:
    """References of what was granted to bridge a renewal and has not run out."""
    granted = Entitlement.objects.filter(
        person_id=person_id, kind=Kind.GRANT, source=Source.GRACE, ends_at__gt=now
    )
    return list(granted.filter(reference__startswith="leeway:").values_list("reference", flat=True))


def own_data(person: "Person", now: datetime) -> Share:  # noqa: ARG001 - the shape of every share
    """What this room holds of the person: their lines of the ledger."""
    lines = Entitlement.objects.filter(person_id=person.pk).order_by("pk")
    fields = ("kind", "source", "starts_at", "ends_at", "reference", "reason", "recorded_at")
    return Share(name="membership", content=list(lines.values(*fields)))


def member_since(person: "Person") -> datetime | None:
    """When this person first had access; None for whoever never had."""
    granted = Entitlement.objects.filter(person_id=person.pk, kind=Kind.GRANT)
    return granted.order_by("starts_at").values_list("starts_at", flat=True).first()
