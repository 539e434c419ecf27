"""Jobs: work that need not happen in the request, queued in the database, in the transaction that causes it.

django-tasks and django-tasks-db keep the queue. They have no retry, no schedule, and never requeue a job
of a killed worker; this package adds leases, retries, a schedule. A job may run twice when a machine dies at
the wrong moment, so every job is idempotent: it loads, and calls one operation that can be called again.
"""

from masthead.kit.jobs.each import for_each
from masthead.kit.jobs.job import Job, current_job_id, job, job_began_at
from masthead.kit.jobs.schedule import ScheduleEntry
from masthead.kit.jobs.worker import Worker, run_all, start_server_workers, start_workers, stop_workers

__all__ = [
    "Job",
    "ScheduleEntry",
    "Worker",
    "current_job_id",
    "for_each",
    "job",
    "job_began_at",
    "run_all",
    "start_server_workers",
    "start_workers",
    "stop_workers",
]
