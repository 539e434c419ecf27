"""What the gate needs to know from the database."""

from datetime import date, datetime, timedelta

from masthead.kit.own_data import Share
from masthead.memberships import queries as memberships
from masthead.paywall.decisions import Grant, Pass, Policy
from masthead.paywall.models import MeterPolicy, MeterReading, NetworkTally
from masthead.people import queries as people
from masthead.people.models import Person
from masthead.people.permissions import is_staff


def policy() -> Policy:
    """The publication's meter as the desk has set it."""
    row = MeterPolicy.objects.order_by("pk").first() or MeterPolicy()
    return Policy(
        stranger_limit=row.stranger_limit,
        registered_limit=row.registered_limit,
        period_days=row.period_days,
        network_ceiling=row.network_ceiling,
    )


def pass_for(person: Person, *, expires_at: datetime, now: datetime) -> Pass:
    """What `person` may do at `now`, freshly read."""
    # The version first: should access change between these reads, the pass has the old version and is void.
    version = people.access_version_of(person.pk)
    access = memberships.access_at(person_id=person.pk, now=now)
    grants = {Grant.REGISTERED.value}
    if access.is_member:
        grants.add(Grant.MEMBERS.value)
    if is_staff(person):
        grants.add(Grant.STAFF.value)
    return Pass(
        reader_id=person.pk,
        grants=frozenset(grants),
        version=version,
        expires_at=expires_at,
        member_until=access.until if access.is_member else None,
    )


def pieces_read(*, person_id: int, period_days: int, now: datetime) -> frozenset[int]:
    """The metered pieces the reader has read in the last `period_days` days."""
    since = now - timedelta(days=period_days)
    return frozenset(
        MeterReading.objects.filter(person_id=person_id, read_at__gt=since).values_list("piece_id", flat=True)
    )


def readings_from(*, network: str, day: date) -> int:
    """How many new metered readings came from `network` on `day`."""
    return (
        NetworkTally.objects.filter(network=network, day=day).values_list("readings", flat=True).first() or 0
    )


def own_data(person: Person, now: datetime) -> Share:  # noqa: ARG001 - the shape of every share
    """What this room holds of the person: which metered pieces they opened, and when."""
    readings = MeterReading.objects.filter(person=person).order_by("read_at").values("piece_id", "read_at")
    return Share(name="readings", content=list(readings))
