"""Broken in ten ways, one comparison with the provider repairs it, and one line says so."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from conftest import sign_in
from masthead.kit import jobs
from masthead.memberships import operations, queries
from masthead.memberships.models import Plan
from masthead.memberships.queries import MoneyLine
from masthead.payments import operations as payments
from masthead.payments.models import Attempt, Invoice, InvoiceLine, Reconciliation, Refund, Subscription
from masthead.payments.providers import About, RefundTruth, Thing, Truth
from masthead.payments.states import InvoiceState, SubscriptionState, TransferState
from masthead.payments.tests.scripted import (
    MONTH,
    ScriptedProvider,
    attempt,
    hear,
    invoice,
    of,
    subscription,
)
from masthead.people.models import Person

DAY = timedelta(days=1)


@pytest.fixture
def truth(at: ScriptedProvider, plan: Plan, rita: Person, noon: datetime) -> Truth:
    """Rita pays, and is in."""
    told = of(rita, subscription(since=noon, item_key=plan.item_key), invoice(since=noon))
    hear(at, told, now=noon)
    return told


def everything_is_lost() -> None:
    Refund.objects.all().delete()
    Attempt.objects.all().delete()
    InvoiceLine.objects.all().delete()
    Invoice.objects.all().delete()
    Subscription.objects.all().delete()


WAYS: dict[str, Callable[[], object]] = {
    "its state": lambda: Subscription.objects.update(state=SubscriptionState.UNPAID),
    "that it is renewed": lambda: Subscription.objects.update(renews=False),
    "its period": lambda: Subscription.objects.update(period_end=timezone.now()),
    "its plan": lambda: Subscription.objects.update(item_key="plan:999"),
    "that it runs": lambda: Subscription.objects.update(state=SubscriptionState.OVER),
    "that it is not paused": lambda: Subscription.objects.update(paused_at=timezone.now()),
    "that the invoice is paid": lambda: Invoice.objects.update(state=InvoiceState.OPEN),
    "everything": everything_is_lost,
}


@pytest.mark.parametrize("what", WAYS)
def test_reconcile_everything__repairs_what_our_rows_have_wrong(
    what: str, at: ScriptedProvider, truth: Truth, rita: Person, noon: datetime
) -> None:
    WAYS[what]()
    operations.follow_coverage(person=rita, now=noon + DAY)
    run = payments.reconcile_everything(now=noon + DAY)
    assert (run.looked_at, run.repaired, run.failed) == (1, 1, 0)
    assert queries.is_member(rita, noon + 20 * DAY)
    assert queries.money_line(noon + DAY) == MoneyLine(1, 1, 0, 0)
    again = payments.reconcile_everything(now=noon + 2 * DAY)
    assert again.repaired == 0


def test_reconcile_everything__finds_a_renewal_nobody_told_us_of(
    at: ScriptedProvider, truth: Truth, plan: Plan, rita: Person, noon: datetime
) -> None:
    later = noon + MONTH + 10 * DAY
    assert not queries.is_member(rita, later)
    rolled = subscription(since=noon, period=1, item_key=plan.item_key)
    at.says(of(rita, rolled, invoice(since=noon), invoice(since=noon, period=1)))
    assert payments.reconcile_everything(now=later).repaired == 1
    assert queries.is_member(rita, later)


def test_reconcile_everything__finds_a_refund_nobody_told_us_of(
    at: ScriptedProvider, truth: Truth, plan: Plan, rita: Person, noon: datetime
) -> None:
    """A refund changes nothing that a list of subscriptions shows."""
    back = RefundTruth(ref="re_1", amount_minor=600, state=TransferState.SUCCEEDED, made_at=noon + DAY)
    paid = replace(attempt(at=noon, ref="pay_in_0"), refunds=(back,))
    running = subscription(since=noon, item_key=plan.item_key)
    at.says(of(rita, running, invoice(since=noon, attempts=(paid,))))
    assert payments.reconcile_everything(now=noon + 2 * DAY).repaired == 1
    assert payments.reconcile_everything(now=noon + 2 * DAY).repaired == 0
    assert not queries.is_member(rita, noon + 2 * DAY)
    assert queries.money_line(noon + 2 * DAY) == MoneyLine(1, 0, 0, 0)


def test_reconcile_everything__follows_messages_that_were_not_delivered(
    at: ScriptedProvider, truth: Truth, plan: Plan, rita: Person, noon: datetime
) -> None:
    """An older invoice was paid: neither the subscription nor its newest invoice shows it."""
    older = invoice(since=noon - MONTH, ref="in_older")
    running = subscription(since=noon, item_key=plan.item_key)
    at.says(of(rita, running, older, invoice(since=noon)))
    assert payments.reconcile_everything(now=noon + DAY).repaired == 0
    at.undelivered.append(About(Thing.INVOICE, "in_older"))
    run = payments.reconcile_everything(now=noon + DAY)
    assert (run.missed, run.repaired) == (1, 1)
    assert queries.is_member(rita, noon - DAY)


def test_reconcile_everything__one_that_cannot_be_asked_about_does_not_keep_the_others(
    at: ScriptedProvider, truth: Truth, plan: Plan, rita: Person, ada: Person, noon: datetime
) -> None:
    at.says(of(ada, subscription(since=noon, ref="sub_1", item_key=plan.item_key)))  # ours says: rita's
    Subscription.objects.update(state=SubscriptionState.BEHIND)
    at.says(
        of(
            ada,
            subscription(since=noon, ref="sub_2", item_key=plan.item_key),
            invoice(since=noon, ref="in_2"),
        )
    )
    run = payments.reconcile_everything(now=noon)
    assert (run.looked_at, run.failed, run.repaired) == (2, 1, 1)
    assert queries.is_member(ada, noon)


def test_money_line__counts_who_pays_twice_and_who_is_in_without_a_cause(
    at: ScriptedProvider, truth: Truth, plan: Plan, rita: Person, ada: Person, noon: datetime
) -> None:
    second = subscription(since=noon, ref="sub_2", item_key=plan.item_key)
    hear(at, of(rita, second, invoice(since=noon, ref="in_2")), now=noon)
    operations.grant(
        person=ada,
        source="subscription",
        starts_at=noon,
        ends_at=noon + DAY,
        reference="line:of nobody",
        now=noon,
    )
    assert queries.money_line(noon) == MoneyLine(paying=1, with_access=1, paying_twice=1, without_cause=1)


def test_money_panel__says_the_line_and_compares_on_request(
    at: ScriptedProvider, client: Client, pia: Person, ed: Person, rita: Person, plan: Plan
) -> None:
    now = timezone.now()
    hear(at, of(rita, subscription(since=now, item_key=plan.item_key), invoice(since=now)), now=now)
    assert "Money and access" not in sign_in(Client(), ed).get("/desk/").content.decode()
    assert sign_in(Client(), ed).post("/desk/money/compare/").status_code in {302, 403}
    assert not Reconciliation.objects.exists()
    sign_in(client, pia)
    assert "Nothing has been compared" in client.get("/desk/").content.decode()
    assert client.post("/desk/money/compare/")["Location"] == "/desk/"
    jobs.run_all()
    page = client.get("/desk/").content.decode()
    assert "Subscriptions there: 1" in page
    assert Reconciliation.objects.get().finished_at is not None
