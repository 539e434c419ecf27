"""The pretend provider's pages: pay, be declined, confirm, leave; and nobody else's."""

import pytest
from django.test import Client
from django.utils import timezone

from conftest import sign_in
from masthead.payments.models import Checkout
from masthead.payments.providers.pretend import operations as pretend
from masthead.payments.providers.pretend.models import PretendPayment, PretendSession
from masthead.payments.tests.shop import start
from masthead.people.models import Person


@pytest.fixture
def checkout(rita: Person) -> Checkout:
    return start(rita, timezone.now())


def session_of(checkout: Checkout) -> PretendSession:
    return PretendSession.objects.get(ref=checkout.ref)


def test_pretend_page__says_that_no_money_moves_and_what_it_would_cost(
    client: Client, rita: Person, checkout: Checkout
) -> None:
    page = sign_in(client, rita).get(checkout.hosted_url).content.decode()
    assert "No money moves here" in page
    assert "€6.00" in page


def test_pay__a_good_card_pays_and_leads_back(client: Client, rita: Person, checkout: Checkout) -> None:
    answer = sign_in(client, rita).post(f"{checkout.hosted_url}pay/", {"card": "good"})
    assert (answer.status_code, answer["Location"]) == (303, f"/payments/returned/{checkout.token}/")
    assert client.get(answer["Location"])["Location"] == f"/thanks/{checkout.token}/"
    assert session_of(checkout).state == "complete"


def test_pay__comes_from_the_checkout_and_not_from_the_form(
    client: Client, rita: Person, checkout: Checkout
) -> None:
    sign_in(client, rita).post(f"{checkout.hosted_url}pay/", {"card": "good", "amount_minor": "1"})
    assert PretendPayment.objects.get().amount_minor == 600


def test_pay__a_declined_card_is_told_so_and_may_try_again(
    client: Client, rita: Person, checkout: Checkout
) -> None:
    answer = sign_in(client, rita).post(f"{checkout.hosted_url}pay/", {"card": "declined"})
    assert answer.status_code == 402
    assert "The card was declined and nothing was charged" in answer.content.decode()
    assert client.post(f"{checkout.hosted_url}pay/", {"card": "good"}).status_code == 303
    assert session_of(checkout).state == "complete"


def test_confirm__a_card_whose_bank_asks_pays_after_yes(
    client: Client, rita: Person, checkout: Checkout
) -> None:
    confirm = sign_in(client, rita).post(f"{checkout.hosted_url}pay/", {"card": "confirm"})["Location"]
    assert confirm == f"{checkout.hosted_url}confirm/"
    assert "is it you?" in client.get(confirm).content.decode()
    assert session_of(checkout).state == "confirming"
    assert client.post(confirm, {"answer": "yes"}).status_code == 303
    assert session_of(checkout).state == "complete"


def test_confirm__a_card_whose_bank_is_told_no_is_declined(
    client: Client, rita: Person, checkout: Checkout
) -> None:
    sign_in(client, rita).post(f"{checkout.hosted_url}pay/", {"card": "confirm"})
    answer = client.post(f"{checkout.hosted_url}confirm/", {"answer": "no"})
    assert answer.status_code == 402
    assert session_of(checkout).state == "open"


def test_confirm__confirming_what_nobody_asked_to_confirm_pays_nothing(
    client: Client, rita: Person, checkout: Checkout
) -> None:
    answer = sign_in(client, rita).post(f"{checkout.hosted_url}confirm/", {"answer": "yes"})
    assert answer["Location"] == checkout.hosted_url
    assert not PretendPayment.objects.exists()


def test_close_session__leads_back_to_where_the_reader_was(
    client: Client, rita: Person, checkout: Checkout
) -> None:
    page = sign_in(client, rita).get(checkout.hosted_url).content.decode()
    assert f'href="/payments/abandoned/{checkout.token}/"' in page
    assert client.get(f"/payments/abandoned/{checkout.token}/")["Location"] == "/essays/a/"
    assert session_of(checkout).state == "open"


def test_pretend_page__closed_takes_no_money_and_says_so(
    client: Client, rita: Person, checkout: Checkout
) -> None:
    pretend.close_session(checkout.ref, now=timezone.now())
    assert sign_in(client, rita).get(checkout.hosted_url).status_code == 410
    assert client.post(f"{checkout.hosted_url}pay/", {"card": "good"}).status_code == 410
    assert not PretendPayment.objects.exists()


DOORS = ["{page}", "{page}confirm/", "/payments/returned/{token}/", "/payments/abandoned/{token}/"]


@pytest.mark.parametrize("door", DOORS)
def test_pretend_page__somebody_elses_is_not_there(
    door: str, client: Client, ada: Person, checkout: Checkout
) -> None:
    address = door.format(page=checkout.hosted_url, token=checkout.token)
    assert sign_in(client, ada).get(address).status_code == 404


def test_pay__nobody_pays_for_somebody_else(client: Client, ada: Person, checkout: Checkout) -> None:
    sign_in(client, ada)
    for door in ("pay/", "confirm/"):
        answer = client.post(f"{checkout.hosted_url}{door}", {"card": "good", "answer": "yes"})
        assert answer.status_code == 404
    assert not PretendPayment.objects.exists()


@pytest.mark.parametrize("door", DOORS)
def test_pretend_page__a_stranger_is_led_through_sign_in(
    door: str, client: Client, checkout: Checkout
) -> None:
    address = door.format(page=checkout.hosted_url, token=checkout.token)
    assert client.get(address)["Location"] == f"/sign-in/?next={address}"


def test_pretend_page__the_form_needs_its_token(rita: Person, checkout: Checkout) -> None:
    strict = sign_in(Client(enforce_csrf_checks=True), rita)
    assert strict.post(f"{checkout.hosted_url}pay/", {"card": "good"}).status_code == 403
    assert not PretendPayment.objects.exists()
