"""One-time sign-in links, made by a management command."""

from datetime import datetime, timedelta

from django.core import signing
from django.db import transaction
from django.db.models import F
from django.urls import reverse

from masthead.audit.operations import record
from masthead.kit import rate_limits
from masthead.people import errors, queries
from masthead.people.models import Person

LINK_LIFETIME = timedelta(hours=1)
LINK_SALT = "masthead.people.sign-in-link"


@transaction.atomic
def make_sign_in_link(*, person: Person, now: datetime) -> str:
    """The path of a page that signs this person in once, within an hour, also before mail works.

    It carries the access version, which every sign-in raises: so it works once, and not after another one.

    :raises AccountIsClosed: nobody signs in as this person
    """
    if not person.is_active:
        raise errors.AccountIsClosed
    record(actor=None, action="people.sign_in_link.make", subject=person, now=now)
    facts = [person.pk, queries.access_version_of(person.pk), int(now.timestamp())]
    return reverse("people:sign_in_link", args=[signing.dumps(facts, salt=LINK_SALT)])


def ensure_sign_in_link_is_valid(*, token: str, now: datetime) -> Person:
    """The person a link would sign in; nothing is used up.

    :raises SignInLinkIsExpired: past its hour, used, or not ours
    :raises AccountIsClosed: nobody signs in as this person
    """
    person_id, version, made_at = _read_link(token)
    person = queries.person_by_id(person_id)
    age = now.timestamp() - made_at
    if person is None or person.access_version != version or not 0 <= age <= LINK_LIFETIME.total_seconds():
        raise errors.SignInLinkIsExpired
    if not person.is_active:
        raise errors.AccountIsClosed
    return person


@transaction.atomic
def use_sign_in_link(*, token: str, network: str, now: datetime) -> Person:
    """The link is used up; returns whom the caller is to sign in.

    :raises SignInLinkIsExpired: past its hour, used, or not ours
    :raises AccountIsClosed: nobody signs in as this person
    :raises RateLimitExceeded: too many tries from this network
    """
    rate_limits.consume(
        name="sign-in links from a network",
        who=rate_limits.by_network(network),
        capacity=20,
        refill_seconds=3600,
        now=now,
    )
    person = ensure_sign_in_link_is_valid(token=token, now=now)
    this_version = Person.objects.filter(pk=person.pk, access_version=person.access_version)
    if not this_version.update(access_version=F("access_version") + 1):  # two clicks at the same moment
        raise errors.SignInLinkIsExpired
    record(actor=person, action="people.sign_in_link.use", subject=person, now=now)
    person.refresh_from_db(fields=["access_version"])
    return person


def _read_link(token: str) -> tuple[int, int, int]:
    try:
        person_id, version, made_at = signing.loads(token, salt=LINK_SALT)
    except (signing.BadSignature, ValueError, TypeError):
        raise errors.SignInLinkIsExpired from None
    return int(person_id), int(version), int(made_at)
