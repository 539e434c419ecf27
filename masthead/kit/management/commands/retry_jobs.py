"""`masthead manage retry_jobs`: after the cause is mended."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from masthead.kit.jobs import leases


class Command(BaseCommand):
    help = "Give every job that failed for good all its attempts anew."

    def handle(self, **_options: Any) -> None:
        count = leases.try_again(now=timezone.now())
        self.stdout.write(f"{count} jobs will be tried again.")
