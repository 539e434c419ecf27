"""`masthead manage move_database`: everything in this database is in another one, compared row by row."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from masthead.kit.database_move import MoveFailed, move
from masthead.kit.databases.addresses import without_password


class Command(BaseCommand):
    help = "Copy the whole publication from DATABASE_URL into another, empty database, and compare every row."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("to", help="the other DATABASE_URL, such as postgresql://user:password@host/name")

    def handle(self, *_args: Any, **options: Any) -> None:
        there = without_password(options["to"])
        try:
            report = move(options["to"], say=self.stdout.write)
        except MoveFailed as why:
            raise CommandError(str(why)) from None
        self.stdout.write(
            f"{report.rows} rows of {report.tables} tables are in {there}, every one compared. "
            "Now put that DATABASE_URL into .env and start. The database they came from is as it was."
        )
