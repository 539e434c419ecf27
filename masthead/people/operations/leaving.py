"""Taking everything along, and leaving."""

import io
import json
import zipfile
from datetime import datetime, timedelta

from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.urls import reverse
from wagtail.admin.models import EditingSession, FormState
from wagtail.models import APIToken, PageSubscription
from wagtail.users.models import UserProfile

from masthead.audit.operations import record
from masthead.kit import limits
from masthead.kit.contributions import gather
from masthead.kit.events import announce
from masthead.kit.own_data import Share
from masthead.people import events, permissions
from masthead.people.models import AddressChange, Export, Face, Person, SignInCode
from masthead.people.operations.accounts import close_account

EXPORTS_ARE_KEPT = timedelta(days=7)
NOBODY = "left-{}@nobody.invalid"
_PERSONAL = (
    "email", "display_name", "name_key", "about", "link", "face_key", "tells_since", "is_staff",
    "is_superuser", "last_login", "left_at",
)  # fmt: skip


@transaction.atomic
def ask_for_export(*, person: Person, now: datetime) -> Export:
    """Everything we hold of the person is being packed; a mail says when it can be fetched.

    :raises TooMany: four in a day
    """
    limits.spend(name="exports", who=str(person.pk), capacity=4, refill_seconds=86_400, now=now)
    export = Export.objects.create(person=person, asked_at=now)
    announce(events.ExportAsked(export_id=export.pk))
    return export


@transaction.atomic
def pack_export(*, export_id: int, now: datetime) -> None:
    """The archive is ready for a week, and the person knows. Called again, nothing changes."""
    export = Export.objects.select_for_update().filter(pk=export_id, ready_at=None).first()
    if export is None or not export.person.is_active:
        return
    export.archive = packed([share(export.person, now) for share in gather("export")])
    export.size = len(export.archive)
    export.ready_at, export.expires_at = now, now + EXPORTS_ARE_KEPT
    export.save()
    record(actor=export.person, action="people.export.pack", subject=export.person, now=now)
    address = settings.SITE_URL + reverse("people:exports")
    get_adapter().send_mail("people/notices/export_ready", export.person.email, {"address": address})


def packed(shares: list[Share]) -> bytes:
    """A zip with one JSON file per share, and each share's files in a folder of its name."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as zipped:
        for share in shares:
            text = json.dumps(share.content, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2)
            zipped.writestr(f"{share.name}.json", text)
            for name, content in share.files.items():
                zipped.writestr(f"{share.name}/{name}", content)
    return archive.getvalue()


def forget_old_exports(*, now: datetime) -> None:
    """Archives that can no longer be fetched are gone, and requests that never came to anything."""
    Export.objects.filter(expires_at__lte=now).delete()
    Export.objects.filter(ready_at=None, asked_at__lte=now - EXPORTS_ARE_KEPT).delete()


def leave(*, person: Person, letters_stay: bool, now: datetime) -> None:
    """The account is a row without anybody; what each room held of the person is gone or says nobody's name.

    First what has to be said to the outside (a renewal is cancelled there), and only if that worked the rest,
    all of it or nothing.

    :raises StaffCannotLeave: whoever works here hands over first
    :raises Refusal: what a room could not end; nothing has changed then
    """
    person = permissions.ensure_may_leave(person)
    for prepare in gather("before_leaving"):
        prepare(person=person, now=now)
    with transaction.atomic():
        person = Person.objects.select_for_update().get(pk=person.pk)
        permissions.ensure_may_leave(person)
        address = person.email
        for erase in gather("erasure"):
            erase(person=person, letters_stay=letters_stay, now=now)
        close_account(person=person, by=None, now=now)
        _erase(person, now)
        details = {"letters": "stay" if letters_stay else "go"}
        record(actor=None, action="people.person.leave", subject=person, details=details, now=now)
        get_adapter().send_mail("people/notices/left", address, {"letters_stay": letters_stay})
        announce(events.PersonLeft(person_id=person.pk))


def _erase(person: Person, now: datetime) -> None:
    for kind in (Face, AddressChange, Export):
        kind.objects.filter(person=person).delete()
    for kind in (Authenticator, EmailAddress):
        kind.objects.filter(user=person).delete()
    _erase_desk(person)
    SignInCode.objects.filter(email=person.email).delete()
    person.groups.clear()
    person.email = NOBODY.format(person.pk)
    person.display_name = person.name_key = person.about = person.link = person.face_key = ""
    person.tells_since = person.is_staff = person.is_superuser = False
    person.last_login, person.left_at = None, now
    person.save(update_fields=_PERSONAL)  # not the access version, which has just been raised


def _erase_desk(person: Person) -> None:
    """What the desk kept of somebody who worked here once: wishes, half-filled forms, keys."""
    for profile in UserProfile.objects.filter(user=person).exclude(avatar=""):
        profile.avatar.delete(save=False)
    for kind in (UserProfile, FormState, EditingSession, APIToken, PageSubscription):
        kind.objects.filter(user=person).delete()
