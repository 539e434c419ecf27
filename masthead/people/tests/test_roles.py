"""Who may do what in the desk: one table, read row by row."""

from datetime import datetime
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser, Group, Permission
from django.core.management import CommandError, call_command
from django.test import Client
from wagtail.images import get_image_model
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page
from wagtail.permissions import policy_registry

from conftest import sign_in
from masthead.audit.models import AuditEntry
from masthead.people import errors, operations, permissions, queries
from masthead.people.models import Person, Role

PUBLISHER, EDITOR, AUTHOR, MODERATOR = Role.PUBLISHER, Role.EDITOR, Role.AUTHOR, Role.MODERATOR

TABLE: dict[str, set[Role]] = {
    "enter the desk": {PUBLISHER, EDITOR, AUTHOR},
    "write a page": {PUBLISHER, EDITOR, AUTHOR},
    "change one's own page": {PUBLISHER, EDITOR, AUTHOR},
    "change another's page": {PUBLISHER, EDITOR},
    "publish a page": {PUBLISHER, EDITOR},
    "publish one's own page": {PUBLISHER, EDITOR},
    "unpublish a page": {PUBLISHER, EDITOR},
    "lock a page": {PUBLISHER, EDITOR},
    "delete a published page": {PUBLISHER, EDITOR},
    "delete pages in bulk": set(),
    "add an image": {PUBLISHER, EDITOR, AUTHOR},
    "change another's image": {PUBLISHER, EDITOR},
    "manage accounts": set(),
    "manage groups": set(),
}


def may(person: Person, deed: str) -> bool:
    root = Page.get_first_root_node()
    mine, anothers = (
        root.add_child(instance=Page(title=title, slug=title, owner=owner, live=True))
        for title, owner in (("mine", person), ("anothers", None))
    )
    own, other, below = (page.permissions_for_user(person) for page in (mine, anothers, root))
    answers: dict[str, Any] = {
        "enter the desk": person.has_perm("wagtailadmin.access_admin"),
        "write a page": below.can_add_subpage(),
        "change one's own page": own.can_edit(),
        "change another's page": other.can_edit(),
        "publish a page": other.can_publish(),
        "publish one's own page": own.can_publish(),
        "unpublish a page": other.can_unpublish(),
        "lock a page": other.can_lock(),
        "delete a published page": other.can_delete(),
        "delete pages in bulk": person.has_perm("wagtailcore.bulk_delete_page"),
        "add an image": policy_registry.get_by_type(get_image_model()).user_has_permission(person, "add"),
        "change another's image": "change" in _kinds(person, "image"),
        "manage accounts": person.has_perm("people.change_person"),
        "manage groups": person.has_perm("auth.change_group"),
    }
    return bool(answers[deed])


def _kinds(person: Person, thing: str) -> set[str]:
    names = GroupCollectionPermission.objects.filter(group__user=person).values_list(
        "permission__codename", flat=True
    )
    return {name.removesuffix(f"_{thing}") for name in names if name.endswith(thing)}


@pytest.mark.parametrize("deed", TABLE)
@pytest.mark.parametrize("role", Role)
def test_roles__each_has_exactly_its_rights(role: Role, deed: str, rita: Person, noon: datetime) -> None:
    operations.give_role(person=rita, role=role, by=None, now=noon)
    person = queries.person_by_id(rita.pk)
    assert person is not None
    assert may(person, deed) == (role in TABLE[deed])


def test_roles__a_reader_has_no_rights_at_all(rita: Person) -> None:
    assert not any(may(rita, deed) for deed in ["enter the desk"])
    assert not permissions.is_staff(rita)
    assert sign_in(Client(), rita).get("/desk/").status_code == 403


def test_roles__an_author_enters_the_desk_and_a_moderator_does_not(ada: Person, moe: Person) -> None:
    assert sign_in(Client(), ada).get("/desk/").status_code == 200
    assert sign_in(Client(), moe).get("/desk/").status_code == 403


def test_ensure_role__the_wrong_person_is_sent_away_from_every_gate(
    rita: Person, ed: Person, moe: Person
) -> None:
    assert permissions.ensure_role(ed, Role.EDITOR, Role.PUBLISHER) == ed
    with pytest.raises(errors.StaffOnly):
        permissions.ensure_role(rita, *Role)
    with pytest.raises(errors.StaffOnly):
        permissions.ensure_role(moe, Role.EDITOR)
    for stranger in (None, AnonymousUser()):
        with pytest.raises(errors.NotSignedIn):
            permissions.ensure_role(stranger, *Role)


def test_has_role__a_superuser_counts_as_everybody_and_a_closed_account_as_nobody(
    ed: Person, noon: datetime
) -> None:
    host = Person.objects.create_superuser("host@example.org")
    assert host.roles == frozenset(Role)
    assert not host.has_usable_password()
    operations.close_account(person=ed, by=host, now=noon)
    assert not permissions.has_role(ed, Role.EDITOR)


def test_give_role__is_felt_at_once_and_noted(rita: Person, pia: Person, noon: datetime) -> None:
    version = queries.access_version_of(rita.pk)
    operations.give_role(person=rita, role=Role.MODERATOR, by=pia, now=noon)
    assert permissions.has_role(rita, Role.MODERATOR)
    given = queries.access_version_of(rita.pk)
    operations.remove_role(person=rita, role=Role.MODERATOR, by=pia, now=noon)
    assert not permissions.has_role(rita, Role.MODERATOR)
    assert version < given < queries.access_version_of(rita.pk)
    entries = AuditEntry.objects.filter(action__startswith="people.role", subject_id=str(rita.pk)).order_by(
        "pk"
    )
    assert [(entry.action, entry.actor) for entry in entries] == [
        ("people.role.give", pia),
        ("people.role.take", pia),
    ]


def test_give_role__one_given_past_our_operations_voids_passes_as_well(rita: Person) -> None:
    version = queries.access_version_of(rita.pk)
    queries.group_of_role(Role.EDITOR).user_set.add(rita)
    assert queries.access_version_of(rita.pk) > version
    version = queries.access_version_of(rita.pk)
    rita.groups.clear()
    assert queries.access_version_of(rita.pk) > version


def test_close_account__is_signed_out_everywhere_and_its_pass_is_void(rita: Person, noon: datetime) -> None:
    browser = sign_in(Client(), rita)
    assert browser.get("/account/").status_code == 200
    version = queries.access_version_of(rita.pk)
    operations.close_account(person=rita, by=None, now=noon)
    assert browser.get("/account/").status_code == 302
    assert queries.access_version_of(rita.pk) > version
    operations.reopen_account(person=rita, by=None, now=noon)
    assert browser.get("/account/").status_code == 302


def test_sync_role_permissions__mends_what_was_granted_by_hand(ada: Person) -> None:
    group = Group.objects.get(name="author")
    group.permissions.add(Permission.objects.get(codename="publish_page"))
    operations.sync_role_permissions()
    assert set(group.permissions.values_list("codename", flat=True)) >= {"access_admin"}
    assert not group.permissions.filter(codename="publish_page").exists()
    assert not Group.objects.filter(name__in=["Editors", "Moderators"]).exists()


def test_sync_role_permissions__mends_rights_over_pages_and_files_too_and_makes_what_is_missing(
    ada: Person,
) -> None:
    group = Group.objects.get(name="author")
    root, files = Page.get_first_root_node(), Collection.get_first_root_node()
    publish, delete = (Permission.objects.get(codename=name) for name in ("publish_page", "delete_image"))
    GroupPagePermission.objects.filter(group=group).delete()
    GroupPagePermission.objects.create(group=group, page=root, permission=publish)
    GroupCollectionPermission.objects.create(group=group, collection=files, permission=delete)
    Permission.objects.filter(codename="add_document").delete()
    for _again in range(2):
        operations.sync_role_permissions()
        over_pages = GroupPagePermission.objects.filter(group=group).values_list(
            "permission__codename", flat=True
        )
        over_files = GroupCollectionPermission.objects.filter(group=group).values_list(
            "permission__codename", flat=True
        )
        assert list(over_pages) == ["add_page"]
        assert sorted(over_files) == ["add_document", "add_image", "choose_document", "choose_image"]


def test_give_role__the_host_names_the_first_publisher_on_the_command_line(
    db: None, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("give_role", "Pia@example.org", "publisher")
    person = queries.person_by_address("pia@example.org")
    assert permissions.has_role(person, Role.PUBLISHER)
    call_command("give_role", "pia@example.org", "publisher", "--take")
    assert capsys.readouterr().out.splitlines() == [
        "pia@example.org is publisher here now.",
        "pia@example.org is no longer publisher here.",
    ]
    with pytest.raises(CommandError, match="Nobody here"):
        call_command("give_role", "nobody@example.org", "editor", "--take")


def test_desk_accounts__are_shown_and_none_is_changed(rita: Person, ed: Person) -> None:
    host = Person.objects.create_superuser("host@example.org")
    desk = sign_in(Client(), host)
    assert desk.get("/desk/users/").status_code == 200
    assert desk.get("/desk/groups/").status_code == 200
    editors = queries.group_of_role(Role.EDITOR)
    for path in (
        "/desk/users/new/",
        f"/desk/users/edit/{rita.pk}/",
        f"/desk/users/delete/{rita.pk}/",
        "/desk/groups/new/",
        f"/desk/groups/edit/{editors.pk}/",
        f"/desk/groups/delete/{editors.pk}/",
        f"/desk/bulk/people/person/assign_role/?id={rita.pk}",
        f"/desk/bulk/people/person/delete/?id={rita.pk}",
        f"/desk/bulk/people/person/set_active_state/?id={rita.pk}",
    ):
        answer = desk.post(path, {"email": "new@example.org", "role": editors.pk, "mark_as_active": ""})
        assert answer.status_code in {200, 302, 403}, path
    rita.refresh_from_db()
    assert rita.is_active
    assert not permissions.is_staff(rita)
    assert Person.objects.count() == 3
    assert Group.objects.count() == len(Role)
    account = sign_in(Client(), ed).get("/desk/account/").content.decode()
    assert "first_name" not in account
    assert "password" not in account
