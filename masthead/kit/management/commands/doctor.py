"""`masthead manage doctor`: everything that needs somebody's attention, a sentence each."""

from collections.abc import Iterator
from datetime import datetime

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.utils import timezone

from masthead.kit.contributions import HEALTH, gather
from masthead.kit.database_errors import explain


def _sentences(now: datetime) -> Iterator[str]:
    """What the checks say; a database that fails one of them would fail the rest."""
    try:
        for check in gather(HEALTH):
            yield from check(now)
    except DatabaseError as error:
        yield explain(error) or f"The database cannot be used: {error}"


class Command(BaseCommand):
    help = "Say, in a sentence each, what needs attention; exit 1 if anything does."

    def handle(self, **_options: object) -> None:
        now = timezone.now()
        if sentences := dict.fromkeys(_sentences(now)):
            raise CommandError("\n".join(sentences))
        self.stdout.write("All is well.")
