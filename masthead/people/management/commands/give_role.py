"""Give somebody a staff role: how a new publication gets its first publisher."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from masthead.kit.refusals import Refusal
from masthead.people import operations, queries
from masthead.people.models import Role


class Command(BaseCommand):
    help = "Give somebody a staff role; an account is made if the address has none."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("role", choices=Role.values)
        parser.add_argument("--take", action="store_true", help="take the role away instead")

    def handle(self, *args: Any, **options: Any) -> None:
        now, role = timezone.now(), Role(options["role"])
        person = queries.person_by_address(options["email"])
        try:
            if options["take"]:
                if person is None:
                    raise CommandError(f"Nobody here has the address {options['email']}.")
                operations.remove_role(person=person, role=role, by=None, now=now)
                self.stdout.write(f"{person.email} is no longer {role.label.lower()} here.")
            else:
                person = person or operations.register_person(email=options["email"], now=now)
                operations.give_role(person=person, role=role, by=None, now=now)
                self.stdout.write(f"{person.email} is {role.label.lower()} here now.")
        except Refusal as no:
            raise CommandError(str(no)) from None
