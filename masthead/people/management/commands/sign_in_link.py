"""A link that signs somebody in once: for the first publisher, and for staff whose mail does not arrive."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from masthead.kit.addresses import absolute_address
from masthead.kit.refusals import Refusal
from masthead.people import operations, queries


class Command(BaseCommand):
    help = "Print a link that signs somebody in once, within an hour, without mail."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")

    def handle(self, *args: Any, **options: Any) -> None:
        person = queries.person_by_address(options["email"])
        if person is None:
            raise CommandError(f"Nobody here has the address {options['email']}.")
        try:
            path = operations.make_sign_in_link(person=person, now=timezone.now())
        except Refusal as no:
            raise CommandError(str(no)) from None
        self.stdout.write(absolute_address(path))
