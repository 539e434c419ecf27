"""The publisher reads the money in the desk; nobody writes it there."""

import pytest
from django.test import Client
from django.utils import timezone

from conftest import sign_in
from masthead.payments.models import Invoice, Subscription
from masthead.payments.tests.shop import paid
from masthead.people.models import Person

LISTINGS = ["invoices-listing", "subscriptions-listing", "checkouts-listing"]


@pytest.mark.parametrize("listing", LISTINGS)
def test_desk_payments__the_publisher_sees_and_changes_nothing(
    listing: str, client: Client, pia: Person, rita: Person
) -> None:
    checkout = paid(rita, timezone.now())
    number = {
        "invoices-listing": Invoice.objects.get().pk,
        "subscriptions-listing": Subscription.objects.get().pk,
    }.get(listing, checkout.pk)
    sign_in(client, pia)
    page = client.get(f"/desk/{listing}/")
    assert page.status_code == 200
    assert "rita" in page.content.decode().lower()
    assert f"/desk/{listing}/edit/" not in page.content.decode()
    for door in ("new/", f"edit/{number}/", f"delete/{number}/"):
        assert client.get(f"/desk/{listing}/{door}").status_code in {302, 403}
        assert client.post(f"/desk/{listing}/{door}").status_code in {302, 403}
    assert Invoice.objects.count() == 1


@pytest.mark.parametrize("listing", LISTINGS)
def test_desk_payments__not_even_the_owner_of_the_house_changes_money(
    listing: str, client: Client, db: None
) -> None:
    root = Person.objects.create_superuser("root@example.org")
    assert sign_in(client, root).get(f"/desk/{listing}/").status_code == 200
    assert client.get(f"/desk/{listing}/new/").status_code in {302, 403}


@pytest.mark.parametrize("listing", LISTINGS)
def test_desk_payments__editors_and_authors_do_not_see_who_pays(
    listing: str, client: Client, ed: Person, ada: Person
) -> None:
    for person in (ed, ada):
        assert sign_in(client, person).get(f"/desk/{listing}/").status_code in {302, 403}
