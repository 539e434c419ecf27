"""Passkeys: adding, naming, removing, using."""

from collections.abc import Mapping
from datetime import datetime

from allauth.account.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal.auth import WebAuthn
from django.db import transaction
from django.utils.translation import gettext

from masthead.audit.operations import record
from masthead.kit import rate_limits
from masthead.people import errors, permissions, queries
from masthead.people.models import Person

MAX_PASSKEYS = 20
MAX_NAME_LENGTH = 60


@transaction.atomic
def add_passkey(
    *, person: Person, name: str, credential: Mapping[str, object], now: datetime
) -> Authenticator:
    """The person signs in with this passkey too; `credential` is what the browser made, already verified.

    :raises TooManyPasskeys: twenty are enough
    :raises RateLimitExceeded: thirty in an hour, added, named and removed together
    """
    _limit(person, now=now)
    if len(queries.passkeys_of(person)) >= MAX_PASSKEYS:
        raise errors.TooManyPasskeys(most=MAX_PASSKEYS)
    passkey: Authenticator = WebAuthn.add(person, _name(name), dict(credential)).instance
    Authenticator.objects.filter(pk=passkey.pk).update(created_at=now)
    _note(person, passkey, "add", now=now)
    get_adapter().send_mail("people/notices/passkey_added", person.email, {"name": str(passkey)})
    return passkey


@transaction.atomic
def name_passkey(*, person: Person, passkey_id: int, name: str, now: datetime) -> None:
    """The passkey is called that from now on.

    :raises NoSuchPasskey: it is not this person's
    :raises RateLimitExceeded: thirty in an hour, added, named and removed together
    """
    _limit(person, now=now)
    passkey = queries.passkey_of(person, passkey_id)
    passkey.wrap().name = _name(name)
    passkey.save(update_fields=["data"])
    _note(person, passkey, "name", now=now)


@transaction.atomic
def remove_passkey(*, person: Person, passkey_id: int, now: datetime) -> None:
    """Nobody signs in with this passkey any more.

    :raises NoSuchPasskey: it is not this person's
    :raises RateLimitExceeded: thirty in an hour, added, named and removed together
    """
    _limit(person, now=now)
    passkey = queries.passkey_of(person, passkey_id)
    name = str(passkey)
    _note(person, passkey, "remove", now=now)
    passkey.delete()
    get_adapter().send_mail("people/notices/passkey_removed", person.email, {"name": name})


def try_passkey(*, network: str, now: datetime) -> None:
    """Somebody asks to sign in with a passkey, or brings one.

    :raises RateLimitExceeded: sixty times in ten minutes from one network
    """
    rate_limits.consume(
        name="passkeys", who=rate_limits.by_network(network), capacity=60, refill_seconds=600, now=now
    )


def note_passkey_used(*, passkey: Authenticator, now: datetime) -> Person:
    """The passkey was used to sign in; returns whose it is.

    :raises AccountIsClosed: the account has been closed
    """
    person = permissions.ensure_account_is_open(queries.owner_of_passkey(passkey))
    Authenticator.objects.filter(pk=passkey.pk).update(last_used_at=now)
    return person


def _limit(person: Person, *, now: datetime) -> None:
    """Each writes a line of the audit log, and most send a mail."""
    who = rate_limits.by_person(person.pk)
    rate_limits.consume(name="passkeys kept", who=who, capacity=30, refill_seconds=3600, now=now)


def _name(name: str) -> str:
    shown = "".join(letter for letter in name if letter.isprintable())
    return " ".join(shown.split())[:MAX_NAME_LENGTH] or gettext("Passkey")


def _note(person: Person, passkey: Authenticator, verb: str, *, now: datetime) -> None:
    details = {"passkey": passkey.pk}
    record(actor=person, action=f"people.passkey.{verb}", subject=person, details=details, now=now)
