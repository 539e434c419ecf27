"""What the gate needs to know from the database."""

from datetime import date, datetime, timedelta

from django.utils import timezone

from masthead.kit.data_export import DataExportPart
from masthead.memberships import queries as memberships
from masthead.paywall.decide import Grant, Meter, Pass, Policy
from masthead.paywall.models import MeterPolicy, MeterReading, NetworkReadings
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


def meter_of(*, person_id: int, period_days: int, now: datetime) -> Meter:
    """What the reader read on the meter in the last `period_days` days, and when it gives another piece."""
    period = timedelta(days=period_days)
    found = MeterReading.objects.filter(person_id=person_id, read_at__gt=now - period)
    readings = list(found.values_list("piece_id", "read_at"))
    if not readings:
        return Meter()
    oldest = min(read_at for _piece, read_at in readings)
    return Meter(
        read=frozenset(piece for piece, _read_at in readings), more_on=timezone.localdate(oldest + period)
    )


def readings_from(*, network: str, day: date) -> int:
    """How many new metered readings came from `network` on `day`."""
    return (
        NetworkReadings.objects.filter(network=network, day=day).values_list("readings", flat=True).first()
        or 0
    )


def export_data(person: Person, now: datetime) -> DataExportPart:  # noqa: ARG001 - the shape of every share
    """This room's part of a person's data export: which metered pieces they opened, and when."""
    readings = MeterReading.objects.filter(person=person).order_by("read_at").values("piece_id", "read_at")
    return DataExportPart(name="readings", content=list(readings))
