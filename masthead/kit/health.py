"""Health checks of what a site stands on, for `masthead manage doctor`: database, disk, clock, files."""

import os
import shutil
import time
from datetime import datetime
from itertools import islice
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, OperationalError, connection, transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from masthead.kit import media_files
from masthead.kit.append_only import tables_without_triggers
from masthead.kit.database_errors import database_is_damaged, explain
from masthead.kit.jobs import schedule
from masthead.kit.models import ScheduledRun

LEAST_FREE_BYTES = 500 * 1024 * 1024
LEAST_FREE_SHARE = 0.05


def health(now: datetime) -> list[str]:
    """A sentence for each thing that is wrong. A database that cannot be read hides what else there is."""
    sentences = [*_disk(), *_folders()]
    if damaged := _database():
        return [*sentences, *damaged]
    return [*sentences, *_clock(now), *_triggers(), *_files()]


def _disk() -> list[str]:
    sentences = []
    for folder in _places():
        usage = shutil.disk_usage(folder)
        free_files = os.statvfs(folder)
        if usage.free < min(LEAST_FREE_BYTES, usage.total * LEAST_FREE_SHARE):
            sentences.append(
                _("The disk of %(folder)s is nearly full: %(free)d MB of %(total)d MB are free.")
                % {"folder": folder, "free": usage.free // 1024**2, "total": usage.total // 1024**2}
            )
        elif free_files.f_files and free_files.f_favail < free_files.f_files * 0.01:
            sentences.append(
                _("The disk of %(folder)s can hold hardly any more files: %(free)d of %(total)d are free.")
                % {"folder": folder, "free": free_files.f_favail, "total": free_files.f_files}
            )
    return sentences


def _places() -> list[Path]:
    """The folders that are there, one for each disk."""
    folders = [Path(settings.DATA_DIR), Path(settings.MEDIA_ROOT)]
    if connection.vendor == "sqlite" and not connection.is_in_memory_db():  # type: ignore[attr-defined]  # SQLite's own
        folders.append(Path(connection.settings_dict["NAME"]).parent)
    return list({folder.stat().st_dev: folder for folder in folders if folder.is_dir()}.values())


def _folders() -> list[str]:
    media = Path(settings.MEDIA_ROOT)
    return [
        _("Nothing can be written into %(folder)s, so nobody can upload a picture.") % {"folder": folder}
        for folder in {Path(settings.DATA_DIR), media}
        if folder.is_dir() and not os.access(folder, os.W_OK | os.X_OK)
    ]


def _database() -> list[str]:
    for check in (database_is_unsound, _can_be_written):
        try:
            if sentence := check():
                return [sentence]
        except DatabaseError as error:
            return [explain(error) or _("The database cannot be used: %(error)s") % {"error": error}]
    return []


def database_is_unsound(*, seconds: float = float("inf")) -> str:
    """A sentence when the SQLite file is damaged, as far as it can be read in that time; else nothing.

    :raises DatabaseError: it is so damaged that it cannot be looked at
    """
    if connection.vendor != "sqlite":
        return ""
    end = time.monotonic() + seconds
    with connection.cursor() as cursor:
        connection.connection.set_progress_handler(lambda: time.monotonic() > end, 10_000)
        try:
            cursor.execute("PRAGMA quick_check(1)")
            answer = str(cursor.fetchone()[0])
        except OperationalError:
            if time.monotonic() <= end:
                raise
            return ""  # a large file: what was read of it is sound
        finally:
            connection.connection.set_progress_handler(None, 0)
    return "" if answer == "ok" else database_is_damaged(answer)


def _can_be_written() -> str:
    """Write a row and take it back."""
    try:
        with transaction.atomic():
            ScheduledRun.objects.create(name="a trial by doctor")
            transaction.set_rollback(True)
    except DatabaseError as error:
        return _("The database can be read but not written.") + f" {explain(error) or error}"
    return ""


def _clock(now: datetime) -> list[str]:
    ahead = schedule.runs_in_the_future(now)
    if not ahead:
        return []
    return [
        _(
            "The schedule says that it ran in the future (%(names)s): this machine’s clock was wrong then, "
            "or is wrong now. It says %(now)s UTC; compare it with a clock you trust."
        )
        % {"names": ", ".join(ahead[:3]) + (" …" if ahead[3:] else ""), "now": f"{now:%Y-%m-%d %H:%M}"}
    ]


def _triggers() -> list[str]:
    return [
        _(
            "The table %(table)s has lost the triggers that keep anybody from changing it. "
            "Run `masthead manage migrate`, which lays them again."
        )
        % {"table": table}
        for table in tables_without_triggers()
    ]


def _files() -> list[str]:
    gone = list(islice(media_files.missing_files(media_files.AT_MOST), 1000))
    if not gone:
        return []
    return [
        ngettext(
            "%(count)d uploaded file is missing from %(folder)s, such as %(name)s. "
            "Bring the folder back from a backup.",
            "%(count)d uploaded files are missing from %(folder)s, such as %(name)s. "
            "Bring the folder back from a backup.",
            len(gone),
        )
        % {"count": len(gone), "folder": settings.MEDIA_ROOT, "name": gone[0]}
    ]
