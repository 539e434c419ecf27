"""Validators of settings, and the checks that stop production from starting with demonstration data."""

import ipaddress
import os
import zoneinfo
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured
from marshmallow import ValidationError

from masthead.kit import addresses

LEAST_SECRET_LENGTH = 50  # Django's own measure, security.W009


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


def validate_origin(value: str) -> None:
    """Check that `value` is a scheme and a host and nothing else."""
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path or parts.query:
        raise ValidationError(
            f"{value!r} is not an address such as https://magazine.example (no slash at the end)."
        )


def ascii_origin(value: str) -> str:
    """The origin with its host as machines write it: https://bücher.example is https://xn--bcher-kva.example."""
    parts = urlsplit(value)
    host = parts.hostname or ""
    if host.isascii():
        return value
    return f"{parts.scheme}://{addresses.ascii_host(host)}" + (f":{parts.port}" if parts.port else "")


def validate_cache_url(value: str) -> None:
    """Check that `value` names the database or a Valkey or Redis server."""
    if value != "database" and urlsplit(value).scheme not in {"redis", "rediss", "unix"}:
        raise ValidationError(f"{value!r} is not a cache; use database or redis://host:6379/0.")


def validate_database_url(value: str) -> None:
    """Check that `value` names an SQLite file or a PostgreSQL database."""
    try:
        parts = urlsplit(value)
    except ValueError:
        parts = urlsplit("")
    if parts.scheme not in {"sqlite", "postgres", "postgresql"} or not parts.path.strip("/"):
        raise ValidationError("use sqlite:////path/to/file or postgresql://user:password@host/name.")


def validate_fallback_secrets(values: Sequence[str]) -> None:
    """Check that each former secret is one, and not the demonstration's, which everybody knows."""
    if any(len(value) < LEAST_SECRET_LENGTH or value.startswith("demo") for value in values):
        raise ValidationError("each is a former SECRET_KEY of this site, 50 or more characters long.")


def validate_networks(values: Sequence[str]) -> None:
    """Check that each of `values` is an address or a network."""
    for value in values:
        try:
            ipaddress.ip_network(value, strict=False)
        except ValueError:
            raise ValidationError(f"{value!r} is not an address or network such as 10.0.0.0/8.") from None


def validate_time_zone(value: str) -> None:
    """Check that `value` is a name in the time zone database."""
    if value not in zoneinfo.available_timezones():
        raise ValidationError(f"{value!r} is not a time zone such as Europe/Vienna.")


def default_data_dir(mode: str | None) -> str:
    """The default of DATA_DIR: `var` here; the demonstration's is never the same folder."""
    if mode in {"production", None}:
        return "var"
    if Path("masthead/config/settings.py").exists():  # a checkout
        return f"var/{'test' if mode == 'test' else 'demo'}"
    home = os.environ.get("XDG_DATA_HOME") or os.environ.get("LOCALAPPDATA") or Path.home() / ".local/share"
    return str(Path(home) / "masthead" / "demo")


def settings_error_text(messages: Mapping[str, Sequence[str]]) -> str:
    """One text that names every wrong variable, a line each."""
    lines = [f"  {name}: {' '.join(map(str, sentences))}" for name, sentences in sorted(messages.items())]
    return "These settings are missing or malformed (docs/settings.md explains each):\n" + "\n".join(lines)


def secret_reasons(secret: str, demo_secret: str) -> list[str]:
    """Why this is no secret to sign with; empty when it is one."""
    if not secret:
        return ["SECRET_KEY is missing: put 50 or more random characters there and keep them secret."]
    if secret == demo_secret or secret.startswith("demo"):
        return ["SECRET_KEY is the demonstration's, which everybody knows: use 50 random characters."]
    if len(secret) < LEAST_SECRET_LENGTH:
        return ["SECRET_KEY is too short to be a secret: use 50 or more random characters."]
    return []


def stripe_reasons(*, key: str, base: str) -> list[str]:
    """Why no money could be taken through Stripe with these settings, a sentence for each reason."""
    reasons = []
    if not key:
        reasons.append("STRIPE_SECRET_KEY is missing: copy the secret key from Stripe's dashboard.")
    elif key.startswith("sk_test_local_"):
        reasons.append("STRIPE_SECRET_KEY is the local Stripe's, which moves no money: use your own key.")
    elif not key.startswith(("sk_test_", "sk_live_", "rk_test_", "rk_live_")):
        reasons.append("STRIPE_SECRET_KEY is no secret key: it begins with sk_live_ or rk_live_.")
    if base:
        reasons.append("STRIPE_API_BASE names another server than Stripe: leave it out.")
    return reasons


def refuse_demo_settings(
    *,
    secret: str,
    demo_secret: str,
    debug: bool,
    provider: str,
    stripe_key: str,
    stripe_base: str,
    mail: str,
    site_url: str,
) -> None:
    """Stop a production site that carries anything of the demonstration.

    :raises ImproperlyConfigured: with one sentence per reason
    """
    reasons = secret_reasons(secret, demo_secret)
    if debug:
        reasons.append("DEBUG is on, which shows strangers the inside of the site: leave it out.")
    if provider == "pretend":
        reasons.append(
            "PAYMENT_PROVIDER is pretend, which gives memberships away: use none until you take money."
        )
    if provider == "stripe":
        reasons += stripe_reasons(key=stripe_key, base=stripe_base)
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


def refuse_demo_accounts(*, has_demo_accounts: bool) -> None:
    """Stop a production site whose database holds the demonstration.

    :raises ImproperlyConfigured: anybody could sign in as its editors
    """
    if has_demo_accounts:
        raise ImproperlyConfigured(
            "This publication will not start in production:\n"
            "  DATABASE_URL names a database with the demonstration's accounts, as whom anybody "
            "could sign in; begin with an empty one."
        )


def own_hosts(site_url: str, names: list[str]) -> list[str]:
    """The Host headers under which a site with these names is itself: with its port, and where that is usual
    also without.
    """
    parts = urlsplit(site_url)
    usual = {"http": 80, "https": 443}[parts.scheme]
    port = parts.port or usual
    ports = [f":{port}"] + ([""] if port == usual else [])
    return [f"{name}{behind}".lower() for name in names for behind in ports]
