"""The kinds of readers: what each sends along, and what each may read."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore

from masthead.memberships import operations as memberships
from masthead.memberships.models import Entitlement, EntitlementSource
from masthead.paywall import meter_cookie, passes
from masthead.paywall import operations as paywall
from masthead.paywall import queries as policies
from masthead.paywall.decide import Grant, Pass
from masthead.people import operations as people
from masthead.people.models import Person
from masthead.publishing.models import AccessLevel

READERS = (
    "stranger",
    "spent meter",
    "registered",
    "lapsed",
    "forged pass",
    "expired pass",
    "bot",
    "prefetch",
    "HEAD",
    "fragment",
    "JSON",
)
ADDRESS = "{}@leak-audit.invalid"
ALL_GRANTS = frozenset({Grant.REGISTERED.value, Grant.MEMBERS.value, Grant.STAFF.value})
GOOGLEBOT = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"
UNUSED_PIECE_ID = 9_000_000_000  # numbers no piece has: they fill a meter


@dataclass
class Reader:
    """One kind of reader: `cookies` change as responses set them, unless they are `fixed`."""

    name: str
    method: str = "GET"
    headers: Mapping[str, str] = field(default_factory=dict)
    cookies: dict[str, str] = field(default_factory=dict)
    fixed: bool = True
    may_read: frozenset[AccessLevel] = frozenset({AccessLevel.PUBLIC})
    # Readers with free pieces left may open a metered piece; the audit does not request it, so nothing
    # counts.
    has_free_pieces: bool = False


def prepare_readers(*, now: datetime) -> dict[str, Reader]:
    """One reader of each kind. Two accounts of the audit's own stay behind, without name or access."""
    spent = {meter_cookie.COOKIE: _spent_meter(now)}
    with_account = frozenset({AccessLevel.PUBLIC, AccessLevel.REGISTERED})
    registered, lapsed = _account("registered", now=now), _account("lapsed", now=now)
    stale = _lapsed(lapsed, now=now)
    everyone = [
        Reader("stranger", has_free_pieces=True),
        Reader("spent meter", cookies=dict(spent)),
        Reader("registered", cookies=_session(registered), fixed=False, may_read=with_account),
        Reader("lapsed", cookies={**_session(lapsed), passes.COOKIE: stale}, may_read=with_account),
        Reader("forged pass", cookies={**spent, passes.COOKIE: _forged(now)}),
        Reader("expired pass", cookies={**spent, passes.COOKIE: _expired(now)}),
        Reader("bot", headers={"user-agent": GOOGLEBOT}),
        Reader("prefetch", headers={"sec-purpose": "prefetch", "sec-fetch-mode": "navigate"}),
        Reader("HEAD", method="HEAD"),
        Reader("fragment", headers={"hx-request": "true"}, cookies=dict(spent)),
        Reader("JSON", headers={"accept": "application/json"}, cookies=dict(spent)),
    ]
    return {reader.name: reader for reader in everyone}


def end_sessions(readers: Mapping[str, Reader]) -> None:
    """End the sessions that were opened for the audit."""
    for reader in readers.values():
        if key := reader.cookies.get(settings.SESSION_COOKIE_NAME):
            SessionStore(key).delete()


def _account(name: str, *, now: datetime) -> Person:
    address = ADDRESS.format(name)
    person = Person.objects.filter(email=address).first() or people.register_person(email=address, now=now)
    limit = policies.policy()
    most = max(limit.stranger_limit, limit.registered_limit)
    paywall.merge_readings(
        person=person, piece_ids=[UNUSED_PIECE_ID + place for place in range(most)], read_at=now, now=now
    )
    return person


def _lapsed(person: Person, *, now: datetime) -> str:
    """A pass from when the membership was still there: its signature is good, its version is not."""
    reference = "leak-audit"
    if not Entitlement.objects.filter(person=person, reference=reference).exists():
        memberships.grant(
            person=person,
            source=EntitlementSource.COMPLIMENTARY,
            starts_at=now - timedelta(days=2),
            ends_at=now - timedelta(days=1),
            reference=reference,
            reason="For the leak audit: a membership that is over",
            now=now,
        )
    version = people.raise_access_version(person_id=person.pk, now=now)
    grants = ALL_GRANTS - {Grant.STAFF.value}
    return passes.write(Pass(person.pk, grants, version - 1, now + timedelta(minutes=10)))


def _session(person: Person) -> dict[str, str]:
    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.set_expiry(3600)
    session.create()
    return {settings.SESSION_COOKIE_NAME: str(session.session_key)}


def _spent_meter(now: datetime) -> str:
    limit = policies.policy()
    kept = None
    for place in range(max(1, limit.stranger_limit)):
        kept = meter_cookie.with_reading(kept, UNUSED_PIECE_ID + place, now=now)
    if kept is None:
        raise AssertionError("a meter holds at least one reading here")
    return meter_cookie.write(kept)


def _forged(now: datetime) -> str:
    """A valid pass with one character of its signature changed."""
    good = passes.write(Pass(1, ALL_GRANTS, 1_000_000, now + timedelta(minutes=10)))
    return good[:-1] + ("A" if good[-1] != "A" else "B")


def _expired(now: datetime) -> str:
    return passes.write(Pass(1, ALL_GRANTS, 1_000_000, now - timedelta(seconds=1)))
