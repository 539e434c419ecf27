"""The kit's own rows: rate limits, leases on jobs, when scheduled jobs last ran, and generations."""

from django.db import models
from django_tasks_db.models import DBTaskResult


class RateLimitBucket(models.Model):
    """The state of one rate limit for one person or network.

    A token bucket in one moment (virtual scheduling, the generic cell rate algorithm of ITU-T I.371):
    `full_at` is when the bucket will have refilled if nothing more is taken; after that the row says nothing.
    """

    name = models.CharField(max_length=60)
    who = models.CharField(max_length=64)  # a keyed hash: the row must not become a list of addresses
    full_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["name", "who"], name="one_bucket_each")]


class JobLease(models.Model):
    """Which worker runs a job, and until when no other worker may claim it."""

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


class Generation(models.Model):
    """How often something that processes remember has changed; raised in the transaction that changes it."""

    name = models.CharField(max_length=60, unique=True)
    number = models.PositiveBigIntegerField(default=0)
