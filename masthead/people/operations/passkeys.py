"""Passkeys: signing in with what one holds instead of with what one is mailed."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal.auth import WebAuthn
from django.db import transaction
from django.utils.translation import gettext

from masthead.audit.operations import record
from masthead.people import errors, permissions, queries
from masthead.people.models import Person

MOST_PASSKEYS = 20
LONGEST_NAME = 60


@transaction.atomic
def add_passkey(*, person: Person, name: str, credential: Mapping[str, Any], now: datetime) -> Authenticator:
    """The person signs in with this passkey too; `credential` is what the browser made, already verified.

    :raises TooManyPasskeys: twenty are enough
    """
    if len(queries.passkeys_of(person)) >= MOST_PASSKEYS:
        raise errors.TooManyPasskeys(most=MOST_PASSKEYS)
    passkey: Authenticator = WebAuthn.add(person, _name(name), dict(credential)).instance
    Authenticator.objects.filter(pk=passkey.pk).update(created_at=now)
    _note(person, passkey, "add", now=now)
    get_adapter().send_mail("people/notices/passkey_added", person.email, {"name": str(passkey)})
    return passkey


@transaction.atomic
def name_passkey(*, person: Person, passkey_id: int, name: str, now: datetime) -> None:
    """The passkey is called that from now on.

    :raises NoSuchPasskey: it is not this person's
    """
    passkey = queries.passkey_of(person, passkey_id)
    passkey.wrap().name = _name(name)
    passkey.save(update_fields=["data"])
    _note(person, passkey, "name", now=now)


@transaction.atomic
def remove_passkey(*, person: Person, passkey_id: int, now: datetime) -> None:
    """Nobody signs in with this passkey any more.

    :raises NoSuchPasskey: it is not this person's
    """
    passkey = queries.passkey_of(person, passkey_id)
    name = str(passkey)
    _note(person, passkey, "remove", now=now)
    passkey.delete()
    get_adapter().send_mail("people/notices/passkey_removed", person.email, {"name": name})


def note_passkey_used(*, passkey: Authenticator, now: datetime) -> Person:
    """The passkey was used to sign in; returns whose it is.

    :raises AccountIsClosed: the account has been closed
    """
    person = permissions.ensure_is_open(queries.owner_of(passkey))
    Authenticator.objects.filter(pk=passkey.pk).update(last_used_at=now)
    return person


def _name(name: str) -> str:
    shown = "".join(letter for letter in name if letter.isprintable())
    return " ".join(shown.split())[:LONGEST_NAME] or gettext("Passkey")


def _note(person: Person, passkey: Authenticator, verb: str, *, now: datetime) -> None:
    details = {"passkey": passkey.pk}
    record(actor=person, action=f"people.passkey.{verb}", subject=person, details=details, now=now)
