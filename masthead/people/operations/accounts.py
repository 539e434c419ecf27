"""Accounts: registering, naming, closing, sign-ins and the access version."""

from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F

from masthead.audit.operations import record
from masthead.kit import rate_limits
from masthead.kit.contributions import gather
from masthead.kit.email_addresses import normalized_email
from masthead.kit.events import announce
from masthead.people import errors, events, names, permissions, posing_names, queries
from masthead.people.contributions import CONTACT_PAGE, EMAIL_CONTEXT, RESERVED_NAMES, STAFF_NAMES
from masthead.people.models import Person, RaisedAccessVersion, Role

RAISED_VERSION_RETENTION = timedelta(hours=1)  # a pass lives ten minutes


@transaction.atomic
def register_person(*, email: str, display_name: str = "", now: datetime) -> Person:
    """Somebody whose address is known to be theirs has an account; a name, if given, passes the usual rules.

    :raises EmailAddressRefused: no mail could reach it
    :raises AddressIsTaken: there is an account already
    :raises NameRefused: the name cannot be had
    """
    address = normalized_email(email)
    try:
        with transaction.atomic():
            person = Person.objects.create_user(address, joined_at=now)
    except IntegrityError:
        raise errors.AddressIsTaken from None
    EmailAddress.objects.create(user=person, email=address, verified=True, primary=True)
    if display_name:
        set_display_name(person=person, name=display_name, now=now)
    announce(events.PersonJoined(person_id=person.pk))
    return person


@transaction.atomic
def set_display_name(*, person: Person, name: str, now: datetime, rate_limited: bool = True) -> None:
    """Others see this name from now on, and nobody else can have it or one that looks the same.

    A name that poses as the publication or its people is held; `give_display_name` gives it all the same. The
    name they have already changes nothing. A change writes a line of the audit log for good, and every page
    that shows the name is made again; so there are only so many.

    :raises NameRefused: with the sentence for the rule it breaks
    :raises RateLimitExceeded: six changes in a day
    """
    name = names.checked_name(name)
    if name == person.display_name:
        return
    known_as = names.name_key(name) == person.name_key  # given before, and only respelled
    if not known_as and not permissions.is_staff(person) and _poses(name):
        raise errors.NameIsReserved(contact=next(filter(None, _contact_pages()), settings.SITE_URL))
    if rate_limited:
        who = rate_limits.by_person(person.pk)
        rate_limits.consume(name="names", who=who, capacity=6, refill_seconds=86_400, now=now)
    _store_name(person=person, name=name, by=person, now=now)


@transaction.atomic
def give_display_name(*, person: Person, name: str, by: Person | None, now: datetime) -> None:
    """This person is called so although the name could pose as the publication's: it is really theirs.

    :raises NotSignedIn, StaffOnly: `by` is no publisher; None is whoever has the terminal
    :raises NameRefused: with the sentence for the rule of names that it breaks
    """
    if by is not None:
        permissions.ensure_role(by, Role.PUBLISHER)
    _store_name(person=person, name=names.checked_name(name), by=by, now=now)


def _store_name(*, person: Person, name: str, by: Person | None, now: datetime) -> None:
    old, person.display_name, person.name_key = person.display_name, name, names.name_key(name)
    try:
        with transaction.atomic():
            person.save(update_fields=["display_name", "name_key"])
    except IntegrityError:
        person.refresh_from_db(fields=["display_name", "name_key"])
        raise errors.NameIsTaken from None
    record(actor=by, action="people.person.name", subject=person, details={"from": old, "to": name}, now=now)
    announce(events.DisplayNameChanged(person_id=person.pk))


@transaction.atomic
def raise_access_version(*, person_id: int, now: datetime, seen_by_others: bool = False) -> int:
    """Every pass this person holds is void; returns the version that passes need from now on.

    `seen_by_others`: what pages show of the person has changed with it.
    """
    Person.objects.filter(pk=person_id).update(access_version=F("access_version") + 1)
    version = queries.access_version_of(person_id)
    RaisedAccessVersion.objects.filter(raised_at__lt=now - RAISED_VERSION_RETENTION).delete()
    RaisedAccessVersion.objects.create(person_id=person_id, version=version, raised_at=now)
    announce(events.AccessVersionRaised(person_id=person_id, version=version, seen_by_others=seen_by_others))
    return version


@transaction.atomic
def close_account(*, person: Person, by: Person | None, now: datetime) -> None:
    """Nobody can use this account: signed out everywhere, no new sign-in, every pass void."""
    person.is_active = False
    person.set_unusable_password()  # a new random mark, on which every session of the old one fails
    person.save(update_fields=["is_active", "password"])
    person.__dict__.pop("roles", None)
    for session in UserSession.objects.filter(user=person):
        session.end()
    record(actor=by, action="people.person.close", subject=person, now=now)
    raise_access_version(person_id=person.pk, now=now, seen_by_others=True)


@transaction.atomic
def reopen_account(*, person: Person, by: Person | None, now: datetime) -> None:
    """The account can be used again."""
    person.is_active = True
    person.save(update_fields=["is_active"])
    person.__dict__.pop("roles", None)
    record(actor=by, action="people.person.reopen", subject=person, now=now)
    raise_access_version(person_id=person.pk, now=now, seen_by_others=True)


@transaction.atomic
def note_sign_in(*, person: Person, now: datetime) -> None:
    """A sign-in has happened; passes of the time before are void."""
    raise_access_version(person_id=person.pk, now=now)
    announce(events.PersonSignedIn(person_id=person.pk))


@transaction.atomic
def note_sign_out(*, person: Person, now: datetime) -> None:
    """A sign-out has happened; the pass that browser still carries is void."""
    raise_access_version(person_id=person.pk, now=now)
    announce(events.PersonSignedOut(person_id=person.pk))


@transaction.atomic
def end_other_sign_ins(*, person: Person, keep_session_key: str, now: datetime) -> None:
    """Nobody is signed in as this person any more, but for the session with the key `keep_session_key`.

    :raises RateLimitExceeded: at a program's pace
    """
    rate_limits.consume_usual(name="sign-ins ended", who=rate_limits.by_person(person.pk), now=now)
    _end_others(person=person, keep_session_key=keep_session_key, now=now)


def _end_others(*, person: Person, keep_session_key: str, now: datetime) -> None:
    for session in UserSession.objects.filter(user=person).exclude(session_key=keep_session_key):
        session.end()
    raise_access_version(person_id=person.pk, now=now)


@transaction.atomic
def end_sign_in(*, person: Person, sign_in_id: int, now: datetime) -> None:
    """That one sign-in of this person is over. One that is over already stays over.

    :raises RateLimitExceeded: at a program's pace
    """
    rate_limits.consume_usual(name="sign-ins ended", who=rate_limits.by_person(person.pk), now=now)
    for session in UserSession.objects.filter(user=person, pk=sign_in_id):
        session.end()
    raise_access_version(person_id=person.pk, now=now)


@transaction.atomic
def void_sign_ins(*, person: Person, keep_session_key: str = "", now: datetime) -> None:
    """No session, code or pass of before is good any more, known to us or not, but for that session.

    The session that is kept needs `update_session_auth_hash` at the door.
    """
    person.set_unusable_password()  # a new random mark, on which every session of the old one fails
    person.save(update_fields=["password"])
    _end_others(person=person, keep_session_key=keep_session_key, now=now)


def _poses(name: str) -> bool:
    letterheads = [offer() for offer in gather(EMAIL_CONTEXT)]
    publication = [words["site_name"] for words in letterheads if words.get("site_name")]
    reserved = [one for offer in gather(RESERVED_NAMES) for one in offer()]
    staff = [one for offer in gather(STAFF_NAMES) for one in offer()]
    return posing_names.poses(name, publication=[*publication, *reserved], staff=staff)


def _contact_pages() -> list[str]:
    return [offer() for offer in gather(CONTACT_PAGE)]
