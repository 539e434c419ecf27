"""Rate limits: token buckets, counted in the database once for all processes.

A bucket belongs to whoever spends from it: a person who is signed in, or a network. What strangers can name,
such as a mailbox, is nobody's purse, or they could empty it for its owner: `consume_for` is for those.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NewType

from django.db import transaction
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from masthead.kit.clock import is_from_the_future
from masthead.kit.models import RateLimitBucket
from masthead.kit.refusals import Refusal


class RateLimitExceeded(Refusal):
    """The rate limit is reached. `facts["seconds"]` says how long to wait."""

    code = "too-many"
    status = 429
    sentence = _("That was a lot in a short time. Please try again in %(wait)s.")

    def __init__(self, *, seconds: int) -> None:
        self.seconds = seconds
        super().__init__(seconds=seconds, wait=_wait_in_words(seconds))


def _wait_in_words(seconds: int) -> str:
    if seconds < 90:
        return ngettext("%(count)d second", "%(count)d seconds", seconds) % {"count": seconds}
    minutes = -(-seconds // 60)
    return ngettext("%(count)d minute", "%(count)d minutes", minutes) % {"count": minutes}


# Who spends. Made by the functions below, so that nobody counts by what a stranger wrote in a form.
Spender = NewType("Spender", str)


def by_person(person_id: int) -> Spender:
    """A person who is signed in."""
    return Spender(str(person_id))


def by_network(network: str) -> Spender:
    """Everybody who asks from this network."""
    return Spender(network)


def by_us_at(host: str) -> Spender:
    """We ourselves, who ask that site: it may have to wait, but nobody is refused for it."""
    return Spender(host)


@dataclass(frozen=True, kw_only=True)
class Shares:
    """How much may be asked for about one subject, such as the codes for one mailbox."""

    each: int  # by one network in all
    first: int  # of these, what each network has of its own, whatever others spend
    nearby: int  # of such own shares, by all networks of one neighbourhood
    common: int  # by all networks, beyond their own shares
    refill_seconds: int


def consume_for(*, name: str, subject: str, network: str, nearby: str, shares: Shares, now: datetime) -> None:
    """Take a token for something about `subject`, which anybody can name, on account of who names it.

    Strangers from many networks use up their own shares and the common one, never the share of whoever asks
    from another network. `nearby` is the neighbourhood of `network`.

    :raises RateLimitExceeded: this network has had its shares, and the common one is spent
    """
    refill = shares.refill_seconds

    def take(part: str, who: str, capacity: int) -> None:
        consume(name=f"{name}{part}", who=Spender(who), capacity=capacity, refill_seconds=refill, now=now)

    take("", f"{subject} {network}", shares.each)
    try:
        take(", first", f"{subject} {network}", shares.first)
        take(", nearby", f"{subject} {nearby}", shares.nearby)
    except RateLimitExceeded:
        take(", common", subject, shares.common)


def consume_usual(*, name: str, who: Spender, now: datetime) -> None:
    """The limit of whatever needs none of its own: faster than any hand, slower than any program.

    :raises RateLimitExceeded: a hundred and twenty times in ten minutes
    """
    consume(name=name, who=who, capacity=120, refill_seconds=600, now=now)


@transaction.atomic
def consume(
    *, name: str, who: Spender, capacity: int, refill_seconds: int, now: datetime, cost: int = 1
) -> None:
    """Take `cost` tokens from the bucket `name` of `who`, or refuse and take none.

    A bucket holds `capacity` tokens; an empty one is full again after `refill_seconds`. What is taken belongs
    to the caller's transaction: call this before opening one when an attempt that fails must count too.

    :raises RateLimitExceeded: there are not enough tokens now
    """
    key = salted_hmac("masthead.kit.rate_limits", who, algorithm="sha256").hexdigest()
    RateLimitBucket.objects.bulk_create(
        [RateLimitBucket(name=name, who=key, full_at=now)], ignore_conflicts=True
    )
    bucket = RateLimitBucket.objects.select_for_update().get(name=name, who=key)
    refill = timedelta(seconds=refill_seconds)
    known = now if is_from_the_future(bucket.full_at, now + refill) else bucket.full_at
    full_at = max(known, now) + refill * cost / capacity
    missing = full_at - now - refill
    if missing > timedelta(0):
        raise RateLimitExceeded(seconds=max(1, -(-missing // timedelta(seconds=1))))
    bucket.full_at = full_at
    bucket.save(update_fields=["full_at"])


def delete_full_buckets(*, now: datetime) -> None:
    """Delete every bucket that is full again: no row means the same."""
    RateLimitBucket.objects.filter(full_at__lte=now).delete()
