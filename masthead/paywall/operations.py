"""Everything that can happen to a meter."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import F

from masthead.paywall import queries
from masthead.paywall.models import MeterPolicy, MeterReading, NetworkTally
from masthead.people.models import Person

LONGEST_PERIOD = timedelta(days=366)


@transaction.atomic
def note_reading(*, person: Person, piece_id: int, now: datetime) -> None:
    """Remember that `person` read this metered piece; within a period a second reading changes nothing."""
    note_readings(person=person, piece_ids=[piece_id], read_at=now, now=now)


@transaction.atomic
def note_readings(*, person: Person, piece_ids: Iterable[int], read_at: datetime, now: datetime) -> None:
    """Take what was read before signing in, at `read_at`, into the reader's account.

    What the account already counts keeps its own moment, so that signing in never makes a reading look older.
    """
    already = queries.pieces_read(person_id=person.pk, period_days=queries.policy().period_days, now=now)
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
    NetworkTally.objects.bulk_create([NetworkTally(network=network, day=day)], ignore_conflicts=True)
    NetworkTally.objects.filter(network=network, day=day).update(readings=F("readings") + 1)


@transaction.atomic
def set_policy(
    *, stranger_limit: int = 3, registered_limit: int = 5, period_days: int = 30, network_ceiling: int = 60
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
def forget_what_is_over(*, now: datetime) -> None:
    """Delete tallies of past days and readings that no period can reach any more."""
    NetworkTally.objects.filter(day__lt=now.date()).delete()
    MeterReading.objects.filter(read_at__lt=now - LONGEST_PERIOD).delete()


@transaction.atomic
def erase(*, person: Person, letters_stay: bool, now: datetime) -> None:  # noqa: ARG001 - the shape of every erasure
    """What this person read is forgotten."""
    MeterReading.objects.filter(person=person).delete()
