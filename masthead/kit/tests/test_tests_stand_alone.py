"""A test that empties the tables leaves to the next one what the migrations wrote."""

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from wagtail.models import Page


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", ["first", "next"])
def test_emptied_tables__groups_and_the_root_page_are_there_whatever_ran_before(turn: str) -> None:
    assert Group.objects.filter(permissions__isnull=False).exists()
    assert Page.objects.filter(depth=1).count() == 1
    assert not get_user_model().objects.exists()
    Group.objects.all().delete()
    Page.objects.all().delete()


@pytest.mark.django_db
def test_emptied_tables__new_rows_have_numbers_of_their_own() -> None:
    before = set(Group.objects.values_list("pk", flat=True))
    assert Group.objects.create(name="One more").pk not in before
