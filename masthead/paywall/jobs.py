"""What the paywall does by the clock."""

from django.utils import timezone

from masthead.kit.jobs import job
from masthead.paywall import operations


@job()
def forget_what_is_over() -> None:
    """Past days' tallies and readings beyond every period are gone."""
    operations.forget_what_is_over(now=timezone.now())
