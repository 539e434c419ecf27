"""`masthead manage backup`: everything a publication is, in one file, while it runs."""

import os
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from django.utils import timezone

from masthead.kit.database_errors import BACKUPS, database_is_damaged
from masthead.kit.media_files import missing_files

DATABASE_FILES = {"sqlite": "masthead.sqlite3", "postgresql": "masthead.dump"}


class Command(BaseCommand):
    help = "Write the database and all uploaded files into one archive; nobody has to stop for it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", nargs="?", default="backups", help="where to (default: backups)")
        parser.add_argument(
            "--without-missing-files",
            action="store_true",
            help="write what there is, though the database names uploaded files that are gone",
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        if not options["without_missing_files"]:
            ensure_media_is_there()
        folder = Path(options["folder"])
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        target = folder / BACKUPS.replace("*", f"{timezone.now():%Y-%m-%d-%H%M%S}")
        with tempfile.TemporaryDirectory(dir=folder) as place:
            rows = Path(place) / DATABASE_FILES[connection.vendor]
            if connection.vendor == "sqlite":
                copy_sqlite(rows)
            else:
                dump_postgresql(rows)
            unfinished = Path(place) / "archive"
            with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT, 0o600), "wb") as file, tarfile.open(
                fileobj=file, mode="w:gz"
            ) as archive:  # fmt: skip
                archive.add(rows, arcname=rows.name)
                if Path(settings.MEDIA_ROOT).is_dir():
                    archive.add(settings.MEDIA_ROOT, arcname="media")
            unfinished.replace(target)  # whole or not at all
        self.stdout.write(f"Wrote {target}. Keep it on another machine; .env is not in it.")


def ensure_media_is_there() -> None:
    """Every uploaded file that the database names is there to be written.

    :raises CommandError: an archive without them would take the place of one that still has them
    """
    gone = list(missing_files())
    if not gone:
        return
    names = "\n".join(f"  {name}" for name in gone[:10]) + ("\n  …" if gone[10:] else "")
    raise CommandError(
        f"Nothing was written: {len(gone)} uploaded files that the database names are not in "
        f"{settings.MEDIA_ROOT}.\n{names}\nIs the folder mounted? Bring them back from an older backup, or, "
        "if they are gone for good, run this with --without-missing-files."
    )


def copy_sqlite(target: Path) -> None:
    """`target` is the database as it is at one moment, by SQLite's own online backup.

    :raises CommandError: the copy is not sound
    """
    connection.ensure_connection()
    copy = sqlite3.connect(target)
    try:
        connection.connection.backup(copy)
        answer = copy.execute("PRAGMA integrity_check").fetchone()[0]
    finally:
        copy.close()
    if answer != "ok":
        raise CommandError(database_is_damaged(answer))


def dump_postgresql(target: Path) -> None:
    """`target` is what pg_dump says of the database, in its own format; pg_restore reads it.

    :raises CommandError: pg_dump is missing, or did not succeed
    """
    program = shutil.which("pg_dump")
    if program is None:
        raise CommandError(
            "pg_dump is not on this machine. Install PostgreSQL's client programs (Debian and Ubuntu: "
            "apt install postgresql-client), or use your provider's own backups and copy the media folder."
        )
    facts = connection.settings_dict
    access = {"PGHOST": facts["HOST"], "PGPORT": str(facts["PORT"]), "PGUSER": facts["USER"],
              "PGPASSWORD": facts["PASSWORD"], "PGDATABASE": facts["NAME"]}  # fmt: skip
    done = subprocess.run(  # noqa: S603 - pg_dump, with nothing of a stranger's
        [program, "--format=custom", f"--file={target}"],
        env=os.environ | {name: value for name, value in access.items() if value},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise CommandError(f"pg_dump did not succeed: {done.stderr.strip()}")
