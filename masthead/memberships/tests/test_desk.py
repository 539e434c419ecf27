"""The publisher edits plans in the desk and reads the ledger there; nobody writes the ledger."""

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from conftest import sign_in
from masthead.audit.models import AuditEntry
from masthead.memberships.models import Entitlement, Plan
from masthead.people.models import Person

YEARLY = {
    "name": "Yearly",
    "slug": "yearly",
    "price": "60",
    "currency": "EUR",
    "interval": "year",
    "benefits": "Every article",
    "position": "0",
    "is_offered": "on",
}


def test_desk_plans__the_publisher_adds_changes_and_removes_a_plan(client: Client, pia: Person) -> None:
    sign_in(client, pia).post("/desk/plans/new/", YEARLY)
    plan = Plan.objects.get()
    client.post(f"/desk/plans/edit/{plan.pk}/", YEARLY | {"price": "70.50"})
    plan.refresh_from_db()
    assert plan.amount_minor == 7050
    client.post(f"/desk/plans/delete/{plan.pk}/")
    assert not Plan.objects.exists()
    actions = AuditEntry.objects.filter(actor=pia).order_by("pk").values_list("action", flat=True)
    assert [action for action in actions if action.startswith("memberships.plan.")] == [
        "memberships.plan.create",
        "memberships.plan.edit",
        "memberships.plan.delete",
    ]


@pytest.mark.parametrize(
    "wrong",
    [
        {"price": "0"},
        {"price": "-5"},
        {"price": "6.505"},
        {"price": "60.5", "currency": "JPY"},
        {"currency": "XXQ"},
        {"currency": "eur"},
        {"slug": "a b"},
    ],
)
def test_desk_plans__one_that_makes_no_sense_is_not_saved(
    wrong: dict[str, str], client: Client, pia: Person
) -> None:
    assert sign_in(client, pia).post("/desk/plans/new/", YEARLY | wrong).status_code == 200
    assert not Plan.objects.exists()


def test_desk_plans__editors_authors_and_readers_do_not_set_prices(
    client: Client, ed: Person, ada: Person, rita: Person
) -> None:
    for person in (ed, ada, rita):
        assert sign_in(client, person).post("/desk/plans/new/", YEARLY).status_code in {302, 403}
        assert client.get("/desk/ledger/").status_code in {302, 403}
    assert not Plan.objects.exists()


def test_desk_ledger__can_be_read_and_not_written(client: Client, pia: Person, mina: Person) -> None:
    entry = Entitlement.objects.get(person=mina)
    page = sign_in(client, pia).get("/desk/ledger/")
    assert page.status_code == 200
    assert entry.reference in page.content.decode()
    for door in ("new/", f"edit/{entry.pk}/", f"delete/{entry.pk}/"):
        assert client.post(f"/desk/ledger/{door}", {"reason": "mine"}).status_code in {302, 403}
    assert Entitlement.objects.get(pk=entry.pk).reason == ""


def test_desk_plans__speak_of_prices_as_readers_see_them(client: Client, pia: Person) -> None:
    sign_in(client, pia).post("/desk/plans/new/", YEARLY | {"price": "6000", "currency": "JPY"})
    plan = Plan.objects.get()
    assert plan.amount_minor == 6000
    client.post(f"/desk/plans/edit/{plan.pk}/", YEARLY | {"price": "6.50"})
    listing = client.get("/desk/plans/").content.decode()
    assert "€6.50" in listing
    assert ">650<" not in listing
    page = BeautifulSoup(client.get(f"/desk/plans/edit/{plan.pk}/").content, "lxml")
    assert page.select_one("input[name=price]")["value"] == "6.50"  # type: ignore[index]
