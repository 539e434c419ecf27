"""Set up and check the account at Stripe: `masthead manage stripe check`."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from masthead.kit.refusals import Refusal
from masthead.memberships import operations


class Command(BaseCommand):
    help = "Make Stripe know our plans, its portal and where to send its messages, and say what is wrong."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("what", choices=["check"])

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.PAYMENT_PROVIDER != "stripe" or not settings.STRIPE_SECRET_KEY:
            raise CommandError("Set PAYMENT_PROVIDER=stripe and STRIPE_SECRET_KEY first (docs/settings.md).")
        try:
            findings = operations.set_up_payments()
        except Refusal as no:
            because = f" Stripe says: {no.__cause__}" if no.__cause__ else ""
            raise CommandError(f"{no}{because}") from no
        for finding in findings:
            self.stdout.write(f"  {'good' if finding.is_good else 'look'}  {finding.sentence}")
        if not all(finding.is_good for finding in findings):
            raise CommandError("Something is not as it should be; see the lines that begin with: look.")
