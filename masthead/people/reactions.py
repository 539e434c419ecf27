"""Receivers of the signals of Django and allauth about accounts."""

from django.contrib.auth.models import Group
from django.db import connections
from django.utils import timezone
from wagtail.models import GroupPagePermission

from masthead.people import operations
from masthead.people.models import Person


def on_signed_in(user: Person, **_signal: object) -> None:
    """Somebody signed in, by whichever view."""
    operations.note_sign_in(person=user, now=timezone.now())


def on_signed_out(user: Person | None, **_signal: object) -> None:
    """Somebody signed out: the pass in that browser must not outlive it."""
    if user is not None:
        operations.note_sign_out(person=user, now=timezone.now())


def on_groups_changed(
    instance: Person | Group, action: str, pk_set: set[int] | None, **_signal: object
) -> None:
    """Roles were changed by a form of the desk, not by our operations: passes of those concerned are void."""
    if action not in {"post_add", "post_remove", "pre_clear"}:
        return
    if isinstance(instance, Person):
        concerned = [instance.pk]
    else:
        concerned = list(pk_set or instance.user_set.values_list("pk", flat=True))
    for person_id in concerned:
        operations.raise_access_version(person_id=person_id, now=timezone.now())


def on_migrated(using: str, **_signal: object) -> None:
    """The tables are as they should be: so should the roles."""
    if GroupPagePermission._meta.db_table in connections[using].introspection.table_names():
        operations.sync_role_permissions()
