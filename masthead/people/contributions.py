"""What rooms above add to the pages about a person, to an export and to an erasure."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

from masthead.kit.contributions import Part, Place
from masthead.kit.data_export import DataExportPart
from masthead.people.models import Person, Role


class BeforeAccountDeletion(Protocol):
    """What is said to the outside before somebody's account is deleted; raises a refusal to stop it."""

    def __call__(self, *, person: Person, now: datetime) -> object: ...


class Erase(Protocol):
    """What a room holds of a person is gone or says nobody's name; runs inside the deletion's transaction."""

    def __call__(self, *, person: Person, keep_comments: bool, now: datetime) -> object: ...


# Permissions that each staff role has in the desk, as `app.codename`.
ROLE_PERMISSIONS: Place[Mapping[Role, Sequence[str]]] = Place("role_permissions")
# Parts of the account page, of (person, now).
ACCOUNT_PAGE: Place[Callable[[Person, datetime], Part | None]] = Place("account_page")
# What the header says to whoever is signed in: where staff work, and what is about themselves.
STAFF_LINKS: Place[Callable[[Person], Part | None]] = Place("staff_links")
HEADER_PARTS: Place[Callable[[Person], Part | None]] = Place("header_parts")
# Parts of the page about somebody, of (reader, viewer, before, now).
PROFILE_PAGE: Place[Callable[[Person, Person | None, str, datetime], Part | None]] = Place("profile_page")
# What the page about leaving says beforehand, of (person, now).
ACCOUNT_DELETION_PAGE: Place[Callable[[Person, datetime], Part | None]] = Place("account_deletion_page")
BEFORE_ACCOUNT_DELETION: Place[BeforeAccountDeletion] = Place("before_account_deletion")
ERASURE: Place[Erase] = Place("erasure")
DATA_EXPORT: Place[Callable[[Person, datetime], DataExportPart]] = Place("data_export")
# Names that nobody may take; names of those who work for the publication, with or without an account.
RESERVED_NAMES: Place[Callable[[], Iterable[str]]] = Place("reserved_names")
STAFF_NAMES: Place[Callable[[], Iterable[str]]] = Place("staff_names")
# The address of the page on which one can write to the publication; empty where there is none.
CONTACT_PAGE: Place[Callable[[], str]] = Place("contact_page")
# What e-mails are told of the publication.
EMAIL_CONTEXT: Place[Callable[[], Mapping[str, Any]]] = Place("email_context")
