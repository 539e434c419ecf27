"""What a DATABASE_URL means to Django, and how it is shown to people."""

from typing import Any
from urllib.parse import urlsplit

import dj_database_url

SQLITE_PRAGMAS = "".join(
    f"PRAGMA {pragma};"
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "cache_size=-32000")
)


def database_settings(address: str) -> dict[str, Any]:
    """Django's dictionary for a DATABASE_URL, with its backend behind our door."""
    found: dict[str, Any] = dict(dj_database_url.parse(address))
    found["ENGINE"] = str(found["ENGINE"]).replace("django.db.backends", "masthead.kit.databases")
    if found["ENGINE"].endswith("sqlite3"):
        options = {"transaction_mode": "IMMEDIATE", "timeout": 20, "init_command": SQLITE_PRAGMAS}
        return found | {"OPTIONS": options}
    return found | {"CONN_MAX_AGE": 600, "CONN_HEALTH_CHECKS": True}


def without_password(address: str) -> str:
    """A DATABASE_URL as it may be shown and stored."""
    parts = urlsplit(address)
    if not parts.password:
        return address
    return parts._replace(netloc=f"{parts.username}@{parts.netloc.rpartition('@')[2]}").geturl()
