"""Bringing database, translations and static files up to date, once per version."""

import hashlib
import json
from collections.abc import Callable, Iterator
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.db import DatabaseError, connection

from masthead.assets import translations
from masthead.kit import append_only, database_errors
from masthead.setup import database_choice

PACKAGE = Path(__file__).resolve().parent.parent
FINGERPRINTED_PACKAGES = ("Django", "wagtail", "django-allauth", "django-htmx", "django-tasks-db")

Say = Callable[[str], None]


def is_prepared() -> bool:
    """Whether nothing has changed since `prepare` last ran here. Costs one small query and no import."""
    try:
        known = json.loads(_record().read_text())
    except (OSError, ValueError):
        return False
    if known.get("fingerprint") != fingerprint():
        return False
    try:
        return known.get("migrations") == _applied_migrations() and not append_only.tables_without_triggers()
    except DatabaseError:
        return False


class MigrationFailed(ImproperlyConfigured):
    """A migration did not succeed; its text says which, why, and what to do."""


def prepare(say: Say, *, name: str = "", start_empty: bool = False) -> None:
    """Let the tables, the cache table, the static files and the front page be those of this version.

    `name` is what a publication is called that has no name yet.

    :raises ImproperlyConfigured: the database is empty beside a full one, and `start_empty` does not say that
        this is meant
    :raises MigrationFailed: a migration did not succeed
    """
    from masthead.assets import static_bundles
    from masthead.publishing import operations
    from masthead.publishing.models import Publication

    database_choice.ensure_not_empty_beside_full(start_empty=start_empty)
    say("Preparing the database")
    _migrate(say)
    call_command("createcachetable", verbosity=0)
    publication = Publication.objects.first()
    name = publication.name if publication else name or settings.WAGTAIL_SITE_NAME
    operations.prepare_publication(name=name)
    operations.announce_old_desk_index()
    compiled = Path(settings.LOCALE_PATHS[0])
    if compiled != translations.SHIPPED:
        translations.compile_all(compiled)
    say("Collecting styles, scripts and images")
    call_command("collectstatic", interactive=False, verbosity=0, skip_checks=True)
    static_bundles.compress_bundles()
    _record().write_text(json.dumps({"fingerprint": fingerprint(), "migrations": _applied_migrations()}))


def _migrate(say: Say) -> None:
    progress = _MigrationProgress(say)
    try:
        call_command("migrate", interactive=False, verbosity=1, stdout=progress, skip_checks=True)
    except Exception as error:
        if isinstance(error, DatabaseError) and database_errors.explain(error):
            raise  # the database itself is in the way
        with suppress(DatabaseError):
            append_only.lay_triggers()  # of each migration all or nothing has happened; those before it stay
        raise MigrationFailed(
            f"The database could not be brought to this version: {progress.step or 'the first step'} "
            f"stopped with {type(error).__name__}: {error}\n"
            "Nothing of that step was kept, and nothing is lost. Mend what it says and run this again; or go "
            "back: install the version that ran before, bring back the backup made before the upgrade "
            "(docs/running/keeping.md), and start it. `masthead manage migrate` shows the whole error."
        ) from error


def missing_steps() -> list[str]:
    """What still has to be prepared before this site can be served, a sentence each."""
    if is_prepared():
        return []
    from django.db.migrations.executor import MigrationExecutor

    sentences = []
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        sentences.append("The database lacks tables or columns of this version.")
    elif append_only.tables_without_triggers():
        sentences.append("The database lacks the triggers that keep ledger and audit log as they are.")
    elif settings.CACHE_URL == "database" and not _has_table(settings.CACHES["default"]["LOCATION"]):
        sentences.append("The database lacks the table for the cache.")
    if not settings.DEBUG and not (Path(settings.STATIC_ROOT) / "staticfiles.json").exists():
        sentences.append("The styles, scripts and images have not been collected.")
    if not translations.are_compiled(Path(settings.LOCALE_PATHS[0])):
        sentences.append("The translations have not been compiled.")
    return sentences


def fingerprint() -> str:
    """A hash of all that `prepare` depends on: versions, addresses, migration names, dates of files."""
    facts = [
        *(version(part) for part in FINGERPRINTED_PACKAGES),
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
    for file in (*PACKAGE.glob("*/static/**/*"), *translations.sources()):
        yield f"{file.relative_to(PACKAGE).as_posix()} {file.stat().st_mtime_ns}"


def _record() -> Path:
    return Path(settings.DATA_DIR) / "prepared.json"


def _applied_migrations() -> str:
    """A hash of what has been migrated: a database that was brought back from a backup may be an older one.

    :raises DatabaseError: there is no such table
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT app, name FROM django_migrations ORDER BY app, name")
        return hashlib.sha256(repr(cursor.fetchall()).encode()).hexdigest()


def _has_table(name: str) -> bool:
    return name in connection.introspection.table_names()


class _MigrationProgress:
    """Where `migrate` writes: says how far it is, every fifty migrations."""

    def __init__(self, say: Say) -> None:
        self.say, self.count = say, 0
        self.step = ""  # the migration begun last

    def write(self, text: str) -> None:
        if "Applying" in text:
            self.count += 1
            self.step = text.strip().removeprefix("Applying ").rstrip(".")
            if self.count % 50 == 0:
                self.say(f"  {self.count} steps done")

    def flush(self) -> None:
        """Nothing is held back."""

    def isatty(self) -> bool:
        return False
