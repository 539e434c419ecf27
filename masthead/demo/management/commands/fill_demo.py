"""`masthead manage fill_demo`: let the demonstration publication stand in this database."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from masthead.demo import operations


class Command(BaseCommand):
    help = "Fill the demonstration publication once; what is there already is kept."

    def handle(self, *args: object, **options: object) -> None:
        if settings.MASTHEAD_MODE == "production":
            raise CommandError(
                "This site runs in production mode; the demonstration's accounts do not belong there."
            )
        filled = operations.fill(now=timezone.now(), say=lambda what: self.stdout.write(f"  {what}"))
        if not filled:
            self.stdout.write("  The Lighterman stands already; nothing was changed.")
