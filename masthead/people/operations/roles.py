"""Who works here in which role, and what each role may do in the desk."""

from collections.abc import Sequence
from datetime import datetime

from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page

from masthead.audit.operations import record
from masthead.kit.contributions import gather
from masthead.people import permissions, queries
from masthead.people.models import Person, Role


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
