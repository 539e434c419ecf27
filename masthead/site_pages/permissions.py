"""Who may see the checklist and read messages."""

from collections.abc import Mapping, Sequence

from django.contrib.auth.models import AnonymousUser

from masthead.people import permissions as people
from masthead.people.models import Person, Role

ROLE_PERMISSIONS: Mapping[Role, Sequence[str]] = {Role.PUBLISHER: ["site_pages.change_contact"]}


def may_see_checklist(person: Person | AnonymousUser | None) -> bool:
    """Whether somebody is asked to complete the publication."""
    return people.has_role(person, Role.PUBLISHER, Role.EDITOR)


def ensure_may_see_checklist(person: Person | AnonymousUser | None) -> Person:
    """The person, known to be a publisher or an editor.

    :raises NotSignedIn: a stranger
    :raises StaffOnly: anybody else
    """
    return people.ensure_role(person, Role.PUBLISHER, Role.EDITOR)


def ensure_may_read_messages(person: Person | AnonymousUser | None) -> Person:
    """The person, known to be a publisher.

    :raises NotSignedIn: a stranger
    :raises StaffOnly: anybody else
    """
    return people.ensure_role(person, Role.PUBLISHER)


def may_read_messages(person: Person | AnonymousUser | None) -> bool:
    """Whether somebody may read what readers wrote."""
    return people.has_role(person, Role.PUBLISHER)
