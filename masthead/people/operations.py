"""Everything that can happen to an account."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.core import signing
from django.db import IntegrityError, transaction
from django.db.models import F
from django.urls import reverse
from django.utils.crypto import constant_time_compare
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page

from masthead.audit.operations import record
from masthead.kit import limits
from masthead.kit.contributions import gather
from masthead.kit.events import announce
from masthead.people import decisions, errors, events, permissions, queries
from masthead.people.models import Person, RaisedVersion, Role, SignInCode

CODE_LIVES = timedelta(minutes=10)
RAISES_ARE_KEPT = timedelta(hours=1)  # a pass lives ten minutes
CODES_ARE_KEPT = timedelta(days=1)
LINK_LIVES = timedelta(hours=1)
LINK_SALT = "masthead.people.sign-in-link"


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
def give_role(*, person: Person, role: Role, by: Person | None, now: datetime) -> None:
    """The person works here in this role from now on."""
    person.groups.add(queries.group_of(role))
    person.__dict__.pop("roles", None)
    record(actor=by, action="people.role.give", subject=person, details={"role": role.value}, now=now)


@transaction.atomic
def take_role(*, person: Person, role: Role, by: Person | None, now: datetime) -> None:
    """The person no longer has this role."""
    person.groups.remove(queries.group_of(role))
    person.__dict__.pop("roles", None)
    record(actor=by, action="people.role.take", subject=person, details={"role": role.value}, now=now)


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


# --- signing in by a link from the terminal ---------------------------------------------------------------


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


def ensure_link_is_good(*, token: str, now: datetime) -> Person:
    """The person a link would sign in; nothing is used up.

    :raises LinkIsOver: past its hour, used, or not ours
    :raises AccountIsClosed: nobody signs in as this person
    """
    person_id, version, made_at = _read_link(token)
    person = queries.person_by_id(person_id)
    age = now.timestamp() - made_at
    if person is None or person.access_version != version or not 0 <= age <= LINK_LIVES.total_seconds():
        raise errors.LinkIsOver
    if not person.is_active:
        raise errors.AccountIsClosed
    return person


@transaction.atomic
def use_sign_in_link(*, token: str, network: str, now: datetime) -> Person:
    """The link is used up; returns whom the caller is to sign in.

    :raises LinkIsOver: past its hour, used, or not ours
    :raises AccountIsClosed: nobody signs in as this person
    :raises TooMany: too many tries from this network
    """
    limits.spend(name="sign-in links from a network", who=network, capacity=20, refill_seconds=3600, now=now)
    person = ensure_link_is_good(token=token, now=now)
    this_version = Person.objects.filter(pk=person.pk, access_version=person.access_version)
    if not this_version.update(access_version=F("access_version") + 1):  # two clicks at the same moment
        raise errors.LinkIsOver
    record(actor=person, action="people.sign_in_link.use", subject=person, now=now)
    person.refresh_from_db(fields=["access_version"])
    return person


def _read_link(token: str) -> tuple[int, int, int]:
    try:
        person_id, version, made_at = signing.loads(token, salt=LINK_SALT)
    except (signing.BadSignature, ValueError, TypeError):
        raise errors.LinkIsOver from None
    return int(person_id), int(version), int(made_at)


# --- signing in by a code --------------------------------------------------------------------------------


def send_code(*, email: str, network: str, now: datetime) -> SignInCode:
    """A code, good for ten minutes and three tries, is on its way to the address.

    Whether there is an account is not even looked up, so neither the answer nor its timing can tell.

    :raises TooMany: too many codes for this address or from this network
    :raises MailIsNotSetUp: EMAIL_URL is none
    """
    if settings.EMAIL_URL == "none":
        raise errors.MailIsNotSetUp
    address = queries.normal_address(email)
    limits.spend(name="sign-in codes from a network", who=network, capacity=60, refill_seconds=3600, now=now)
    limits.spend(name="sign-in codes to an address", who=address, capacity=8, refill_seconds=3600, now=now)
    letters = str(get_adapter().generate_login_code())
    with transaction.atomic():
        SignInCode.objects.filter(issued_at__lt=now - CODES_ARE_KEPT).delete()
        code = SignInCode.objects.create(
            email=address,
            code_hash=decisions.code_hash(address, letters),
            issued_at=now,
            expires_at=now + CODE_LIVES,
        )
        get_adapter().send_mail("account/email/login_code", address, {"code": letters})
    return code


def enter_code(*, code_id: int, entered: str, network: str, now: datetime) -> Person:
    """The address is proven and the code used up; returns its account, made on the spot if there was none.

    Each try is counted for good before it is judged, so tries made at the same moment count too.

    :raises CodeIsWrong: with `left`, the number of tries that remain
    :raises CodeIsSpent: the last try was wrong
    :raises CodeIsTooOld: past its ten minutes, used, or never issued
    :raises AccountIsClosed: right, but the account has been closed
    :raises TooMany: too many tries from this network
    """
    limits.spend(name="sign-in tries from a network", who=network, capacity=120, refill_seconds=3600, now=now)
    fresh = SignInCode.objects.filter(pk=code_id, used_at=None, expires_at__gt=now)
    with transaction.atomic():
        counted = fresh.filter(tries_left__gt=0).update(tries_left=F("tries_left") - 1)
        code = fresh.first()
    if code is None:
        raise errors.CodeIsTooOld
    if not counted:
        raise errors.CodeIsSpent
    if not constant_time_compare(code.code_hash, decisions.code_hash(code.email, entered)):
        if code.tries_left == 0:
            raise errors.CodeIsSpent
        raise errors.CodeIsWrong(left=code.tries_left)
    with transaction.atomic():
        if not fresh.update(used_at=now):
            raise errors.CodeIsTooOld
        person = queries.person_by_address(code.email) or _register_or_find(email=code.email, now=now)
        if not person.is_active:
            raise errors.AccountIsClosed
        EmailAddress.objects.get_or_create(
            user=person, email=code.email, defaults={"verified": True, "primary": True}
        )
    return person


def _register_or_find(*, email: str, now: datetime) -> Person:
    try:
        return register_person(email=email, now=now)
    except errors.AddressIsTaken:  # the same person, in two windows, at the same moment
        return Person.objects.get(email=email)


# --- the roles and their rights --------------------------------------------------------------------------


@transaction.atomic
def prepare_roles() -> None:
    """Each role's group has exactly its rights in the desk: ours, and those that rooms above add."""
    Group.objects.filter(
        name__in=["Editors", "Moderators"], user=None
    ).delete()  # Wagtail's own, in other words than ours
    wanted: dict[Role, list[str]] = {role: [] for role in Role}
    for rights in (permissions.RIGHTS, *gather("role_rights")):
        for role, names in rights.items():
            wanted[role].extend(names)
    for role in Role:
        group = queries.group_of(role)
        group.permissions.set([_permission(name) for name in dict.fromkeys(wanted[role])])
        _give_page_rights(group, permissions.PAGE_RIGHTS[role])
        _give_file_rights(group, permissions.FILE_RIGHTS[role])


def _give_page_rights(group: Group, names: Sequence[str]) -> None:
    root = Page.get_first_root_node()
    if root is None:  # a flushed database: there is nothing to have rights over
        return
    wanted = [_permission(f"wagtailcore.{name}") for name in names]
    GroupPagePermission.objects.filter(group=group, page=root).exclude(permission__in=wanted).delete()
    for permission in wanted:
        GroupPagePermission.objects.get_or_create(group=group, page=root, permission=permission)


def _give_file_rights(group: Group, names: Sequence[str]) -> None:
    root = Collection.get_first_root_node()
    if root is None:
        return
    kinds = ("wagtailimages.{}_image", "wagtaildocs.{}_document")
    wanted = [_permission(kind.format(name)) for name in names for kind in kinds]
    GroupCollectionPermission.objects.filter(group=group, collection=root).exclude(
        permission__in=wanted
    ).delete()
    for permission in wanted:
        GroupCollectionPermission.objects.get_or_create(group=group, collection=root, permission=permission)


def _permission(name: str) -> Permission:
    """The permission called `app.verb_thing`, made if Django has not come to it yet."""
    app_label, codename = name.split(".")
    model = "admin" if name == "wagtailadmin.access_admin" else codename.rsplit("_", 1)[1]
    kind = ContentType.objects.get_or_create(app_label=app_label, model=model)[0]
    words = f"Can {codename.replace('_', ' ')}"
    return Permission.objects.get_or_create(content_type=kind, codename=codename, defaults={"name": words})[0]


def _reserved_by_other_rooms() -> frozenset[str]:
    names = [name for offer in gather("reserved_names") for name in offer()]
    letterheads = [offer() for offer in gather("letterhead")]
    return frozenset([*names, *(words["site_name"] for words in letterheads if words.get("site_name"))])
