"""Bringing the database and the static files up to date, once per version, and knowing when that is done."""

import hashlib
import json
from collections.abc import Callable, Iterator
from importlib.metadata import version
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, connection

from masthead.config import catalogues

PACKAGE = Path(__file__).resolve().parent.parent
PARTS_WITH_TABLES_OR_FILES = ("Django", "wagtail", "django-allauth", "django-htmx", "django-tasks-db")

Say = Callable[[str], None]


def is_prepared() -> bool:
    """Whether nothing has changed since `prepare` last ran here. Costs one small query and no import."""
    try:
        known = json.loads(_record().read_text())
    except (OSError, ValueError):
        return False
    return known == {"fingerprint": fingerprint()} and _has_tables()


def prepare(say: Say, *, name: str = "") -> None:
    """Let the tables, the cache table, the static files and the front page be those of this version.

    `name` is what a publication is called that has no name yet.
    """
    from masthead.articles import operations
    from masthead.articles.models import Publication
    from masthead.config import bundles

    say("Preparing the database")
    call_command("migrate", interactive=False, verbosity=1, stdout=_Steps(say), skip_checks=True)
    call_command("createcachetable", verbosity=0)
    publication = Publication.objects.first()
    name = publication.name if publication else name or settings.WAGTAIL_SITE_NAME
    operations.prepare_publication(name=name)
    catalogues.compile_all(Path(settings.LOCALE_PATHS[0]))
    say("Collecting styles, scripts and images")
    call_command("collectstatic", interactive=False, verbosity=0, skip_checks=True)
    bundles.pack()
    _record().write_text(json.dumps({"fingerprint": fingerprint()}))


def missing() -> list[str]:
    """What still has to be prepared before this site can be served, a sentence each."""
    if is_prepared():
        return []
    from django.db.migrations.executor import MigrationExecutor

    sentences = []
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        sentences.append("The database lacks tables or columns of this version.")
    elif settings.CACHE_URL == "database" and not _has_table(settings.CACHES["default"]["LOCATION"]):
        sentences.append("The database lacks the table for the cache.")
    if not settings.DEBUG and not (Path(settings.STATIC_ROOT) / "staticfiles.json").exists():
        sentences.append("The styles, scripts and images have not been collected.")
    if not catalogues.are_compiled(Path(settings.LOCALE_PATHS[0])):
        sentences.append("The translations have not been compiled.")
    return sentences


def fingerprint() -> str:
    """A hash of all that `prepare` depends on: versions, addresses, migration names, dates of files."""
    facts = [
        *(version(part) for part in PARTS_WITH_TABLES_OR_FILES),
        settings.SITE_URL,
        settings.DATABASE_URL,
        settings.CACHE_URL,
        settings.STORAGES["staticfiles"]["BACKEND"],
        *sorted(_files()),
    ]
    return hashlib.sha256("\n".join(facts).encode()).hexdigest()


def _files() -> Iterator[str]:
    for migration in PACKAGE.glob("*/migrations/0*.py"):
        yield migration.relative_to(PACKAGE).as_posix()
    for file in (*PACKAGE.glob("*/static/**/*"), *catalogues.sources()):
        yield f"{file.relative_to(PACKAGE).as_posix()} {file.stat().st_mtime_ns}"


def _record() -> Path:
    return Path(settings.DATA_DIR) / "prepared.json"


def _has_tables() -> bool:
    from masthead.kit.models import ScheduledRun

    try:
        ScheduledRun.objects.exists()
    except DatabaseError:
        return False
    return True


def _has_table(name: str) -> bool:
    return name in connection.introspection.table_names()


class _Steps:
    """Where `migrate` writes: says how far it is, every fifty migrations."""

    def __init__(self, say: Say) -> None:
        self.say, self.count = say, 0

    def write(self, text: str) -> None:
        if "Applying" in text:
            self.count += 1
            if self.count % 50 == 0:
                self.say(f"  {self.count} steps done")

    def flush(self) -> None:
        """Nothing is held back."""

    def isatty(self) -> bool:
        return False
