"""Jobs: work that need not happen in the request, kept in the database beside its cause.

django-tasks and django-tasks-db keep the queue. They have no retry, no clock, and never take back a job whose
worker was killed; this package adds leases, pauses and a schedule. A job may run twice when a machine dies at
the wrong moment, so every job is idempotent: it loads, and calls one operation that can be called again.
"""

from masthead.kit.jobs.job import Job, job
from masthead.kit.jobs.schedule import Entry
from masthead.kit.jobs.worker import Worker, run_all, start_worker, start_workers, stop_worker

__all__ = ["Entry", "Job", "Worker", "job", "run_all", "start_worker", "start_workers", "stop_worker"]
