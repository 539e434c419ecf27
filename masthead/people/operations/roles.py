"""Who works here in which role, and what each role may do in the desk."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Manager
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page

from masthead.audit.operations import record
from masthead.kit.contributions import gather
from masthead.people import permissions, queries
from masthead.people.contributions import ROLE_PERMISSIONS
from masthead.people.models import Person, Role


@transaction.atomic
def give_role(*, person: Person, role: Role, by: Person | None, now: datetime) -> None:
    """The person works here in this role from now on."""
    person.groups.add(queries.group_of_role(role))
    person.__dict__.pop("roles", None)
    record(actor=by, action="people.role.give", subject=person, details={"role": role.value}, now=now)


@transaction.atomic
def remove_role(*, person: Person, role: Role, by: Person | None, now: datetime) -> None:
    """The person no longer has this role."""
    person.groups.remove(queries.group_of_role(role))
    person.__dict__.pop("roles", None)
    record(actor=by, action="people.role.take", subject=person, details={"role": role.value}, now=now)


@transaction.atomic
def sync_role_permissions() -> None:
    """Each role's group has exactly its rights in the desk: ours, and those that rooms above add."""
    Group.objects.filter(
        name__in=["Editors", "Moderators"], user=None
    ).delete()  # Wagtail's own, in other words than ours
    wanted: dict[Role, list[str]] = {role: [] for role in Role}
    for rights in (permissions.ROLE_PERMISSIONS, *gather(ROLE_PERMISSIONS)):
        for role, names in rights.items():
            wanted[role].extend(names)
    known = {
        f"{one.content_type.app_label}.{one.codename}": one
        for one in Permission.objects.select_related("content_type")
    }
    for role in Role:
        group = queries.group_of_role(role)
        group.permissions.set([_permission(name, known) for name in dict.fromkeys(wanted[role])])
        pages = [f"wagtailcore.{name}" for name in permissions.PAGE_PERMISSIONS[role]]
        kinds = ("wagtailimages.{}_image", "wagtaildocs.{}_document")
        files = [kind.format(name) for name in permissions.FILE_PERMISSIONS[role] for kind in kinds]
        over_pages = {"group": group, "page": Page.get_first_root_node()}
        _set_permissions(
            GroupPagePermission.objects, [_permission(name, known) for name in pages], over_pages
        )
        over_files = {"group": group, "collection": Collection.get_first_root_node()}
        _set_permissions(
            GroupCollectionPermission.objects, [_permission(name, known) for name in files], over_files
        )


def _set_permissions(rows: "Manager[Any]", wanted: Sequence[Permission], over: dict[str, Any]) -> None:
    """A group has these permissions, and no others, over the root of a tree: of pages, or of files."""
    if None in over.values():  # a flushed database: there is nothing to have rights over
        return
    present = rows.filter(**over)
    present.exclude(permission__in=wanted).delete()
    there = set(present.values_list("permission_id", flat=True))
    rows.bulk_create(
        rows.model(permission=permission, **over) for permission in wanted if permission.pk not in there
    )


def _permission(name: str, known: dict[str, Permission]) -> Permission:
    """The permission called `app.verb_thing`, made if Django has not come to it yet."""
    if name not in known:
        app_label, codename = name.split(".")
        model = "admin" if name == "wagtailadmin.access_admin" else codename.rsplit("_", 1)[1]
        kind = ContentType.objects.get_or_create(app_label=app_label, model=model)[0]
        words = f"Can {codename.replace('_', ' ')}"
        known[name] = Permission.objects.create(content_type=kind, codename=codename, name=words)
    return known[name]
