"""The `Last-Modified` of a page or feed that is gathered from many rows."""

from datetime import UTC, datetime, timedelta

from django.core.cache import cache


def last_modified_at(*, name: str, digest: str, now: datetime) -> datetime:
    """The whole second in which `name` was first seen with the content of this `digest`.

    What is gathered from many rows has no moment of its own: the newest row says nothing of one that was
    taken out. So the moment is remembered beside the digest, and every other content gets a later one (RFC
    9110 §8.8.2). If the cache is lost it is `now`, and clients are sent the content once more.
    """
    key = f"changed:{name}"
    known = cache.get(key)
    if known is not None and known[0] == digest:
        return datetime.fromtimestamp(known[1], UTC)
    moment = now.replace(microsecond=0)
    if known is not None:
        moment = max(moment, datetime.fromtimestamp(known[1], UTC) + timedelta(seconds=1))
    cache.set(key, (digest, int(moment.timestamp())), timeout=None)
    return moment
