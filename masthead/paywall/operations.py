"""Every write of the meter: readings, tallies, its policy."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import F

from masthead.paywall import queries
from masthead.paywall.decide import AT_FIRST
from masthead.paywall.models import MeterPolicy, MeterReading, NetworkReadings
from masthead.people.models import Person

LONGEST_PERIOD = timedelta(days=366)


@transaction.atomic
def store_reading(*, person: Person, piece_id: int, now: datetime) -> None:
    """Remember that `person` read this metered piece; within a period a second reading changes nothing."""
    merge_readings(person=person, piece_ids=[piece_id], read_at=now, now=now)


@transaction.atomic
def merge_readings(*, person: Person, piece_ids: Iterable[int], read_at: datetime, now: datetime) -> None:
    """Take what was read before signing in, at `read_at`, into the reader's account.

    A reading the account already counts keeps its own time, so that signing in never makes it older.
    """
    days = queries.policy().period_days
    already = queries.meter_of(person_id=person.pk, period_days=days, now=now).read
    MeterReading.objects.bulk_create(
        [
            MeterReading(person=person, piece_id=piece_id, read_at=read_at)
            for piece_id in sorted(set(piece_ids) - already)
        ],
        update_conflicts=True,
        unique_fields=["person", "piece_id"],
        update_fields=["read_at"],
    )


@transaction.atomic
def count_in_network(*, network: str, day: date) -> None:
    """Add one new metered reading to the network's day."""
    NetworkReadings.objects.bulk_create([NetworkReadings(network=network, day=day)], ignore_conflicts=True)
    NetworkReadings.objects.filter(network=network, day=day).update(readings=F("readings") + 1)


@transaction.atomic
def set_policy(
    *,
    stranger_limit: int = AT_FIRST.stranger_limit,
    registered_limit: int = AT_FIRST.registered_limit,
    period_days: int = AT_FIRST.period_days,
    network_ceiling: int = AT_FIRST.network_ceiling,
) -> MeterPolicy:
    """Give the publication this meter.

    :raises ValidationError: a limit is out of range, or an account would give less than none
    """
    policy = MeterPolicy.objects.order_by("pk").first() or MeterPolicy()
    policy.stranger_limit = stranger_limit
    policy.registered_limit = registered_limit
    policy.period_days = period_days
    policy.network_ceiling = network_ceiling
    policy.full_clean()
    policy.save()
    return policy


@transaction.atomic
def delete_expired_readings(*, now: datetime) -> None:
    """Delete tallies of past days and readings that no period can reach any more."""
    NetworkReadings.objects.filter(day__lt=now.date()).delete()
    MeterReading.objects.filter(read_at__lt=now - LONGEST_PERIOD).delete()


@transaction.atomic
def erase(*, person: Person, keep_comments: bool, now: datetime) -> None:  # noqa: ARG001 - the shape of every erasure
    """This person's readings are deleted."""
    MeterReading.objects.filter(person=person).delete()
