"""Write the databases from which later versions are upgraded in the tests: `python -m tests.upgrades.write`.

Run once for each release, at its commit, with `POSTGRES_URL` naming a server whose user may create databases:
it writes `databases/VERSION.sqlite.sql` and `databases/VERSION.postgresql.sql`, which stay as they are.
"""

import os
import re
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

import psycopg

from masthead import __version__

FOLDER = Path(__file__).with_name("databases")
MAX_BYTES = 300_000
NO_STATEMENT = re.compile(r"--|SET |\\|$|SELECT pg_catalog\.set_config")
FILL = (
    "import django; django.setup()\n"
    "from django.core.management import call_command\n"
    "call_command('migrate', verbosity=0)\n"
    "call_command('createcachetable', verbosity=0)\n"
    "from tests.upgrades import publication; publication.fill()\n"
)


def main() -> None:
    """Write both; say how large each is."""
    with tempfile.TemporaryDirectory() as folder:
        write("sqlite", of_sqlite(Path(folder)))
        write("postgresql", of_postgresql(os.environ["POSTGRES_URL"], Path(folder)))


def write(kind: str, text: str) -> None:
    """Store the text of one database.

    :raises SystemExit: it is larger than what a repository should carry
    """
    file = FOLDER / f"{__version__}.{kind}.sql"
    if len(text.encode()) > MAX_BYTES:
        sys.exit(f"{file.name} would have {len(text.encode()):,} bytes, more than {MAX_BYTES:,}")
    file.write_text(text)
    print(f"{file.name}: {len(text.encode()):,} bytes")


def of_sqlite(folder: Path) -> str:
    """SQL that makes the publication's SQLite file."""
    file = folder / "masthead.sqlite3"
    fill(f"sqlite:///{file}", folder)
    with sqlite3.connect(file) as database:
        return "\n".join(database.iterdump()) + "\n"


def of_postgresql(server: str, folder: Path) -> str:
    """SQL that makes the publication in an empty PostgreSQL database, without pg_dump's own settings."""
    name = f"written_{uuid4().hex}"
    address = urlsplit(server)._replace(path=f"/{name}").geturl()
    with psycopg.connect(server, autocommit=True) as control:
        control.execute(f'CREATE DATABASE "{name}"')
        try:
            fill(address, folder)
            dump = [_pg_dump(), "--no-owner", "--no-privileges", "--inserts", "--rows-per-insert=500"]
            text = subprocess.run([*dump, address], check=True, capture_output=True, text=True).stdout
        finally:
            control.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
    return "".join(f"{line}\n" for line in _statements(text))


def fill(database: str, folder: Path) -> None:
    """Let this version migrate an empty database and write the publication into it."""
    environment = {
        **os.environ,
        "DATABASE_URL": database,
        "DATA_DIR": str(folder),
        "DJANGO_SETTINGS_MODULE": "tests.settings",
    }
    subprocess.run([sys.executable, "-c", FILL], check=True, env=environment)


def _statements(dump: str) -> Iterator[str]:
    """The lines that make the database: without comments, psql's own commands and what a server lacks."""
    in_literal = False
    for line in dump.splitlines():
        if in_literal or not NO_STATEMENT.match(line):
            yield line
        in_literal ^= line.count("'") % 2 == 1


def _pg_dump() -> str:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_dump"))
    return str(found[-1]) if found else "pg_dump"


if __name__ == "__main__":
    main()
