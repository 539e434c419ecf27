from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from masthead.leaks.audit import run_audit
from masthead.leaks.readers import READERS


class Command(BaseCommand):
    help = "Walk every public surface as every kind of reader and name whatever leaks from behind a gate."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--as", dest="readers", action="append", choices=READERS, help="only as this reader"
        )
        parser.add_argument(
            "--every", action="store_true", help="leave no address out, however like others it is"
        )

    def handle(self, *_: Any, **options: Any) -> None:
        say = self.stderr.write if options["verbosity"] > 1 else lambda _line: None
        report = run_audit(
            now=timezone.now(), readers=options["readers"] or READERS, every=options["every"], say=say
        )
        for line in report.lines():
            self.stdout.write(line)
        if not report.holds:
            raise CommandError("The gate leaks.", returncode=1)
