"""The few rows the kit keeps for itself: rate limits, leases on jobs, and when the clock last struck."""

from django.db import models
from django_tasks_db.models import DBTaskResult


class Bucket(models.Model):
    """How much one person or network has lately done of one thing.

    A token bucket in one moment (virtual scheduling, the generic cell rate algorithm of ITU-T I.371):
    `full_at` is when the bucket will have refilled if nothing more is taken; after that the row says nothing.
    """

    name = models.CharField(max_length=60)
    who = models.CharField(max_length=64)  # a keyed hash: the row must not become a list of addresses
    full_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["name", "who"], name="one_bucket_each")]


class Lease(models.Model):
    """Which worker has a job in hand, and until when nobody else may take it."""

    task = models.OneToOneField(
        DBTaskResult, on_delete=models.CASCADE, primary_key=True, related_name="lease"
    )
    worker = models.CharField(max_length=40)
    expires_at = models.DateTimeField(db_index=True)


class ScheduledRun(models.Model):
    """When an entry of the schedule was last put in the queue, whichever process did it."""

    name = models.CharField(max_length=60, unique=True)
    last_run_at = models.DateTimeField(null=True)
    task_id = models.UUIDField(null=True)
