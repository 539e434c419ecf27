"""Account deletion: the row becomes anonymous, every room erases its part."""

from datetime import datetime

from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db import transaction
from wagtail.admin.models import EditingSession, FormState
from wagtail.models import APIToken, PageSubscription
from wagtail.users.models import UserProfile

from masthead.audit.operations import record
from masthead.kit.contributions import gather
from masthead.kit.events import announce
from masthead.people import events, permissions
from masthead.people.contributions import BEFORE_ACCOUNT_DELETION, ERASURE
from masthead.people.models import AddressChange, Avatar, DataExport, EmailCode, Person
from masthead.people.operations.accounts import close_account

ANONYMOUS_EMAIL = "left-{}@nobody.invalid"
_PERSONAL_FIELDS = (
    "email", "display_name", "name_key", "about", "link", "avatar_key", "shows_member_since", "is_staff",
    "is_superuser", "last_login", "deleted_at",
)  # fmt: skip


def delete_account(*, person: Person, keep_comments: bool, now: datetime) -> None:
    """The account is deleted: its row is anonymous, the rooms' rows about the person deleted or anonymous.

    First the calls to other machines (a renewal is cancelled at the provider); only if they succeed the rest,
    in one transaction.

    :raises StaffAccountCannotBeDeleted: the role must be removed first
    :raises Refusal: what a room could not end; nothing has changed then
    """
    person = permissions.ensure_may_delete_account(person)
    for prepare in gather(BEFORE_ACCOUNT_DELETION):
        prepare(person=person, now=now)
    with transaction.atomic():
        person = Person.objects.select_for_update().get(pk=person.pk)
        permissions.ensure_may_delete_account(person)
        address = person.email
        for erase in gather(ERASURE):
            erase(person=person, keep_comments=keep_comments, now=now)
        close_account(person=person, by=None, now=now)
        _erase(person, now)
        details = {"comments": "kept" if keep_comments else "deleted"}
        record(actor=None, action="people.account.delete", subject=person, details=details, now=now)
        get_adapter().send_mail("people/notices/account_deleted", address, {"keep_comments": keep_comments})
        announce(events.AccountDeleted(person_id=person.pk))


def _erase(person: Person, now: datetime) -> None:
    for kind in (Avatar, AddressChange, DataExport):
        kind.objects.filter(person=person).delete()
    for kind in (Authenticator, EmailAddress):
        kind.objects.filter(user=person).delete()
    _erase_wagtail_rows(person)
    EmailCode.objects.filter(email=person.email).delete()
    person.groups.clear()
    person.email = ANONYMOUS_EMAIL.format(person.pk)
    person.display_name = person.name_key = person.about = person.link = person.avatar_key = ""
    person.shows_member_since = person.is_staff = person.is_superuser = False
    person.last_login, person.deleted_at = None, now
    person.save(update_fields=_PERSONAL_FIELDS)  # not the access version, which has just been raised


def _erase_wagtail_rows(person: Person) -> None:
    """Wagtail's rows about a former member of staff: preferences, form drafts, API keys."""
    for profile in UserProfile.objects.filter(user=person).exclude(avatar=""):
        profile.avatar.delete(save=False)
    for kind in (UserProfile, FormState, EditingSession, APIToken, PageSubscription):
        kind.objects.filter(user=person).delete()
