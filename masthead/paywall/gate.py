"""The gate as pages see it: a request in, a decision out; and what the answer must carry."""

import ipaddress
from datetime import UTC, date, datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from masthead.kit.browser import Kept
from masthead.paywall import metercookie, navigation, operations, passes, queries
from masthead.paywall.decisions import (
    FRESH,
    UNCOUNTED,
    Closed,
    Decision,
    Level,
    Meter,
    Metered,
    Open,
    Pass,
    Piece,
    Policy,
    Reason,
    decide,
    levels_open_to,
)
from masthead.paywall.errors import PrefetchRefused
from masthead.people.models import Person

__all__ = [
    "PrefetchRefused",
    "cache_headers",
    "decision_for",
    "kept_in_browsers",
    "levels_open",
    "may_see_parts",
    "pass_of",
    "person_of",
    "reason_sentence",
    "remember",
]


def decision_for(request: HttpRequest, piece: Piece, *, now: datetime) -> Decision:
    """May whoever sent `request` read `piece`? Writes nothing; call `remember` with the answer.

    :raises PrefetchRefused: the answer depends on the meter, and nobody is reading yet
    """
    pass_ = pass_of(request, now=now)
    decision = decide(pass_, piece, FRESH, Policy(), now)
    if not isinstance(decision, Metered):  # most requests: the meter plays no part
        return decision
    if navigation.is_prefetch(request.headers):
        raise PrefetchRefused
    policy = queries.policy()
    return decide(pass_, piece, _meter(request, policy, now=now), policy, now)


def levels_open(request: HttpRequest, *, now: datetime) -> frozenset[Level]:
    """The levels of which whoever sent `request` may read everything, so that a search may look through it.

    Nothing the meter opens is among them, and no pass is believed: the account says it.
    """
    return levels_open_to(pass_of(request, now=now), now)


def may_see_parts(request: HttpRequest, piece: Piece, *, now: datetime) -> bool:
    """Whether whoever sent `request` sees what stands in `piece`, such as a picture. Nothing is counted here.

    A page asks for its pictures by requests that are no navigation, so on the meter they open for those who
    have read the piece, and for nobody else.
    """
    policy = queries.policy()
    read = Meter(read=_pieces_read(request, policy, now=now))
    decision = decide(pass_of(request, now=now), piece, read, policy, now)
    return decision.may_read and not (isinstance(decision, Metered) and decision.counts)


def remember(
    request: HttpRequest, response: HttpResponse, piece: Piece, decision: Decision, *, now: datetime
) -> None:
    """Count the reading, if it counts: in the account or the stranger's cookie, and for the network."""
    if not (isinstance(decision, Metered) and decision.counts):
        return
    person = person_of(request)
    if person:
        operations.note_reading(person=person, piece_id=piece.id, now=now)
    else:
        _write_cookie(request, response, piece, now=now)
    operations.count_in_network(network=_network(request, now=now), day=_day(now))


def cache_headers(response: HttpResponse, piece: Piece, decision: Decision) -> None:
    """Say who may keep this answer (DESIGN §3).

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
    elif settings.CDN_BYPASS_COOKIES and not _on_the_meter(piece):
        response["Cache-Control"] = "public, no-cache"
    else:
        response["Cache-Control"] = "private, no-cache"


def pass_of(request: HttpRequest, *, now: datetime) -> Pass | None:
    """What the database says of whoever is signed in, read once per request; None for a stranger.

    The pass cookie is not asked: here the session is at hand, and it knows better.
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


def reason_sentence(decision: Decision, policy: Policy) -> str:
    """What the page says above the offer, or about what is left; empty when there is nothing to say."""
    if isinstance(decision, Metered):
        return _left(decision.left)
    if isinstance(decision, Open):
        return ""
    return _why_closed(decision, policy)


def _meter(request: HttpRequest, policy: Policy, *, now: datetime) -> Meter:
    if not navigation.is_navigation(request.method or "", request.headers):
        return UNCOUNTED
    read = _pieces_read(request, policy, now=now)
    so_far = queries.readings_from(network=_network(request, now=now), day=_day(now))
    return Meter(read=read, ceiling_reached=so_far >= policy.network_ceiling)


def _pieces_read(request: HttpRequest, policy: Policy, *, now: datetime) -> frozenset[int]:
    person = person_of(request)
    if person:
        return queries.pieces_read(person_id=person.pk, period_days=policy.period_days, now=now)
    kept = metercookie.read(request.COOKIES.get(metercookie.COOKIE), period_days=policy.period_days, now=now)
    return kept.read if kept else frozenset()


def _write_cookie(request: HttpRequest, response: HttpResponse, piece: Piece, *, now: datetime) -> None:
    days = queries.policy().period_days
    kept = metercookie.read(request.COOKIES.get(metercookie.COOKIE), period_days=days, now=now)
    kept = metercookie.with_reading(kept, piece.id, now=now)
    response.set_cookie(
        metercookie.COOKIE,
        metercookie.write(kept),
        max_age=metercookie.ends_at(kept, period_days=days) - now,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _day(now: datetime) -> date:
    return now.astimezone(UTC).date()


def _network(request: HttpRequest, *, now: datetime) -> str:
    """A keyed hash of the reader's network, another one every day, so that days cannot be joined."""
    return network_key(request.META.get("REMOTE_ADDR", ""), day=_day(now))


def network_key(address: str, *, day: date) -> str:
    """The name under which the network of `address` (IPv4 /24, IPv6 /48) is tallied on `day`."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        network = "unknown"
    else:
        ip = getattr(ip, "ipv4_mapped", None) or ip
        network = str(ipaddress.ip_network((int(ip), 24 if ip.version == 4 else 48), strict=False))
    return salted_hmac(
        "masthead.paywall.network", f"{day.isoformat()} {network}", algorithm="sha256"
    ).hexdigest()


def _on_the_meter(piece: Piece) -> bool:
    return piece.level == Level.MEMBERS and piece.metered


def _left(left: int) -> str:
    if left == 0:
        return _("This was the last members’ piece you can read for free in this period.")
    return ngettext(
        "You can read %(left)d more members’ piece for free in this period.",
        "You can read %(left)d more members’ pieces for free in this period.",
        left,
    ) % {"left": left}


def _why_closed(decision: Closed, policy: Policy) -> str:
    limit = policy.registered_limit if decision.signed_in else policy.stranger_limit
    sentences = {
        Reason.REGISTER: _(
            "This piece is free for readers with an account. An e-mail address is all it takes."
        ),
        Reason.MEMBERS: _("This piece is for members."),
        Reason.METER_SPENT: ngettext(
            "You have read your free members’ piece for this period.",
            "You have read your %(limit)d free members’ pieces for this period.",
            limit,
        )
        % {"limit": limit},
        Reason.NOT_COUNTED: _(
            "This piece is for members; open it in a browser to read it as one of your free pieces."
        ),
        Reason.CEILING: _(
            "Many free pieces were read from your network today, so this one is for members until tomorrow."
        ),
    }
    return sentences[decision.reason]


def kept_in_browsers() -> list[Kept]:
    """What the gate keeps in a reader's browser."""
    minutes, days = int(passes.LIFETIME.total_seconds()) // 60, queries.policy().period_days
    return [
        Kept(
            name=passes.COOKIE,
            purpose=_("Says for a few minutes what you may read, so that pages come at once."),
            lasts=ngettext("%(count)d minute", "%(count)d minutes", minutes) % {"count": minutes},
        ),
        Kept(
            name=metercookie.COOKIE,
            purpose=_(
                "Remembers which members’ pieces you have read for free; reading again is not counted."
            ),
            lasts=ngettext("up to %(count)d day", "up to %(count)d days", days) % {"count": days},
        ),
    ]
