"""Roles, what each may do in the desk, and who is signed in."""

from collections.abc import Mapping, Sequence

from django.contrib.auth.models import AnonymousUser

from masthead.people import errors
from masthead.people.models import Person, Role

# What each role may do in the desk, beside its rights over pages; rooms above add theirs in
# config/contributions.py. Moderators work on the moderation pages and have no business in the desk.
ROLE_PERMISSIONS: Mapping[Role, Sequence[str]] = {
    Role.PUBLISHER: ["wagtailadmin.access_admin"],
    Role.EDITOR: ["wagtailadmin.access_admin"],
    Role.AUTHOR: ["wagtailadmin.access_admin"],
    Role.MODERATOR: [],
}
# Over the whole page tree. In Wagtail's words, who may add pages may change their own.
PAGE_PERMISSIONS: Mapping[Role, Sequence[str]] = {
    Role.PUBLISHER: ["add_page", "change_page", "publish_page", "lock_page", "unlock_page"],
    Role.EDITOR: ["add_page", "change_page", "publish_page", "lock_page", "unlock_page"],
    Role.AUTHOR: ["add_page"],
    Role.MODERATOR: [],
}
# Over images and documents, everywhere.
FILE_PERMISSIONS: Mapping[Role, Sequence[str]] = {
    Role.PUBLISHER: ["add", "change", "delete", "choose"],
    Role.EDITOR: ["add", "change", "delete", "choose"],
    Role.AUTHOR: ["add", "choose"],
    Role.MODERATOR: [],
}


def has_role(person: Person | AnonymousUser | None, *roles: Role) -> bool:
    """Whether the person holds one of `roles`; a superuser holds all, strangers and closed accounts none."""
    return isinstance(person, Person) and not person.roles.isdisjoint(roles)


def is_staff(person: Person | AnonymousUser | None) -> bool:
    """Whether the person holds any role at all."""
    return has_role(person, *Role)


def ensure_signed_in(person: Person | AnonymousUser | None) -> Person:
    """The person, known to be one.

    :raises NotSignedIn: a stranger
    """
    if not isinstance(person, Person) or not person.is_active:
        raise errors.NotSignedIn
    return person


def ensure_role(person: Person | AnonymousUser | None, *roles: Role) -> Person:
    """The person, known to hold one of `roles`.

    :raises NotSignedIn: a stranger
    :raises StaffOnly: somebody without the role
    """
    known = ensure_signed_in(person)
    if not has_role(known, *roles):
        raise errors.StaffOnly
    return known


def ensure_known(person: Person | None) -> Person:
    """The person, whose open account was found.

    :raises NoSuchPerson: there is none
    """
    if person is None or not person.is_active:
        raise errors.NoSuchPerson
    return person


def ensure_account_is_open(person: Person) -> Person:
    """The person, whose account can be used.

    :raises AccountIsClosed: it cannot
    """
    if not person.is_active:
        raise errors.AccountIsClosed
    return person


def ensure_may_delete_account(person: Person) -> Person:
    """The person, who may delete their account.

    :raises NotSignedIn: a stranger, or a closed account
    :raises StaffAccountCannotBeDeleted: whoever works here hands over first
    """
    known = ensure_signed_in(person)
    if is_staff(known):
        raise errors.StaffAccountCannotBeDeleted
    return known
