"""Scheduled work of the paywall."""

from django.utils import timezone

from masthead.kit.jobs import job
from masthead.kit.lanes import Lane
from masthead.paywall import operations


@job(lane=Lane.BULK)
def delete_expired_readings() -> None:
    """Delete tallies of past days and readings older than any period."""
    operations.delete_expired_readings(now=timezone.now())
