"""Every reason a publication will not start, each in a sentence that says what to do."""

import ipaddress
import os
import zoneinfo
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import dj_database_url
import dj_email_url
from django.core.exceptions import ImproperlyConfigured
from marshmallow import ValidationError


def one_of(allowed: Sequence[str]) -> Callable[[str], None]:
    """A check that a value is one of `allowed`."""

    def check(value: str) -> None:
        if value not in allowed:
            raise ValidationError(f"{value!r} is not known here; use one of {', '.join(allowed)}.")

    return check


def at_least(least: int) -> Callable[[int], None]:
    """A check that a number is `least` or more."""

    def check(value: int) -> None:
        if value < least:
            raise ValidationError(f"{value} is too small; use {least} or more.")

    return check


def an_origin(value: str) -> None:
    """Check that `value` is a scheme and a host and nothing else."""
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path or parts.query:
        raise ValidationError(
            f"{value!r} is not an address such as https://magazine.example (no slash at the end)."
        )


def a_cache(value: str) -> None:
    """Check that `value` names the database or a Valkey or Redis server."""
    if value != "database" and urlsplit(value).scheme not in {"redis", "rediss", "unix"}:
        raise ValidationError(f"{value!r} is not a cache; use database or redis://host:6379/0.")


def a_database(value: str) -> None:
    """Check that `value` names an SQLite file or a PostgreSQL database."""
    try:
        parts = urlsplit(value)
    except ValueError:
        parts = urlsplit("")
    if parts.scheme not in {"sqlite", "postgres", "postgresql"} or not parts.path.strip("/"):
        raise ValidationError("use sqlite:////path/to/file or postgresql://user:password@host/name.")


def a_mail_road(value: str) -> None:
    """Check that `value` is the mailbox page, no mail at all, or an SMTP address."""
    if value not in {"mailbox", "none"} and urlsplit(value).scheme not in {
        "smtp",
        "smtps",
        "smtp+tls",
        "smtp+ssl",
    }:
        raise ValidationError("use mailbox (demonstration only), none, or smtp+tls://user:password@host:587.")


def networks(values: Sequence[str]) -> None:
    """Check that each of `values` is an address or a network."""
    for value in values:
        try:
            ipaddress.ip_network(value, strict=False)
        except ValueError:
            raise ValidationError(f"{value!r} is not an address or network such as 10.0.0.0/8.") from None


def a_time_zone(value: str) -> None:
    """Check that `value` is a name in the time zone database."""
    if value not in zoneinfo.available_timezones():
        raise ValidationError(f"{value!r} is not a time zone such as Europe/Vienna.")


def usual_data_dir(mode: str | None) -> str:
    """Where data goes when nobody says: `var` here; the demonstration's never in the same place."""
    if mode in {"production", None}:
        return "var"
    if Path("masthead/config/settings.py").exists():  # a checkout
        return f"var/{'test' if mode == 'test' else 'demo'}"
    home = os.environ.get("XDG_DATA_HOME") or os.environ.get("LOCALAPPDATA") or Path.home() / ".local/share"
    return str(Path(home) / "masthead" / "demo")


def all_at_once(messages: Mapping[str, Sequence[str]]) -> str:
    """One text that names every wrong variable, a line each."""
    lines = [f"  {name}: {' '.join(map(str, sentences))}" for name, sentences in sorted(messages.items())]
    return "These settings are missing or malformed (docs/settings.md explains each):\n" + "\n".join(lines)


def database(address: str) -> dict[str, Any]:
    """Django's dictionary for a DATABASE_URL."""
    return dict(dj_database_url.parse(address))


def mail(address: str) -> dict[str, Any]:
    """Django's mail settings for an EMAIL_URL."""
    if address == "none":  # nothing is handed to it; what should leave waits
        return {"EMAIL_BACKEND": "django.core.mail.backends.dummy.EmailBackend"}
    if address == "mailbox":
        return {"EMAIL_BACKEND": "masthead.notices.mailbox.EmailBackend"}
    settings: dict[str, Any] = dict(dj_email_url.parse(address))
    settings.pop("EMAIL_FILE_PATH", None)
    settings["EMAIL_TIMEOUT"] = 20
    return settings


def refuse_what_belongs_to_the_demonstration(
    *, secret: str, demo_secret: str, debug: bool, provider: str, mail: str, site_url: str
) -> None:
    """Stop a production site that carries anything of the demonstration.

    :raises ImproperlyConfigured: with one sentence per reason
    """
    reasons = []
    if not secret:
        reasons.append("SECRET_KEY is missing: put 50 or more random characters there and keep them secret.")
    elif secret == demo_secret or secret.startswith("demo"):
        reasons.append("SECRET_KEY is the demonstration's, which everybody knows: use 50 random characters.")
    elif len(secret) < 50:  # Django's own measure, security.W009
        reasons.append("SECRET_KEY is too short to be a secret: use 50 or more random characters.")
    if debug:
        reasons.append("DEBUG is on, which shows strangers the inside of the site: leave it out.")
    if provider == "pretend":
        reasons.append(
            "PAYMENT_PROVIDER is pretend, which gives memberships away: use none until you take money."
        )
    if mail == "mailbox":
        reasons.append(
            "EMAIL_URL is the mailbox page, which shows all sign-in codes: name a mail server, or none."
        )
    if not site_url:
        reasons.append("SITE_URL is missing: the address readers type, such as https://magazine.example.")
    elif not site_url.startswith("https://") and not is_this_computer(site_url):
        reasons.append("SITE_URL does not begin with https://, so cookies and codes would travel openly.")
    if reasons:
        raise ImproperlyConfigured(
            "This publication will not start in production:\n"
            + "\n".join(f"  {reason}" for reason in reasons)
            + "\nTo look around first, run `masthead demo`; MASTHEAD_MODE=demo runs commands on its data."
        )


def is_this_computer(site_url: str) -> bool:
    """Whether an address is reached from this computer only, so that nothing travels at all."""
    return urlsplit(site_url).hostname in {"localhost", "127.0.0.1", "::1"}


def refuse_demonstration_accounts(*, there_are_some: bool) -> None:
    """Stop a production site whose database holds the demonstration.

    :raises ImproperlyConfigured: anybody could sign in as its editors
    """
    if there_are_some:
        raise ImproperlyConfigured(
            "This publication will not start in production:\n"
            "  DATABASE_URL names a database with the demonstration's accounts, as whom anybody "
            "could sign in; begin with an empty one."
        )
