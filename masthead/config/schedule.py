"""What runs by the clock, once across all processes."""

from collections.abc import Sequence
from datetime import timedelta

from masthead.kit.jobs import Entry, housekeeping

SCHEDULE: Sequence[Entry] = (
    Entry(name="clear expired sessions", every=timedelta(days=1), job=housekeeping.clear_expired_sessions),
    Entry(name="forget finished jobs", every=timedelta(days=1), job=housekeeping.forget_finished_jobs),
    Entry(name="forget full buckets", every=timedelta(days=1), job=housekeeping.forget_full_buckets),
)
