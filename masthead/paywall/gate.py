"""The gate for views: from a request to a decision, and the headers and cookies of the response."""

from dataclasses import replace
from datetime import UTC, date, datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from masthead.kit import incoming, networks
from masthead.kit.browser_storage import BrowserStorageItem
from masthead.paywall import meter_cookie, navigation, operations, passes, queries
from masthead.paywall.decide import (
    EMPTY_METER,
    UNCOUNTABLE_METER,
    Decision,
    Level,
    Meter,
    Metered,
    Pass,
    Piece,
    Policy,
    decide,
    readable_levels,
)
from masthead.paywall.errors import PrefetchRefused
from masthead.people.models import Person

__all__ = [
    "PrefetchRefused",
    "browser_storage",
    "decision_for",
    "may_see_files",
    "meter_cookie_of",
    "network_key",
    "network_of",
    "pass_of",
    "person_of",
    "readable_levels_for",
    "record_reading",
    "set_cache_headers",
]


def decision_for(request: HttpRequest, piece: Piece, *, now: datetime) -> Decision:
    """May whoever sent `request` read `piece`? Writes nothing; call `record_reading` with the answer.

    :raises PrefetchRefused: the answer depends on the meter, and nobody is reading yet
    """
    pass_ = pass_of(request, now=now)
    decision = decide(pass_, piece, EMPTY_METER, Policy(), now)
    if not isinstance(decision, Metered):  # most requests: the meter plays no part
        return decision
    if navigation.is_prefetch(incoming.headers(request).as_sent):
        raise PrefetchRefused
    policy = queries.policy()
    return decide(pass_, piece, _meter(request, policy, now=now), policy, now)


def readable_levels_for(request: HttpRequest, *, now: datetime) -> frozenset[Level]:
    """The levels of which whoever sent `request` may read everything, so that a search may look through it.

    Metered access does not count, and the pass cookie is not trusted: the account decides.
    """
    return readable_levels(pass_of(request, now=now), now)


def may_see_files(request: HttpRequest, piece: Piece, *, now: datetime) -> bool:
    """Whether whoever sent `request` sees what stands in `piece`, such as a picture. Nothing is counted here.

    A page asks for its pictures by requests that are no navigation, so on the meter they open for those who
    have read the piece, and for nobody else.
    """
    policy = queries.policy()
    decision = decide(pass_of(request, now=now), piece, _readings(request, policy, now=now), policy, now)
    return decision.may_read and not (isinstance(decision, Metered) and decision.counts)


def record_reading(
    request: HttpRequest, response: HttpResponse, piece: Piece, decision: Decision, *, now: datetime
) -> None:
    """Count the reading, if it counts: in the account or the stranger's cookie, and for the network."""
    if not (isinstance(decision, Metered) and decision.counts):
        return
    person = person_of(request)
    if person:
        operations.store_reading(person=person, piece_id=piece.id, now=now)
    else:
        _write_cookie(request, response, piece, now=now)
    operations.count_in_network(network=network_of(request, now=now), day=_day(now))


def set_cache_headers(response: HttpResponse, piece: Piece, decision: Decision) -> None:
    """Set Cache-Control and Vary.

    Public pieces: everybody, asking each time whether it still holds. The full text of any other piece:
    nobody. A closed page: the reader's browser; shared caches only where the meter plays no part and the host
    has said that readers with a pass go past them, because the full text has the same address.
    """
    if piece.level == Level.PUBLIC:
        response["Cache-Control"] = "public, no-cache"
        return
    patch_vary_headers(response, ["Cookie"])
    if decision.may_read:
        response["Cache-Control"] = "private, no-store"
    elif settings.CDN_BYPASS_COOKIES and not _is_metered(piece):
        response["Cache-Control"] = "public, no-cache"
    else:
        response["Cache-Control"] = "private, no-cache"


def pass_of(request: HttpRequest, *, now: datetime) -> Pass | None:
    """What the database says of whoever is signed in, read once per request; None for a stranger.

    The pass cookie is not read: the session is available here and is up to date.
    """
    person = person_of(request)
    if person is None:
        return None
    known: tuple[int, Pass] | None = getattr(request, "_paywall_pass", None)
    if known is None or known[0] != person.pk:
        known = (person.pk, queries.pass_for(person, expires_at=now + passes.LIFETIME, now=now))
        request._paywall_pass = known  # type: ignore[attr-defined]  # noqa: SLF001 - Django's own way to keep things on a request
    return known[1]


def person_of(request: HttpRequest) -> Person | None:
    """Who is signed in, without touching the session of those who have none (their pages stay shareable)."""
    session = getattr(request, "session", None)
    user = getattr(request, "user", None)
    if user is None or (session is not None and not session.session_key):
        return None
    return user if isinstance(user, Person) or user.is_authenticated else None


def _meter(request: HttpRequest, policy: Policy, *, now: datetime) -> Meter:
    if not navigation.is_navigation(request.method or "", incoming.headers(request).as_sent):
        return UNCOUNTABLE_METER
    so_far = queries.readings_from(network=network_of(request, now=now), day=_day(now))
    readings = _readings(request, policy, now=now)
    return replace(readings, ceiling_reached=so_far >= policy.network_ceiling)


def _readings(request: HttpRequest, policy: Policy, *, now: datetime) -> Meter:
    """What whoever sent `request` has read of the metered pieces; one that could be counted."""
    days, person = policy.period_days, person_of(request)
    if person:
        return queries.meter_of(person_id=person.pk, period_days=days, now=now)
    state = meter_cookie.read(meter_cookie_of(request), period_days=days, now=now)
    return meter_cookie.meter_of(state, period_days=days)


def meter_cookie_of(request: HttpRequest) -> str:
    """The stranger's meter as it was sent; empty where there is none."""
    return incoming.cookies(request).text(meter_cookie.COOKIE, most=incoming.MAX_COOKIE_LENGTH)


def _write_cookie(request: HttpRequest, response: HttpResponse, piece: Piece, *, now: datetime) -> None:
    days = queries.policy().period_days
    state = meter_cookie.read(meter_cookie_of(request), period_days=days, now=now)
    state = meter_cookie.with_reading(state, piece.id, now=now)
    response.set_cookie(
        meter_cookie.COOKIE,
        meter_cookie.write(state),
        max_age=meter_cookie.ends_at(state, period_days=days) - now,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _day(now: datetime) -> date:
    return now.astimezone(UTC).date()


def network_of(request: HttpRequest, *, now: datetime) -> str:
    """A keyed hash of the reader's network, another one every day, so that days cannot be joined."""
    return network_key(incoming.client_address(request), day=_day(now))


def network_key(address: str, *, day: date) -> str:
    """The name under which the network of `address` (IPv4 /24, IPv6 /48) is tallied on `day`."""
    tallied = f"{day.isoformat()} {networks.neighbourhood(address)}"
    return salted_hmac("masthead.paywall.network", tallied, algorithm="sha256").hexdigest()


def _is_metered(piece: Piece) -> bool:
    return piece.level == Level.MEMBERS and piece.metered


def browser_storage() -> list[BrowserStorageItem]:
    """What the gate stores in a reader's browser."""
    minutes, days = int(passes.LIFETIME.total_seconds()) // 60, queries.policy().period_days
    return [
        BrowserStorageItem(
            name=passes.COOKIE,
            purpose=_("Says for a few minutes what you may read, so that pages come at once."),
            duration=ngettext("%(count)d minute", "%(count)d minutes", minutes) % {"count": minutes},
        ),
        BrowserStorageItem(
            name=meter_cookie.COOKIE,
            purpose=_(
                "Remembers which members’ pieces you have read for free; reading again is not counted."
            ),
            duration=ngettext("up to %(count)d day", "up to %(count)d days", days) % {"count": days},
        ),
    ]
