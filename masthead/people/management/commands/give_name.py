"""Give somebody a name that is held: one that could pose as the publication or its people, and is theirs."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from masthead.kit.refusals import Refusal
from masthead.people import operations, permissions, queries


class Command(BaseCommand):
    help = "Give somebody a display name that is held because it could pose as the publication's."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("name")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            person = permissions.ensure_known(queries.person_by_address(options["email"]))
            operations.give_display_name(person=person, name=options["name"], by=None, now=timezone.now())
        except Refusal as no:
            raise CommandError(str(no)) from None
        self.stdout.write(f"{person.email} is called {person.display_name} here now.")
