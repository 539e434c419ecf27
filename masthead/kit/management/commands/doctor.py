"""`masthead manage doctor`: everything that needs somebody's attention, a sentence each."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from masthead.kit.contributions import gather


class Command(BaseCommand):
    help = "Say, in a sentence each, what needs attention; exit 1 if anything does."

    def handle(self, **_options: Any) -> None:
        now = timezone.now()
        sentences = [sentence for check in gather("health") for sentence in check(now)]
        if sentences:
            raise CommandError("\n".join(sentences))
        self.stdout.write("All is well.")
