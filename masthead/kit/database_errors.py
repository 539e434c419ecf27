"""What a database error means for whoever looks after the site: what is wrong, and the way back."""

import sqlite3
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, OperationalError, connection
from django.utils.translation import gettext as _

BACKUPS = "masthead-*.tar.gz"  # `masthead manage backup` puts the moment in place of the star
DAMAGED = {"SQLITE_CORRUPT", "SQLITE_NOTADB"}


def newest_backup() -> Path | None:
    """The newest archive in `backups`, here or beside the data; None when there is none."""
    data = Path(settings.DATA_DIR)
    folders = {folder.resolve() for folder in (Path("backups"), data / "backups", data.parent / "backups")}
    found = [file for folder in folders for file in folder.glob(BACKUPS)]
    return max(found, key=lambda file: file.name, default=None)  # the name is the moment


def database_is_damaged(error: str) -> str:
    """The sentences for a damaged SQLite file, with the way to the last backup."""
    backup = newest_backup()
    return _(
        "The database file %(file)s is damaged (%(error)s). Stop the server, put the file and those "
        "beside it with the same name aside, and bring back the last backup: %(backup)s "
        "The page Backups and upgrades in docs/running shows how."
    ) % {
        "file": connection.settings_dict["NAME"],
        "error": error,
        "backup": f"{backup}."
        if backup
        else _("none was found in the folder backups; see where you keep them."),
    }


def explain(error: DatabaseError) -> str | None:
    """What has happened to the database, in sentences; None for an error that only a programmer can mend."""
    cause = error.__cause__
    if isinstance(cause, sqlite3.Error):
        return _explain_sqlite(str(getattr(cause, "sqlite_errorname", "")), str(error))
    if (
        isinstance(error, OperationalError)
        and connection.vendor == "postgresql"
        and connection.connection is None
    ):
        where = connection.settings_dict
        return _(
            "The database server at %(host)s does not let us in to %(name)s: %(error)s "
            "Is it running, and is DATABASE_URL right?"
        ) % {
            "host": f"{where['HOST'] or 'localhost'}:{where['PORT'] or 5432}",
            "name": where["NAME"],
            "error": " ".join(str(error).split()),
        }
    return None


def _explain_sqlite(name: str, error: str) -> str | None:
    file = Path(connection.settings_dict["NAME"])
    if name in DAMAGED:
        return database_is_damaged(error)
    if name.startswith("SQLITE_CANTOPEN"):
        return _(
            "The database file %(file)s cannot be opened. May the server read and write it, and its folder?"
        ) % {"file": file}
    if name.startswith(("SQLITE_READONLY", "SQLITE_PERM")):
        return _(
            "The database file %(file)s cannot be written. Give it, and its folder, to the account that runs "
            "the server."
        ) % {"file": file}
    if name == "SQLITE_FULL":
        return _("The disk of the database file %(file)s is full. Make room; what was saved is not lost.") % {
            "file": file
        }
    if name.startswith("SQLITE_IOERR"):
        return _("The disk of the database file %(file)s fails (%(error)s). See the system’s log.") % {
            "file": file,
            "error": error,
        }
    return None
