"""How much of a thing somebody may do in a while, counted once for all processes."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from masthead.kit.models import Bucket
from masthead.kit.refusals import Refusal


class TooMany(Refusal):
    """Too much of one thing in too short a time. `facts["seconds"]` says how long to wait."""

    code = "too-many"
    status = 429
    sentence = _("That was a lot in a short time. Please try again in %(wait)s.")

    def __init__(self, *, seconds: int) -> None:
        super().__init__(seconds=seconds, wait=_in_words(seconds))


def _in_words(seconds: int) -> str:
    if seconds < 90:
        return ngettext("%(count)d second", "%(count)d seconds", seconds) % {"count": seconds}
    minutes = -(-seconds // 60)
    return ngettext("%(count)d minute", "%(count)d minutes", minutes) % {"count": minutes}


@transaction.atomic
def spend(*, name: str, who: str, capacity: int, refill_seconds: int, now: datetime, cost: int = 1) -> None:
    """Take `cost` tokens from the bucket `name` of `who`, or refuse and take none.

    A bucket holds `capacity` tokens; an empty one is full again after `refill_seconds`. What is taken belongs
    to the caller's transaction: call this before opening one when an attempt that fails must count too.

    :raises TooMany: there are not enough tokens now
    """
    key = salted_hmac("masthead.kit.limits", who, algorithm="sha256").hexdigest()
    Bucket.objects.bulk_create([Bucket(name=name, who=key, full_at=now)], ignore_conflicts=True)
    bucket = Bucket.objects.select_for_update().get(name=name, who=key)
    full_at = max(bucket.full_at, now) + timedelta(seconds=refill_seconds * cost / capacity)
    missing = full_at - now - timedelta(seconds=refill_seconds)
    if missing > timedelta(0):
        raise TooMany(seconds=max(1, -(-missing // timedelta(seconds=1))))
    bucket.full_at = full_at
    bucket.save(update_fields=["full_at"])


def forget_full_buckets(*, now: datetime) -> None:
    """Remove every bucket that has refilled: it says no more than none."""
    Bucket.objects.filter(full_at__lte=now).delete()
