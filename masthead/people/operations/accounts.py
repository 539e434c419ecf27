"""Everything that can happen to an account."""

from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.db import IntegrityError, transaction
from django.db.models import F

from masthead.audit.operations import record
from masthead.kit.contributions import gather
from masthead.kit.events import announce
from masthead.people import decisions, errors, events, permissions, queries
from masthead.people.models import Person, RaisedVersion

RAISES_ARE_KEPT = timedelta(hours=1)  # a pass lives ten minutes


@transaction.atomic
def register_person(*, email: str, display_name: str = "", now: datetime) -> Person:
    """Somebody whose address is known to be theirs has an account; a name, if given, passes the usual rules.

    :raises AddressIsTaken: there is an account already
    :raises NameRefused: the name cannot be had
    """
    address = queries.normal_address(email)
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
def set_display_name(*, person: Person, name: str, now: datetime) -> None:
    """Others see this name from now on, and nobody else can have it or one that looks the same.

    :raises NameRefused: with the sentence for the rule it breaks
    """
    name = decisions.clean(name)
    if not permissions.is_staff(person) and decisions.is_reserved(name, also=_reserved_by_other_rooms()):
        raise errors.NameIsReserved
    old, person.display_name, person.name_key = person.display_name, name, decisions.key(name)
    try:
        with transaction.atomic():
            person.save(update_fields=["display_name", "name_key"])
    except IntegrityError:
        person.refresh_from_db(fields=["display_name", "name_key"])
        raise errors.NameIsTaken from None
    record(
        actor=person, action="people.person.name", subject=person, details={"from": old, "to": name}, now=now
    )
    announce(events.DisplayNameChanged(person_id=person.pk))


@transaction.atomic
def raise_access_version(*, person_id: int, now: datetime) -> int:
    """Every pass this person holds is void; returns the version that passes need from now on."""
    Person.objects.filter(pk=person_id).update(access_version=F("access_version") + 1)
    version = queries.access_version_of(person_id)
    RaisedVersion.objects.filter(raised_at__lt=now - RAISES_ARE_KEPT).delete()
    RaisedVersion.objects.create(person_id=person_id, version=version, raised_at=now)
    announce(events.AccessVersionRaised(person_id=person_id, version=version))
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
    raise_access_version(person_id=person.pk, now=now)


@transaction.atomic
def reopen_account(*, person: Person, by: Person | None, now: datetime) -> None:
    """The account can be used again."""
    person.is_active = True
    person.save(update_fields=["is_active"])
    person.__dict__.pop("roles", None)
    record(actor=by, action="people.person.reopen", subject=person, now=now)
    raise_access_version(person_id=person.pk, now=now)


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
def end_other_sign_ins(*, person: Person, keep: str, now: datetime) -> None:
    """Nobody is signed in as this person any more, but for the session with the key `keep`."""
    for session in UserSession.objects.filter(user=person).exclude(session_key=keep):
        session.end()
    raise_access_version(person_id=person.pk, now=now)


@transaction.atomic
def end_sign_in(*, person: Person, sign_in_id: int, now: datetime) -> None:
    """That one sign-in of this person is over. One that is over already stays over."""
    for session in UserSession.objects.filter(user=person, pk=sign_in_id):
        session.end()
    raise_access_version(person_id=person.pk, now=now)


@transaction.atomic
def void_sign_ins(*, person: Person, keep: str = "", now: datetime) -> None:
    """No session, code or pass of before is good any more, known to us or not; `keep` is a session's key.

    The session that is kept needs `update_session_auth_hash` at the door.
    """
    person.set_unusable_password()  # a new random mark, on which every session of the old one fails
    person.save(update_fields=["password"])
    end_other_sign_ins(person=person, keep=keep, now=now)


def _reserved_by_other_rooms() -> frozenset[str]:
    names = [name for offer in gather("reserved_names") for name in offer()]
    letterheads = [offer() for offer in gather("letterhead")]
    return frozenset([*names, *(words["site_name"] for words in letterheads if words.get("site_name"))])
