"""Nobody is asked to pay twice for one thing."""

import threading
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.db import connections

from masthead.kit.tests.stores import shared_store
from masthead.kit.transactions import NetworkInsideTransaction
from masthead.payments import operations
from masthead.payments.errors import AlreadySubscribed
from masthead.payments.models import Checkout, Subscription
from masthead.payments.operations import Item
from masthead.payments.providers.pretend import operations as pretend
from masthead.payments.providers.pretend.models import PretendSession
from masthead.payments.states import CheckoutState
from masthead.payments.tests.shop import MONTHLY, YEARLY, paid, start
from masthead.people.models import Person


def test_start_checkout__a_double_click_gives_the_same_page(rita: Person, noon: datetime) -> None:
    first, second = start(rita, noon), start(rita, noon + timedelta(seconds=1))
    assert first.hosted_url == second.hosted_url != ""
    assert PretendSession.objects.count() == 1


def test_start_checkout__the_second_click_leads_back_to_where_it_came_from(
    rita: Person, noon: datetime
) -> None:
    start(rita, noon)
    again = operations.start_checkout(
        person=rita, item=MONTHLY, success_path="/b/{token}/", cancel_path="/b/", now=noon
    )
    assert again.cancel_path == "/b/"
    assert again.success_path == f"/b/{again.token}/"


def test_start_checkout__another_plan_closes_the_page_before(rita: Person, noon: datetime) -> None:
    monthly = start(rita, noon, MONTHLY)
    yearly = start(rita, noon, YEARLY)
    assert yearly.amount_minor == 6000
    assert Checkout.objects.get(pk=monthly.pk).state == CheckoutState.CLOSED
    assert PretendSession.objects.get(ref=monthly.ref).state == "expired"


def test_start_checkout__a_new_price_needs_a_new_page(rita: Person, noon: datetime) -> None:
    old = start(rita, noon)
    dearer = Item(
        item_key=MONTHLY.item_key, title=MONTHLY.title, amount_minor=700, currency="EUR", interval="month"
    )
    assert start(rita, noon, dearer).hosted_url != old.hosted_url


def test_start_checkout__a_page_paid_in_another_window_counts_before_a_second_one_opens(
    rita: Person, noon: datetime
) -> None:
    monthly = start(rita, noon, MONTHLY)
    pretend.pay(monthly.ref, now=noon)
    with pytest.raises(AlreadySubscribed):
        start(rita, noon, YEARLY)
    assert Subscription.objects.get(person=rita).item_key == MONTHLY.item_key


def test_start_checkout__a_second_subscription_is_refused_before_anybody_is_asked_for_money(
    rita: Person, noon: datetime
) -> None:
    paid(rita, noon)
    with pytest.raises(AlreadySubscribed):
        start(rita, noon, YEARLY)
    assert PretendSession.objects.count() == 1


def test_start_checkout__a_cancelled_subscription_still_counts_until_its_last_day(
    rita: Person, noon: datetime
) -> None:
    subscription = Subscription.objects.get(checkout=paid(rita, noon))
    operations.cancel_renewal(subscription=subscription, by=rita, now=noon)
    with pytest.raises(AlreadySubscribed):
        start(rita, noon + timedelta(days=30))
    # The provider has not yet said that it is over, but over it is.
    assert start(rita, noon + timedelta(days=31)).state == CheckoutState.OPEN


def test_start_checkout__a_process_that_died_before_the_answer_leaves_no_second_page(
    rita: Person, noon: datetime
) -> None:
    first = start(rita, noon)
    Checkout.objects.filter(pk=first.pk).update(ref="", hosted_url="")
    assert start(rita, noon).hosted_url == first.hosted_url


@pytest.mark.django_db(transaction=True)
def test_start_checkout__no_provider_is_asked_while_a_transaction_is_open(
    rita: Person, noon: datetime
) -> None:
    from django.db import transaction

    with pytest.raises(NetworkInsideTransaction), transaction.atomic():
        start(rita, noon)
    checkout = start(rita, noon)
    with pytest.raises(NetworkInsideTransaction), transaction.atomic():
        operations.reconcile_checkout(checkout=checkout, now=noon)


@pytest.mark.django_db(transaction=True)
def test_start_checkout__eight_clicks_at_once_open_one_page(
    rita: Person, noon: datetime, tmp_path: Path
) -> None:
    pages: list[str] = []
    errors: list[Exception] = []

    def click() -> None:
        try:
            pages.append(start(rita, noon).hosted_url)
        except Exception as error:  # noqa: BLE001 - whatever it is, the test shows it
            errors.append(error)
        finally:
            connections.close_all()

    with shared_store(tmp_path):
        threads = [threading.Thread(target=click) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert errors == []
        assert len(set(pages)) == 1
        assert Checkout.objects.count() == 1
