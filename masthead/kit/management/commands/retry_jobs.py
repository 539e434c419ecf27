"""`masthead manage retry_jobs`: once the cause is mended, everything that failed is tried again."""

from django.core.management.base import BaseCommand
from django.utils import timezone

from masthead.kit.contributions import RETRIES, gather
from masthead.kit.jobs import queue


class Command(BaseCommand):
    help = (
        "Try again what failed for good or waits after a failure: jobs, and messages that are still of use."
    )

    def handle(self, **_options: object) -> None:
        now = timezone.now()
        count = queue.retry_failed_jobs(now=now)
        self.stdout.write(f"{count} jobs will be tried again.")
        for retry in gather(RETRIES):
            self.stdout.write(retry(now))
