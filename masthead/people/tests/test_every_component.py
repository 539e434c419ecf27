"""/design/ shows every component, to those who work here only."""

import pytest
from django.test import Client

from conftest import sign_in
from masthead.people import operations as people
from masthead.people.models import Person


@pytest.fixture
def _roles(db: None) -> None:
    people.sync_role_permissions()


@pytest.mark.usefixtures("_roles")
def test_every_component__a_stranger_and_a_member_are_told_whom_it_is_for(
    client: Client, mina: Person
) -> None:
    assert client.get("/design/").status_code == 403
    answer = sign_in(client, mina).get("/design/")
    assert answer.status_code == 403
    assert "It is for those who work here." in answer.content.decode()


@pytest.mark.usefixtures("_roles")
def test_every_component__staff_see_each_and_no_cache_stores_it(client: Client, pia: Person) -> None:
    answer = sign_in(client, pia).get("/design/")
    page = answer.content.decode()
    assert answer.status_code == 200
    for what in (
        "button danger",
        "errorlist",
        "notice wrong",
        "comment gone",
        "comment new",
        "plans",
        "meter",
    ):
        assert what in page, what
    assert answer["Cache-Control"] == "private, no-store"
