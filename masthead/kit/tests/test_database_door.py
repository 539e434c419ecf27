"""The databases' door: what is looked for beyond every column is not there, and breaks nothing."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.db import connection


@pytest.mark.parametrize("beyond", [2**63, 10**30, 10**400, -(2**63) - 1, -(10**400)])
def test_clean_parameters__a_number_beyond_every_column_finds_nothing(db: None, beyond: int) -> None:
    permission = Permission.objects.all()[0]
    group = Group.objects.create(name="Those who look")
    group.permissions.add(permission)
    assert not Group.objects.filter(pk=beyond).exists()
    assert not Group.permissions.through.objects.filter(group_id=beyond).exists()
    assert Group.permissions.through.objects.filter(group_id__in=[beyond, group.pk]).count() == 1
    assert Permission.objects.filter(content_type=beyond).first() is None
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM auth_group WHERE id < %s", [beyond])
        assert (cursor.fetchone()[0] > 0) is (beyond > 0)
        cursor.execute("DELETE FROM auth_group WHERE id = %s", [beyond])
    assert Group.objects.filter(pk=group.pk).exists()


@pytest.mark.parametrize("odd", ["a\x00b", "a\ud800b", "a\ufffe"])
def test_clean_parameters__a_text_that_no_page_can_hold_finds_nothing(db: None, odd: str) -> None:
    Group.objects.create(name="ab")
    Group.objects.create(name="a")
    assert not Group.objects.filter(name=odd).exists()
