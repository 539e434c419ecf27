"""An empty, migrated database, made once and copied for every run.

Migrating takes half a minute, copying none. The copy is named after what decides what is in it: the
migrations' bytes and the locked versions.
"""

import hashlib
import sqlite3
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db import connection

ROOT = Path(__file__).resolve().parents[1]


def path() -> Path:
    """Where the template for these migrations is, or will be."""
    digest = hashlib.sha256((ROOT / "requirements" / "run.txt").read_bytes())
    digest.update((ROOT / "masthead/kit/append_only.py").read_bytes())  # triggers are laid after migrating
    for app in sorted(apps.get_app_configs(), key=lambda app: app.name):
        for file in sorted(Path(app.path, "migrations").glob("*.py")):
            digest.update(file.name.encode() + file.read_bytes())
    return Path(settings.DATA_DIR) / f"template-{digest.hexdigest()[:16]}.sqlite3"


def copy_into_memory() -> bool:
    """Let the test connection be a copy of the template. False, and nothing done, where there is none yet."""
    template = path()
    if not template.exists():
        return False
    connection.close()
    settings.DATABASES["default"]["NAME"] = connection.creation._get_test_db_name()  # type: ignore[attr-defined]
    connection.settings_dict["NAME"] = settings.DATABASES["default"]["NAME"]
    connection.ensure_connection()
    source = sqlite3.connect(template)
    source.backup(connection.connection)
    source.close()
    return True


def keep() -> None:
    """Keep the freshly migrated test database as the template; of two at once the last one wins."""
    template = path()
    template.parent.mkdir(parents=True, exist_ok=True)
    unfinished = template.with_suffix(f".{id(connection)}.part")
    target = sqlite3.connect(unfinished)
    connection.connection.backup(target)
    target.close()
    unfinished.replace(template)
