"""Passkeys at the entrance: the challenge, and reading the credential that a browser posts.

allauth verifies it; failures are `PasskeyRefused`. The challenge of a stranger travels in a signed cookie: a
session is stored for nobody who only asks.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager

from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.forms import LoginWebAuthnForm, ReauthenticateWebAuthnForm
from allauth.mfa.webauthn.internal import auth
from django.conf import settings
from django.core import signing
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse

from masthead.kit import incoming
from masthead.people.errors import PasskeyRefused
from masthead.people.models import Person
from masthead.people.queries import CHALLENGE_LIFETIME, PASSKEY_COOKIE

MAX_CREDENTIAL_LENGTH = 20_000
MAX_NUMBER = 0xFFFF  # the names of algorithms have two bytes (RFC 9053); no browser sends another number
CHALLENGE_SALT = "masthead.people.passkey-challenge"


def offer_challenge(request: HttpRequest) -> HttpResponse:
    """The options for the browser's passkey call; their challenge goes along in a cookie."""
    response = JsonResponse({"request_options": auth.begin_authentication(user=None)})
    response.set_cookie(
        PASSKEY_COOKIE,
        signing.dumps(auth.get_state(), salt=CHALLENGE_SALT),
        max_age=CHALLENGE_LIFETIME,
        path=request.path,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    auth.clear_state()
    return response


def credential_for_challenge(request: HttpRequest) -> Authenticator:
    """The passkey that signed the challenge in this browser's cookie, which is used up by it.

    :raises PasskeyRefused: nothing we know signed it, or it was used before
    """
    with _challenge_of(request) as challenge:
        passkey = checked_credential(request)
    if not cache.add(f"passkey:{challenge}", value=True, timeout=2 * CHALLENGE_LIFETIME.total_seconds()):
        raise PasskeyRefused
    return passkey


@contextmanager
def _challenge_of(request: HttpRequest) -> Iterator[str]:
    """Put the challenge of the cookie where allauth looks for it, and nowhere for longer."""
    try:
        state = signing.loads(
            incoming.cookies(request).text(PASSKEY_COOKIE, most=incoming.MAX_COOKIE_LENGTH),
            salt=CHALLENGE_SALT,
            max_age=CHALLENGE_LIFETIME,
        )
    except signing.BadSignature:
        raise PasskeyRefused from None
    auth.set_state(state)
    try:
        yield str(state["challenge"])
    finally:
        auth.clear_state()


def checked_credential(request: HttpRequest, person: Person | None = None) -> Authenticator:
    """The passkey that signed this session's challenge: of this person, or of whom it says it is.

    :raises PasskeyRefused: nothing we know signed it
    """
    data = {"credential": json.dumps(_posted_credential(request))}
    form = LoginWebAuthnForm(data) if person is None else ReauthenticateWebAuthnForm(data, user=person)
    try:
        if not form.is_valid():
            raise PasskeyRefused
    except _UNREADABLE:
        raise PasskeyRefused from None
    passkey: Authenticator = form.cleaned_data["credential"]
    return passkey


def new_credential(request: HttpRequest) -> dict[str, object]:
    """The passkey a browser has just made for this session's challenge.

    :raises PasskeyRefused: it was not made for it, or nobody was asked to confirm it
    """
    credential = _posted_credential(request)
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


def _posted_credential(request: HttpRequest) -> dict[str, object]:
    try:  # one that is too long is cut, and no JSON any more
        credential = json.loads(incoming.form(request).text("credential", most=MAX_CREDENTIAL_LENGTH))
        is_read = isinstance(credential, dict) and not _asks_for_room(credential)
    except (ValueError, RecursionError):
        is_read = False
    if not is_read:
        raise PasskeyRefused
    return credential


def _asks_for_room(sent: object) -> bool:
    """Whether a number stands in it that the library would take for so many bytes, and make them."""
    match sent:
        case dict():
            return any(map(_asks_for_room, sent.values()))
        case list():
            return any(map(_asks_for_room, sent))
        case float():
            return True
        case int():
            return abs(sent) > MAX_NUMBER
    return False
