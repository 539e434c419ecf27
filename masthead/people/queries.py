"""Reading accounts."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth.models import Group
from django.core.signing import BadSignature, Signer
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from masthead.kit import networks
from masthead.kit.browser_storage import BrowserStorageItem
from masthead.kit.data_export import DataExportPart
from masthead.kit.email_addresses import EmailAddressRefused, normalized_email
from masthead.people import devices, errors
from masthead.people.models import AddressChange, Avatar, DataExport, Person, RaisedAccessVersion, Role

UNDO_PERIOD = timedelta(days=7)
PASSKEY_COOKIE = "passkey"
CHALLENGE_LIFETIME = timedelta(minutes=5)  # of what a passkey signs, in that cookie


def person_by_address(email: str) -> Person | None:
    """The account of this e-mail address, however it is spelled."""
    try:
        return Person.objects.filter(email=normalized_email(email)).first()
    except EmailAddressRefused:
        return None


def addresses_of(person: Person) -> list[str]:
    """The account's e-mail address, and those it moved away from, unless somebody else has them now."""
    left = AddressChange.objects.filter(person=person, state=AddressChange.State.DONE)
    former = set(left.values_list("old_address", flat=True)) - {person.email}
    taken = set(Person.objects.filter(email__in=former).values_list("email", flat=True))
    return [person.email, *sorted(former - taken)]


def person_by_id(person_id: int) -> Person | None:
    """The account with this number."""
    return Person.objects.filter(pk=person_id).first()


def people_by_id(person_ids: Iterable[int]) -> dict[int, Person]:
    """The accounts with these numbers, in one query."""
    return Person.objects.in_bulk(list(person_ids))


def people_with(*roles: Role) -> list[Person]:
    """Everybody with an open account who holds one of these roles, by name."""
    return list(
        Person.objects.filter(is_active=True, groups__name__in=roles)
        .distinct()
        .order_by("display_name", "pk")
    )


def staff_names() -> list[str]:
    """The names of everybody with an open account and a staff role."""
    return [person.display_name for person in people_with(*Role) if person.display_name]


def group_of_role(role: Role) -> Group:
    """The group that carries a role's rights in the desk."""
    return Group.objects.get_or_create(name=role.value)[0]


def access_version_of(person_id: int) -> int:
    """The version a pass of this person must have at least; 0 when there is no such account."""
    return Person.objects.filter(pk=person_id).values_list("access_version", flat=True).first() or 0


def access_versions_raised_since(moment: datetime) -> list[RaisedAccessVersion]:
    """Access versions raised at or after `moment`, oldest first."""
    return list(RaisedAccessVersion.objects.filter(raised_at__gte=moment).order_by("raised_at", "pk"))


@dataclass(frozen=True)
class SignIn:
    """One browser in which a person is signed in."""

    id: int
    session_key: str
    browser: str
    machine: str
    network: str
    since: datetime


def sign_ins_of(person: Person) -> list[SignIn]:
    """Where this person is signed in, the latest first."""
    sessions = UserSession.objects.purge_and_list(person)
    return [
        SignIn(
            id=session.pk,
            session_key=session.session_key,
            browser=devices.browser_and_device(session.user_agent)[0],
            machine=devices.browser_and_device(session.user_agent)[1],
            network=networks.in_words(session.ip),
            since=session.created_at,
        )
        for session in sorted(sessions, key=lambda session: (session.created_at, session.pk), reverse=True)
    ]


def browser_storage() -> list[BrowserStorageItem]:
    """The cookies of signing in and of forms."""
    days = settings.SESSION_COOKIE_AGE // 86_400
    minutes = CHALLENGE_LIFETIME // timedelta(minutes=1)
    return [
        BrowserStorageItem(
            name=settings.SESSION_COOKIE_NAME,
            purpose=_("Keeps you signed in; set when you sign in or ask for a code."),
            duration=ngettext_lazy("%(count)d day", "%(count)d days", days) % {"count": days},
        ),
        BrowserStorageItem(
            name=settings.CSRF_COOKIE_NAME,
            purpose=_("Makes sure that a form was sent from our own page; set where a form is."),
            duration=_("one year"),
        ),
        BrowserStorageItem(
            name=PASSKEY_COOKIE,
            purpose=_("Keeps the question that a passkey answers; set when you sign in with one."),
            duration=ngettext_lazy("%(count)d minute", "%(count)d minutes", minutes) % {"count": minutes},
        ),
        BrowserStorageItem(
            name="messages",
            purpose=_("Carries one sentence, such as “Saved”, to the next page."),
            duration=_("until the next page"),
        ),
    ]


# --- changes of address ------------------------------------------------------------------------------------


def was_recently_replaced(address: str, *, now: datetime) -> bool:
    """Whether an account was moved away from this address within the undo period."""
    return AddressChange.objects.filter(
        old_address=address, state=AddressChange.State.DONE, done_at__gt=now - UNDO_PERIOD
    ).exists()


def is_address_taken(address: str, *, but_for: Person, now: datetime) -> bool:
    """Whether this address belongs to somebody else, or may again if they undo a change."""
    if Person.objects.filter(email=address).exclude(pk=but_for.pk).exists():
        return True
    held = AddressChange.objects.filter(
        old_address=address, state=AddressChange.State.DONE, done_at__gt=now - UNDO_PERIOD
    )
    return held.exclude(person=but_for).exists()


def due_address_changes(*, now: datetime) -> list[int]:
    """The ids of planned changes whose delay is over."""
    waiting = AddressChange.objects.filter(state=AddressChange.State.WAITING, due_at__lte=now)
    return list(waiting.order_by("due_at").values_list("pk", flat=True))


def pending_address_changes() -> list[AddressChange]:
    """Every planned change, the next one first."""
    waiting = AddressChange.objects.filter(state=AddressChange.State.WAITING)
    return list(waiting.select_related("person", "by_staff").order_by("due_at"))


def may_undo_address_change(change: AddressChange, *, now: datetime) -> bool:
    """Whether the old address may still take the change back."""
    done = change.state == AddressChange.State.DONE and change.done_at is not None
    return done and now < change.done_at + UNDO_PERIOD  # type: ignore[operator]  # done_at is there


def address_change_link(change: AddressChange, what: str) -> str:
    """The signed part of a link with which its holder may `undo` or `stop` the change without signing in."""
    return Signer(salt=f"masthead.people.address.{what}").sign(str(change.pk)).replace(":", "~")


def address_change_by_link(link: str, what: str) -> AddressChange:
    """The change that this link is about.

    :raises LinkIsInvalid: its signature is not ours
    """
    try:
        number = int(Signer(salt=f"masthead.people.address.{what}").unsign(link.replace("~", ":")))
    except (BadSignature, ValueError):
        raise errors.LinkIsInvalid from None
    change = AddressChange.objects.select_related("person").filter(pk=number).first()
    if change is None:
        raise errors.LinkIsInvalid
    return change


# --- passkeys ----------------------------------------------------------------------------------------------


def passkeys_of(person: Person) -> list[Authenticator]:
    """The person's passkeys, the oldest first."""
    mine = Authenticator.objects.filter(user=person, type=Authenticator.Type.WEBAUTHN)
    return list(mine.order_by("created_at", "pk"))


def passkey_of(person: Person, passkey_id: int) -> Authenticator:
    """This passkey of this person.

    :raises NoSuchPasskey: it is not theirs
    """
    found = Authenticator.objects.filter(user=person, type=Authenticator.Type.WEBAUTHN, pk=passkey_id).first()
    if found is None:
        raise errors.NoSuchPasskey
    return found


def owner_of_passkey(passkey: Authenticator) -> Person:
    """Whose passkey it is."""
    return Person.objects.get(pk=passkey.user_id)


# --- profiles, exports -------------------------------------------------------------------------------------


def person_with_profile(person_id: int) -> Person:
    """The person whose profile everybody may see.

    :raises NoSuchReader: nobody, somebody without a name, or somebody who left
    """
    found = Person.objects.filter(pk=person_id, is_active=True).exclude(display_name="").first()
    if found is None:
        raise errors.NoSuchReader
    return found


def avatar_by_key(key: str) -> Avatar | None:
    """The picture with this key."""
    return Avatar.objects.filter(key=key).first()


def data_exports_of(person: Person, *, now: datetime) -> list[DataExport]:
    """This person's data exports that have not expired, the newest first."""
    rows = DataExport.objects.filter(person=person).exclude(expires_at__lte=now)
    return list(rows.defer("archive").order_by("-pk"))


def data_export_of(person: Person, export_id: int, *, now: datetime) -> DataExport:
    """The finished data export.

    :raises NoSuchDataExport: another person's, not ready, or too old
    """
    found = DataExport.objects.filter(person=person, pk=export_id, expires_at__gt=now).first()
    if found is None:
        raise errors.NoSuchDataExport
    return found


def export_data(person: Person, now: datetime) -> DataExportPart:  # noqa: ARG001 - the shape of every share
    """What this room holds of the person."""
    avatar = Avatar.objects.filter(person=person).first()
    changes = AddressChange.objects.filter(person=person).order_by("pk")
    content = {
        "number": person.pk,
        "email": person.email,
        "display_name": person.display_name,
        "about": person.about,
        "link": person.link,
        "joined_at": person.joined_at,
        "roles": sorted(person.roles),
        "passkeys": [
            {"name": str(key), "added_at": key.created_at, "last_used_at": key.last_used_at}
            for key in passkeys_of(person)
        ],
        "sign_ins": [
            {"since": row.created_at, "network": row.ip, "browser": row.user_agent}
            for row in UserSession.objects.filter(user=person).order_by("pk")
        ],
        "changes_of_address": [
            {"from": row.old_address, "to": row.new_address, "state": row.state, "at": row.requested_at}
            for row in changes
        ],
    }
    return DataExportPart(
        name="account", content=content, files={"avatar.webp": bytes(avatar.large)} if avatar else {}
    )


def leak_surfaces() -> list[str]:
    """Addresses of this room, for the leak audit: what everybody may see, and what is one's own."""
    with_a_page = Person.objects.filter(is_active=True).exclude(display_name="")
    numbers = with_a_page.order_by("pk").values_list("pk", flat=True)
    account = ("", "profile/", "passkeys/", "address/", "data-exports/", "deletion/", "reauthentication/")
    return [
        *(reverse("people:public_profile", args=[number]) for number in (*numbers, 999_999_999)),
        "/avatars/nobody-small.webp",
        *(f"/account/{page}" for page in account),
    ]
