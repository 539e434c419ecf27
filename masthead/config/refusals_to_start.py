"""Every reason a publication will not start, each in a sentence that says what to do."""

import ipaddress
import zoneinfo
from collections.abc import Callable, Mapping, Sequence
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
        raise ValidationError(f"{value!r} is not an address such as https://magazine.example (no path, no slash at the end).")


def a_cache(value: str) -> None:
    """Check that `value` names the database or a Valkey or Redis server."""
    if value != "database" and urlsplit(value).scheme not in {"redis", "rediss", "unix"}:
        raise ValidationError(f"{value!r} is not a cache; use database, or redis://host:6379/0 for Valkey or Redis.")


def a_mail_road(value: str) -> None:
    """Check that `value` is the mailbox page or an SMTP address."""
    if value != "mailbox" and urlsplit(value).scheme not in {"smtp", "smtps", "smtp+tls", "smtp+ssl"}:
        raise ValidationError("use mailbox (demonstration only) or smtp+tls://user:password@host:587.")


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


def all_at_once(messages: Mapping[str, Sequence[str]]) -> str:
    """One text that names every wrong variable, a line each."""
    lines = [f"  {name}: {' '.join(map(str, sentences))}" for name, sentences in sorted(messages.items())]
    return "These settings are missing or malformed (docs/settings.md explains each):\n" + "\n".join(lines)


def database(address: str) -> dict[str, Any]:
    """Django's dictionary for a DATABASE_URL.

    :raises ImproperlyConfigured: it is neither SQLite nor PostgreSQL
    """
    scheme = urlsplit(address).scheme
    if scheme not in {"sqlite", "postgres", "postgresql"}:
        raise ImproperlyConfigured(
            f"DATABASE_URL: {scheme or address!r} is not served here; use sqlite:////path/to/file or postgresql://user@host/name."
        )
    return dict(dj_database_url.parse(address))


def mail(address: str) -> dict[str, Any]:
    """Django's mail settings for an EMAIL_URL."""
    if address == "mailbox":
        return {"EMAIL_BACKEND": "masthead.notices.mailbox.EmailBackend"}
    settings: dict[str, Any] = dict(dj_email_url.parse(address))
    settings.pop("EMAIL_FILE_PATH", None)
    settings["EMAIL_TIMEOUT"] = 20
    return settings


def refuse_what_belongs_to_the_demonstration(
    *, secret: str, demo_secret: str, debug: bool, provider: str, mail: str, site_url: str, building: bool
) -> None:
    """Stop a production site that carries anything of the demonstration.

    :raises ImproperlyConfigured: with one sentence per reason
    """
    if building:  # collecting static files needs no secret and reaches nobody
        return
    reasons = []
    if not secret:
        reasons.append("SECRET_KEY is missing: put 50 or more random characters there and keep them to yourself.")
    elif secret == demo_secret or secret.startswith("demo"):
        reasons.append("SECRET_KEY is the demonstration's, which everybody knows: put 50 or more random characters of your own there.")
    elif len(secret) < 50:  # noqa: PLR2004 - Django's own measure, security.W009
        reasons.append("SECRET_KEY is too short to be a secret: use 50 or more random characters.")
    if debug:
        reasons.append("DEBUG is on, which shows strangers the inside of the site: leave it out.")
    if provider == "pretend":
        reasons.append("PAYMENT_PROVIDER is pretend, which gives memberships away: name a real provider.")
    if mail == "mailbox":
        reasons.append("EMAIL_URL is the mailbox page, which shows everybody's sign-in codes: name a mail server.")
    if not site_url.startswith("https://"):
        reasons.append("SITE_URL does not begin with https://, so cookies and codes would travel in the open.")
    if reasons:
        raise ImproperlyConfigured(
            "This publication will not start in production:\n"
            + "\n".join(f"  {reason}" for reason in reasons)
            + "\nTo look around first, run `masthead demo`."
        )
