"""Reading what a browser says of a passkey: allauth checks it, our sentence answers what fails."""

import json
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.forms import LoginWebAuthnForm, ReauthenticateWebAuthnForm
from allauth.mfa.webauthn.internal import auth
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from masthead.people.errors import PasskeyRefused
from masthead.people.models import Person

MOST_LETTERS = 20_000


def checked_credential(request: HttpRequest, person: Person | None = None) -> Authenticator:
    """The passkey that signed this session's challenge: of this person, or of whom it says it is.

    :raises PasskeyRefused: nothing we know signed it
    """
    data = {"credential": json.dumps(_sent(request))}
    form = LoginWebAuthnForm(data) if person is None else ReauthenticateWebAuthnForm(data, user=person)
    try:
        if not form.is_valid():
            raise PasskeyRefused
    except _UNREADABLE:
        raise PasskeyRefused from None
    passkey: Authenticator = form.cleaned_data["credential"]
    return passkey


def new_credential(request: HttpRequest) -> dict[str, Any]:
    """The passkey a browser has just made for this session's challenge.

    :raises PasskeyRefused: it was not made for it, or nobody was asked to confirm it
    """
    credential = _sent(request)
    try:
        auth.parse_registration_response(credential)
        made = auth.complete_registration(credential)
    except (*_UNREADABLE, ValidationError):
        raise PasskeyRefused from None
    if not made.is_user_verified():
        raise PasskeyRefused
    return credential


# What the libraries below raise at things no browser would send.
_UNREADABLE = (AttributeError, KeyError, IndexError, TypeError, ValueError, AssertionError)


def _sent(request: HttpRequest) -> dict[str, Any]:
    text = request.POST.get("credential", "")
    try:
        credential = json.loads(text) if len(text) <= MOST_LETTERS else None
    except (ValueError, RecursionError):
        credential = None
    if not isinstance(credential, dict):
        raise PasskeyRefused
    return credential
