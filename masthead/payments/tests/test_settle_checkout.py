"""Our rows follow the provider's truth, once, whoever asks and however often."""

import threading
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.db import connections

from masthead.kit.tests.stores import shared_store
from masthead.payments import operations, queries
from masthead.payments.errors import NoSuchCheckout, SubscriptionHasEnded
from masthead.payments.models import Attempt, Buyer, Checkout, Invoice, InvoiceLine, Subscription
from masthead.payments.providers.pretend import operations as pretend
from masthead.payments.providers.pretend.models import PretendSession
from masthead.payments.states import CheckoutState, InvoiceState, SubscriptionState, TransferState
from masthead.payments.tests.shop import paid, start
from masthead.people.models import Person

MONTH = timedelta(days=31)  # from 2 March to 2 April
VERSION_AFTER_PAYING = 5  # checkout, subscription, invoice, line and attempt: each was written once


def test_reconcile_checkout__an_unpaid_page_changes_nothing(rita: Person, noon: datetime) -> None:
    checkout = operations.reconcile_checkout(checkout=start(rita, noon), now=noon)
    assert checkout.state == CheckoutState.OPEN
    assert not Invoice.objects.exists()


def test_reconcile_checkout__a_paid_page_is_one_payment_and_one_subscription(
    rita: Person, noon: datetime
) -> None:
    checkout = paid(rita, noon)
    for _ in range(3):
        checkout = operations.reconcile_checkout(checkout=checkout, now=noon + timedelta(minutes=5))
    payment, subscription = Invoice.objects.get(), Subscription.objects.get()
    assert checkout.state == CheckoutState.PAID
    assert (payment.amount_minor, payment.currency, payment.state) == (600, "EUR", InvoiceState.PAID)
    assert (subscription.period_start, subscription.period_end) == (noon, noon + MONTH)
    assert subscription.renews
    assert checkout.settled_at == noon


def test_reconcile_checkout__a_declined_card_loses_nothing_and_can_be_followed_by_a_good_one(
    rita: Person, noon: datetime
) -> None:
    checkout = start(rita, noon)
    pretend.decline(checkout.ref, now=noon)
    checkout = operations.reconcile_checkout(checkout=checkout, now=noon)
    assert checkout.state == CheckoutState.OPEN
    assert not Invoice.objects.exists()
    pretend.pay(checkout.ref, now=noon)
    assert operations.reconcile_checkout(checkout=checkout, now=noon).state == CheckoutState.PAID
    assert [attempt.state for attempt in Attempt.objects.all()] == [TransferState.SUCCEEDED]


def test_reconcile_checkout__paying_twice_on_the_hosted_page_is_paying_once(
    rita: Person, noon: datetime
) -> None:
    checkout = start(rita, noon)
    pretend.pay(checkout.ref, now=noon)
    pretend.pay(checkout.ref, now=noon)
    operations.reconcile_checkout(checkout=checkout, now=noon)
    assert Invoice.objects.count() == 1


def test_reconcile_checkout__a_payment_for_another_account_is_never_taken_for_ours(
    rita: Person, noon: datetime
) -> None:
    checkout = start(rita, noon)
    pretend.pay(checkout.ref, now=noon)
    PretendSession.objects.update(account="999999")
    with pytest.raises(NoSuchCheckout):
        operations.reconcile_checkout(checkout=checkout, now=noon)
    assert not Invoice.objects.exists()


def test_reconcile_checkout__money_on_its_way_while_the_page_was_closed_still_counts(
    rita: Person, noon: datetime
) -> None:
    checkout = start(rita, noon)
    Checkout.objects.filter(pk=checkout.pk).update(state=CheckoutState.CLOSED)
    pretend.pay(checkout.ref, now=noon)
    assert operations.reconcile_checkout(checkout=checkout, now=noon).state == CheckoutState.PAID


def test_cancel_renewal__keeps_the_paid_period_and_can_be_taken_back(rita: Person, noon: datetime) -> None:
    subscription = Subscription.objects.get(checkout=paid(rita, noon))
    for _ in range(2):  # twice is the same as once
        operations.cancel_renewal(subscription=subscription, by=rita, now=noon + timedelta(days=1))
    assert subscription.stands
    assert not subscription.renews
    assert subscription.period_end == noon + MONTH
    operations.resume_renewal(subscription=subscription, by=rita, now=noon + timedelta(days=2))
    assert subscription.renews
    assert subscription.cancelled_at is None


def test_resume_renewal__after_the_last_paid_day_there_is_nothing_to_take_back(
    rita: Person, noon: datetime
) -> None:
    subscription = Subscription.objects.get(checkout=paid(rita, noon))
    operations.cancel_renewal(subscription=subscription, by=rita, now=noon)
    with pytest.raises(SubscriptionHasEnded):
        operations.resume_renewal(subscription=subscription, by=rita, now=noon + MONTH)


def test_renew_or_end__a_renewal_is_a_second_payment_for_the_next_period(
    rita: Person, noon: datetime
) -> None:
    checkout = paid(rita, noon)
    pretend.renew_or_end(checkout.ref, now=noon + MONTH - timedelta(seconds=1))
    assert pretend.due_for_renewal(now=noon + MONTH) == [checkout.ref]
    for _ in range(2):
        pretend.renew_or_end(checkout.ref, now=noon + MONTH)
    operations.reconcile_checkout(checkout=checkout, now=noon + MONTH)
    periods = list(InvoiceLine.objects.order_by("pk").values_list("starts_at", "ends_at"))
    assert periods == [(noon, noon + MONTH), (noon + MONTH, noon + MONTH + timedelta(days=30))]


def test_renew_or_end__a_cancelled_subscription_ends_with_its_period(rita: Person, noon: datetime) -> None:
    checkout = paid(rita, noon)
    operations.cancel_renewal(subscription=checkout.subscription, by=rita, now=noon)
    pretend.renew_or_end(checkout.ref, now=noon + MONTH)
    operations.reconcile_checkout(checkout=checkout, now=noon + MONTH)
    assert Subscription.objects.get().state == SubscriptionState.OVER
    assert Invoice.objects.count() == 1
    assert queries.live_subscription_of(rita.pk) is None


def test_reconcile_checkouts__the_clock_hears_what_no_message_told(
    rita: Person, ada: Person, noon: datetime
) -> None:
    renewed, never_returned = paid(rita, noon), start(ada, noon)
    pretend.pay(never_returned.ref, now=noon)
    operations.reconcile_unsettled(now=noon + timedelta(minutes=11))
    assert Invoice.objects.filter(person=ada).count() == 1
    pretend.renew_or_end(renewed.ref, now=noon + MONTH)
    operations.reconcile_unsettled(now=noon + MONTH)
    assert Invoice.objects.filter(person=rita).count() == 2


def test_reconcile_checkouts__one_checkout_that_fails_does_not_keep_the_others_waiting(
    rita: Person, ada: Person, noon: datetime
) -> None:
    broken, good = start(rita, noon), start(ada, noon + timedelta(seconds=1))
    for checkout in (broken, good):
        pretend.pay(checkout.ref, now=noon)
    PretendSession.objects.filter(ref=broken.ref).update(account="999999")
    with pytest.raises(ExceptionGroup):
        operations.reconcile_unsettled(now=noon + timedelta(minutes=11))
    assert Invoice.objects.get().person == ada


def test_reconcile_checkouts__a_page_nobody_came_back_to_is_closed_after_a_day(
    rita: Person, noon: datetime
) -> None:
    checkout = start(rita, noon)
    operations.reconcile_unsettled(now=noon + timedelta(hours=23))
    assert Checkout.objects.get(pk=checkout.pk).state == CheckoutState.OPEN
    operations.reconcile_unsettled(now=noon + timedelta(hours=25))
    assert Checkout.objects.get(pk=checkout.pk).state == CheckoutState.CLOSED


@pytest.mark.django_db(transaction=True)
def test_reconcile_checkout__eight_at_once_write_one_payment(
    rita: Person, noon: datetime, tmp_path: Path
) -> None:
    checkout = start(rita, noon)
    pretend.pay(checkout.ref, now=noon)
    errors: list[Exception] = []

    def settle() -> None:
        try:
            operations.reconcile_checkout(checkout=checkout, now=noon)
        except Exception as error:  # noqa: BLE001 - whatever it is, the test shows it
            errors.append(error)
        finally:
            connections.close_all()

    with shared_store(tmp_path):
        threads = [threading.Thread(target=settle) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert errors == []
        assert Invoice.objects.count() == 1
        assert Subscription.objects.count() == 1
        assert Buyer.objects.get().version == VERSION_AFTER_PAYING
