"""Where money once was and access was not, or the other way round: each a story that went wrong elsewhere."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from conftest import sign_in
from masthead.kit.moments import machine_readable
from masthead.memberships import operations, queries
from masthead.memberships.models import Entitlement, Plan
from masthead.notices.models import Delivery
from masthead.payments import operations as payments
from masthead.payments import queries as payments_queries
from masthead.payments.coverage import COLLECTING_PERIOD
from masthead.payments.errors import AlreadySubscribed, NoSuchCheckout, PaymentIsOnItsWay
from masthead.payments.models import Checkout, Invoice, ProviderAccount, Subscription, WebhookEvent
from masthead.payments.providers import (
    About,
    AttemptTruth,
    CheckoutTruth,
    DisputeTruth,
    LineTruth,
    RefundTruth,
    Thing,
    Truth,
    WebhookMessage,
)
from masthead.payments.states import (
    CheckoutState,
    DisputeState,
    Interval,
    Purpose,
    SubscriptionState,
    TransferState,
)
from masthead.payments.tests.scripted import (
    MONTH,
    ScriptedProvider,
    account_there,
    attempt,
    hear,
    invoice,
    of,
    subscription,
)
from masthead.people import operations as people
from masthead.people.models import Person

DAY, HOUR = timedelta(days=1), timedelta(hours=1)


@pytest.fixture
def dearer(db: None) -> Plan:
    return Plan.objects.create(name="Patron", slug="patron", amount_minor=1200, interval=Interval.MONTH)


def item(plan: Plan) -> payments.Item:
    return operations.item_for_plan(plan)


def begin(person: Person, sold: payments.Item, now: datetime) -> Checkout:
    return payments.start_checkout(
        person=person, item=sold, success_path="/thanks/{token}/", cancel_path="/", now=now
    )


def is_in(person: Person, at: datetime) -> bool:
    return queries.is_member(person, at)


def test_follow__the_same_payment_first_heard_as_failed_and_then_as_paid_is_paid(
    at: ScriptedProvider, rita: Person, plan: Plan, noon: datetime
) -> None:
    failed = attempt(at=noon, state="failed", ref="pi_1")
    open_invoice = invoice(since=noon, state="open", attempts=(failed,))
    starting = subscription(since=noon, state="starting", item_key=plan.item_key)
    hear(at, of(rita, starting, open_invoice), now=noon)
    assert not is_in(rita, noon)
    succeeded = attempt(at=noon + HOUR, ref="pi_1")
    running = replace(starting, state=SubscriptionState.RUNNING)
    hear(at, of(rita, running, invoice(since=noon, attempts=(succeeded,))), now=noon + HOUR)
    assert is_in(rita, noon + HOUR)
    assert [one.state for one in Invoice.objects.get().attempts.all()] == ["succeeded"]


def test_follow__whoever_tries_is_in_until_the_trial_is_over(
    at: ScriptedProvider, rita: Person, plan: Plan, noon: datetime
) -> None:
    trial = subscription(since=noon, state="trial", item_key=plan.item_key, trial_days=14, renews=False)
    free = invoice(since=noon, amount_minor=0)  # with a line of nothing for the whole month
    hear(at, of(rita, trial, free), now=noon)
    assert is_in(rita, noon + 14 * DAY - HOUR)
    assert not is_in(rita, noon + 14 * DAY)
    assert not Delivery.objects.exists()  # nothing was paid, so nothing is receipted


def test_follow__what_was_paid_once_is_a_membership_for_its_time(
    at: ScriptedProvider, rita: Person, plan: Plan, noon: datetime
) -> None:
    once = replace(item(plan), renews=False)
    checkout = begin(rita, once, noon)
    paid_at = noon + HOUR
    line = LineTruth(key="1", amount_minor=600, starts_at=None, ends_at=None)
    paid = replace(invoice(since=paid_at), lines=(line,))
    page = CheckoutTruth(ref=checkout.ref, hosted_url="", state=CheckoutState.PAID)
    at.says(Truth(person=str(rita.pk), checkout=page, invoices=(paid,)))
    payments.reconcile_checkout(checkout=checkout, now=paid_at)
    assert is_in(rita, paid_at)
    assert queries.access_at(person_id=rita.pk, now=paid_at).until == paid_at + timedelta(days=31)
    assert not Subscription.objects.exists()
    begin(rita, item(plan), paid_at)  # and nothing bars the way to a subscription


def test_follow__a_renewal_collected_three_days_late_locks_nobody_out(
    at: ScriptedProvider, rita: Person, plan: Plan, noon: datetime
) -> None:
    running = subscription(since=noon, item_key=plan.item_key)
    first = invoice(since=noon)
    hear(at, of(rita, running, first), now=noon)
    renewal = noon + MONTH
    rolled = subscription(since=noon, period=1, item_key=plan.item_key)
    waiting = invoice(since=noon, period=1, state="draft")
    hear(at, of(rita, rolled, first, waiting), now=renewal + HOUR)
    for hours in (20, 30, 73):
        assert is_in(rita, renewal + timedelta(hours=hours))
    assert not is_in(rita, renewal + COLLECTING_PERIOD)
    late = invoice(since=noon, period=1, attempts=(attempt(at=renewal + 73 * HOUR, ref="late"),))
    hear(at, of(rita, rolled, first, late), now=renewal + 74 * HOUR)
    assert is_in(rita, renewal + 29 * DAY)


def test_follow__behind_has_grace_while_a_retry_is_scheduled_and_no_longer(
    at: ScriptedProvider, rita: Person, plan: Plan, noon: datetime
) -> None:
    first, renewal = invoice(since=noon), noon + MONTH
    hear(at, of(rita, subscription(since=noon, item_key=plan.item_key), first), now=noon)
    behind = subscription(since=noon, period=1, state="behind", item_key=plan.item_key)
    failed = (attempt(at=renewal + HOUR, state="failed", ref="try"),)
    owed = invoice(since=noon, period=1, state="open", attempts=failed, next_try_at=renewal + 3 * DAY)
    hear(at, of(rita, behind, first, owed), now=renewal + 2 * HOUR)
    assert is_in(rita, renewal + 3 * DAY + 23 * HOUR)
    assert not is_in(rita, renewal + 4 * DAY)
    told = Delivery.objects.get(template="memberships/notices/payment_failed")
    assert told.context["next_try_at"] == machine_readable(renewal + 3 * DAY)
    assert told.context["kept_until"] == machine_readable(renewal + 4 * DAY)
    # The last retry failed: nothing is owed any more, and nothing is given.
    given_up = replace(owed, next_try_at=None)
    unpaid = replace(behind, state=SubscriptionState.UNPAID)
    hear(at, of(rita, unpaid, first, given_up), now=renewal + 3 * DAY)
    assert not is_in(rita, renewal + 3 * DAY)


def test_resume_renewal__gives_nothing_after_a_month_that_was_never_paid(
    at: ScriptedProvider, rita: Person, plan: Plan, noon: datetime
) -> None:
    first, renewal = invoice(since=noon), noon + MONTH
    behind = subscription(since=noon, period=1, state="behind", item_key=plan.item_key)
    failed = (attempt(at=renewal, state="failed", ref="try"),)
    owed = invoice(since=noon, period=1, state="open", attempts=failed, next_try_at=renewal + 3 * DAY)
    hear(at, of(rita, behind, first, owed), now=renewal)
    operations.cancel_membership(person=rita, now=renewal + HOUR)
    assert not is_in(rita, renewal + HOUR)
    operations.resume_membership(person=rita, now=renewal + 2 * HOUR)
    assert is_in(rita, renewal + 2 * HOUR)
    assert not is_in(rita, noon + 2 * MONTH + HOUR)
    assert payments_queries.paid_until(Subscription.objects.get()) == renewal


@pytest.mark.parametrize(
    ("state", "said"),
    [
        ("behind", "Monthly: the payment of €6.00 failed. It will be tried again on"),
        ("unpaid", "Monthly: the payment of €6.00 failed. It will not be tried again."),
        ("paused", "Monthly: paused since"),
        ("trial", "Monthly: you are trying it until"),
        ("running", "Monthly: it renews on"),
    ],
)
def test_membership_page__says_how_it_stands(
    state: str, said: str, at: ScriptedProvider, client: Client, rita: Person, plan: Plan
) -> None:
    now = timezone.now()
    told = subscription(
        since=now - DAY,
        state=state,
        item_key=plan.item_key,
        trial_days=14,
        paused_at=now - HOUR,
    )
    failed = (attempt(at=now - HOUR, state="failed", ref="try"),)
    next_try_at = now + 3 * DAY if state == "behind" else None
    owed = invoice(since=now - DAY, state="open", attempts=failed, next_try_at=next_try_at)
    hear(at, of(rita, told, replace(owed, confirm_url="https://pay.example/in_0")), now=now)
    page = " ".join(sign_in(client, rita).get("/account/membership/").content.decode().split())
    assert said in page
    assert 'href="https://pay.example/in_0"' in page


@pytest.mark.parametrize("state", ["unpaid", "paused", "never_started", "over"])
def test_start_checkout__a_subscription_that_collects_nothing_bars_nobody_from_joining_anew(
    state: str, at: ScriptedProvider, rita: Person, plan: Plan, noon: datetime
) -> None:
    stuck = subscription(since=noon - 3 * MONTH, state=state, item_key=plan.item_key)
    hear(at, of(rita, stuck), now=noon)
    assert begin(rita, item(plan), noon).state == CheckoutState.OPEN


def test_start_checkout__behind_bars_only_while_a_retry_is_to_come(
    at: ScriptedProvider, rita: Person, plan: Plan, noon: datetime
) -> None:
    behind = subscription(since=noon - MONTH, period=1, state="behind", item_key=plan.item_key)
    owed = invoice(since=noon - MONTH, period=1, state="open", next_try_at=noon + DAY)
    hear(at, of(rita, behind, owed), now=noon)
    with pytest.raises(AlreadySubscribed):
        begin(rita, item(plan), noon)
    hear(at, of(rita, behind, replace(owed, next_try_at=None)), now=noon)
    assert begin(rita, item(plan), noon).state == CheckoutState.OPEN


def test_start_checkout__a_member_may_buy_something_else_beside(
    at: ScriptedProvider, rita: Person, plan: Plan, noon: datetime
) -> None:
    hear(at, of(rita, subscription(since=noon, item_key=plan.item_key), invoice(since=noon)), now=noon)
    with pytest.raises(AlreadySubscribed):
        begin(rita, item(plan), noon)
    gift = replace(item(plan), item_key="gift:1", purpose=Purpose.GIFT)
    assert begin(rita, gift, noon).state == CheckoutState.OPEN


def test_start_checkout__two_purposes_have_a_page_each(
    at: ScriptedProvider, rita: Person, plan: Plan, noon: datetime
) -> None:
    membership = begin(rita, item(plan), noon)
    gift = begin(rita, replace(item(plan), item_key="gift:1", purpose=Purpose.GIFT), noon)
    assert membership.ref != gift.ref
    assert Checkout.objects.filter(state=CheckoutState.OPEN).count() == 2


def test_delete_account__no_subscription_of_somebody_who_left_goes_on_charging(
    at: ScriptedProvider, rita: Person, plan: Plan, noon: datetime
) -> None:
    for number in ("1", "2"):
        running = subscription(since=noon, ref=f"sub_{number}", item_key=plan.item_key)
        hear(at, of(rita, running, invoice(since=noon, ref=f"in_{number}")), now=noon)
    people.delete_account(person=rita, keep_comments=True, now=noon + DAY)
    assert sorted(at.cancelled) == ["sub_1", "sub_2"]
    assert not Subscription.objects.filter(renews=True).exists()


def test_delete_account__a_test_mode_that_was_left_charges_nobody_and_holds_nobody_back(
    at: ScriptedProvider, rita: Person, plan: Plan, noon: datetime
) -> None:
    hear(at, of(rita, subscription(since=noon, item_key=plan.item_key), invoice(since=noon)), now=noon)
    ProviderAccount.objects.create(provider=at.name, ref="acct_live", is_live=True)
    people.delete_account(person=rita, keep_comments=True, now=noon)
    assert at.cancelled == []


def test_delete_account__a_subscription_that_was_cancelled_long_ago_holds_nobody_back(
    at: ScriptedProvider, rita: Person, plan: Plan, noon: datetime
) -> None:
    cancelled = subscription(since=noon - 2 * MONTH, renews=False, item_key=plan.item_key)
    hear(at, of(rita, cancelled, invoice(since=noon - 2 * MONTH)), now=noon)
    people.delete_account(person=rita, keep_comments=True, now=noon)
    assert at.cancelled == []
    rita.refresh_from_db()
    assert not rita.is_active


@pytest.mark.parametrize("thing", [Thing.INVOICE, Thing.ATTEMPT, Thing.SUBSCRIPTION])
def test_process_webhook__whatever_it_is_about_leads_to_the_subscription(
    thing: Thing, at: ScriptedProvider, rita: Person, plan: Plan, noon: datetime
) -> None:
    refs = {Thing.INVOICE: "in_0", Thing.ATTEMPT: "pay_in_0", Thing.SUBSCRIPTION: "sub_1"}
    at.says(of(rita, subscription(since=noon, item_key=plan.item_key), invoice(since=noon)))
    message = WebhookMessage(ref="evt_1", kind=f"{thing}.paid", about=About(thing, refs[thing]))
    heard = payments.record_webhook(provider_name="pretend", message=message, body=b"{}", now=noon)
    payments.process_webhook(message=heard, now=noon)
    assert is_in(rita, noon)
    assert WebhookEvent.objects.get().outcome == "followed"


def test_process_webhook__what_is_nobodys_or_somebody_elses_is_marked_so_and_changes_nothing(
    at: ScriptedProvider, rita: Person, ada: Person, plan: Plan, noon: datetime
) -> None:
    hear(at, of(rita, subscription(since=noon, item_key=plan.item_key), invoice(since=noon)), now=noon)
    at.says(of(ada, subscription(since=noon, item_key=plan.item_key), invoice(since=noon)))
    at.says(replace(of(rita, subscription(since=noon, ref="sub_9")), person="987654"))
    outcomes = {}
    for ref in ("sub_1", "sub_9", "sub_none"):
        about = About(Thing.SUBSCRIPTION, ref)
        message = WebhookMessage(ref=f"evt_{ref}", kind="x", about=about)
        heard = payments.record_webhook(provider_name="pretend", message=message, body=b"{}", now=noon)
        payments.process_webhook(message=heard, now=noon)
        outcomes[ref] = WebhookEvent.objects.get(pk=heard.pk).outcome
    assert outcomes == {"sub_1": "somebody else's", "sub_9": "nobody of ours", "sub_none": "nobody of ours"}
    assert not is_in(ada, noon)
    assert Subscription.objects.count() == 1


def test_follow__a_subscription_made_at_the_provider_is_its_buyers(
    at: ScriptedProvider, rita: Person, plan: Plan, noon: datetime
) -> None:
    mine = replace(of(rita, subscription(since=noon, ref="sub_1", state="over")), buyer_ref="cus_1")
    hear(at, mine, now=noon)
    made_there = subscription(since=noon, ref="sub_2", item_key=plan.item_key)
    hear(
        at,
        Truth(person="", buyer_ref="cus_1", subscription=made_there, invoices=(invoice(since=noon),)),
        now=noon,
    )
    assert is_in(rita, noon)


def test_reconcile_unsettled__a_retry_that_succeeded_unheard_is_found(
    at: ScriptedProvider, rita: Person, plan: Plan, noon: datetime
) -> None:
    first, renewal = invoice(since=noon), noon + MONTH
    behind = subscription(since=noon, period=1, state="behind", item_key=plan.item_key)
    owed = invoice(since=noon, period=1, state="open", next_try_at=renewal + DAY)
    hear(at, of(rita, behind, first, owed), now=renewal)
    later = renewal + 10 * DAY
    assert not is_in(rita, later)
    paid = invoice(since=noon, period=1, attempts=(attempt(at=renewal + DAY, ref="again"),))
    at.says(of(rita, replace(behind, state=SubscriptionState.RUNNING), first, paid))
    payments.reconcile_unsettled(now=later)
    assert is_in(rita, later)


def test_follow__a_plan_switched_at_the_provider_is_followed(
    at: ScriptedProvider, rita: Person, plan: Plan, dearer: Plan, noon: datetime
) -> None:
    running = subscription(since=noon, item_key=plan.item_key)
    first = invoice(since=noon, item_key=plan.item_key)
    hear(at, of(rita, running, first), now=noon)
    switched_at = noon + 10 * DAY
    credit = LineTruth(
        key="credit", amount_minor=-400, starts_at=switched_at, ends_at=noon + MONTH, item_key=plan.item_key
    )
    rest = LineTruth(
        key="rest", amount_minor=800, starts_at=switched_at, ends_at=noon + MONTH, item_key=dearer.item_key
    )
    switch = replace(invoice(since=switched_at, ref="in_switch"), lines=(credit, rest), amount_minor=400)
    patron = replace(running, item_key=dearer.item_key, title="Patron", amount_minor=1200)
    hear(at, of(rita, patron, first, switch), now=switched_at)
    ours = Subscription.objects.get()
    assert (ours.item_key, ours.title, ours.amount_minor) == (dearer.item_key, "Patron", 1200)
    assert [line.item_key for line in Invoice.objects.get(ref="in_0").lines.all()] == [plan.item_key]
    assert is_in(rita, noon + MONTH - HOUR)
    spans = {
        covered.title: covered.ends_at
        for covered in payments_queries.coverage_of(rita.pk)
        if covered.kind == "paid"
    }
    assert min(spans.values()) == switched_at
    assert max(spans.values()) == noon + MONTH


def test_webhook__a_provider_that_is_switched_off_is_heard_as_long_as_something_of_ours_is_there(
    client: Client, rita: Person, plan: Plan, noon: datetime, settings: Settings
) -> None:
    settings.PAYMENT_PROVIDER = "none"
    assert (
        client.post("/payments/pretend/messages/", b"{}", content_type="application/json").status_code == 404
    )
    settings.PAYMENT_PROVIDER = "pretend"
    account_there()
    settings.PAYMENT_PROVIDER = "none"
    # Heard, and refused only because nobody signed it.
    assert (
        client.post("/payments/pretend/messages/", b"{}", content_type="application/json").status_code == 400
    )


def test_revoke__of_two_the_earlier_counts(rita: Person, pia: Person, noon: datetime) -> None:
    operations.grant(
        person=rita, source="gift", starts_at=noon, ends_at=noon + 30 * DAY, reference="gift:1", now=noon
    )
    for day in (20, 5):
        operations.revoke(
            person=rita, grant_reference="gift:1", reason="taken back", by=pia, now=noon + day * DAY
        )
    assert is_in(rita, noon + 5 * DAY - HOUR)
    assert not is_in(rita, noon + 10 * DAY)


# --- money on its way, and on its way back ----------------------------------------------------------------


def test_start_checkout__money_on_its_way_is_not_asked_for_twice(
    at: ScriptedProvider, rita: Person, plan: Plan, noon: datetime
) -> None:
    checkout = begin(rita, item(plan), noon)
    pending = CheckoutTruth(ref=checkout.ref, hosted_url="", state=CheckoutState.PENDING)
    starting = subscription(since=noon, state="starting", item_key=plan.item_key)
    owed = invoice(since=noon, state="open", attempts=(attempt(at=noon, state="pending"),))
    at.says(Truth(person=str(rita.pk), checkout=pending, subscription=starting, invoices=(owed,)))
    payments.reconcile_checkout(checkout=checkout, now=noon + HOUR)
    assert not is_in(rita, noon + HOUR)
    with pytest.raises(PaymentIsOnItsWay):
        begin(rita, item(plan), noon + HOUR)
    arrived = replace(pending, state=CheckoutState.PAID)
    running = replace(starting, state=SubscriptionState.RUNNING)
    at.says(
        Truth(person=str(rita.pk), checkout=arrived, subscription=running, invoices=(invoice(since=noon),))
    )
    payments.reconcile_unsettled(now=noon + 5 * DAY)
    assert is_in(rita, noon + 5 * DAY)


def test_start_checkout__money_that_never_came_bars_nobody(
    at: ScriptedProvider, rita: Person, plan: Plan, noon: datetime
) -> None:
    checkout = begin(rita, item(plan), noon)
    page = CheckoutTruth(ref=checkout.ref, hosted_url="", state=CheckoutState.PENDING)
    at.says(Truth(person=str(rita.pk), checkout=page))
    payments.reconcile_checkout(checkout=checkout, now=noon)
    at.says(Truth(person=str(rita.pk), checkout=replace(page, state=CheckoutState.CLOSED)))
    payments.reconcile_checkout(checkout=checkout, now=noon + DAY)
    assert begin(rita, item(plan), noon + DAY).pk != checkout.pk


def refunded(*, at: datetime, amount_minor: int, state: str = "succeeded", paid_at: datetime) -> AttemptTruth:
    refund = RefundTruth(ref="re_1", amount_minor=amount_minor, state=TransferState(state), made_at=at)
    return replace(attempt(at=paid_at, ref="pay_in_0"), refunds=(refund,))


@pytest.mark.parametrize(
    ("amount_minor", "state", "is_member"),
    [(600, "succeeded", False), (300, "succeeded", True), (600, "pending", True), (600, "failed", True)],
)
def test_follow__a_whole_refund_that_arrived_ends_access_from_then_on(
    amount_minor: int,
    state: str,
    is_member: bool,
    at: ScriptedProvider,
    rita: Person,
    plan: Plan,
    noon: datetime,
) -> None:
    over = subscription(since=noon, state="over", renews=False, item_key=plan.item_key)
    hear(at, of(rita, replace(over, state=SubscriptionState.RUNNING), invoice(since=noon)), now=noon)
    back = refunded(at=noon + 5 * DAY, amount_minor=amount_minor, state=state, paid_at=noon)
    told = replace(invoice(since=noon), attempts=(back,))
    hear(at, of(rita, over, told), now=noon + 6 * DAY)
    assert is_in(rita, noon + 5 * DAY - HOUR)
    assert is_in(rita, noon + 5 * DAY) is is_member


def test_follow__a_refund_that_fails_days_later_gives_the_access_back(
    at: ScriptedProvider, rita: Person, plan: Plan, noon: datetime
) -> None:
    over = subscription(since=noon, state="over", renews=False, item_key=plan.item_key)
    for state, day in (("succeeded", 5), ("failed", 8)):
        back = refunded(at=noon + 5 * DAY, amount_minor=600, state=state, paid_at=noon)
        told = replace(invoice(since=noon), attempts=(back,))
        hear(at, of(rita, over, told), now=noon + day * DAY)
    assert is_in(rita, noon + 9 * DAY)


def test_follow__paid_twice_and_one_refunded_is_paid_once(
    at: ScriptedProvider, rita: Person, plan: Plan, noon: datetime
) -> None:
    over = subscription(since=noon, state="over", renews=False, item_key=plan.item_key)
    back = refunded(at=noon + DAY, amount_minor=600, paid_at=noon)
    one = replace(invoice(since=noon), attempts=(back,))
    hear(at, of(rita, over, one, invoice(since=noon, ref="in_twice")), now=noon + 2 * DAY)
    assert is_in(rita, noon + 20 * DAY)


def test_follow__a_dispute_takes_nothing_until_it_is_lost_and_a_won_one_gives_the_rest_back(
    at: ScriptedProvider, rita: Person, plan: Plan, noon: datetime
) -> None:
    over = subscription(since=noon, state="over", renews=False, item_key=plan.item_key)

    def disputed(state: str, day: int) -> None:
        decided_at = None if state == "open" else noon + 8 * DAY
        dispute = DisputeTruth(
            ref="dp_1",
            amount_minor=600,
            state=DisputeState(state),
            opened_at=noon + 4 * DAY,
            decided_at=decided_at,
        )
        paid = replace(attempt(at=noon, ref="pay_in_0"), disputes=(dispute,))
        hear(at, of(rita, over, invoice(since=noon, attempts=(paid,))), now=noon + day * DAY)

    disputed("open", 5)
    assert is_in(rita, noon + 6 * DAY)
    disputed("lost", 9)
    assert not is_in(rita, noon + 9 * DAY)
    disputed("won", 12)
    assert is_in(rita, noon + 12 * DAY)


def test_follow__a_free_month_is_a_month_with_a_receipt(
    at: ScriptedProvider, rita: Person, plan: Plan, noon: datetime
) -> None:
    free = invoice(since=noon, amount_minor=0)
    hear(at, of(rita, subscription(since=noon, item_key=plan.item_key), free), now=noon)
    assert is_in(rita, noon + 29 * DAY)
    assert Invoice.objects.get().number == f"{noon:%Y}-000001"
    assert Delivery.objects.get().template == "memberships/notices/receipt"


def test_follow__a_pause_closes_and_a_resumption_opens(
    at: ScriptedProvider, rita: Person, plan: Plan, noon: datetime
) -> None:
    running = subscription(since=noon, item_key=plan.item_key)
    paid = invoice(since=noon)
    hear(at, of(rita, running, paid), now=noon)
    paused = replace(running, state=SubscriptionState.PAUSED, paused_at=noon + 5 * DAY)
    hear(at, of(rita, paused, paid), now=noon + 5 * DAY)
    assert not is_in(rita, noon + 6 * DAY)
    hear(at, of(rita, running, paid), now=noon + 10 * DAY)
    assert is_in(rita, noon + 11 * DAY)


def test_follow__a_payment_that_is_disputed_gives_no_grace_to_a_new_failure(
    at: ScriptedProvider, rita: Person, plan: Plan, noon: datetime
) -> None:
    dispute = DisputeTruth(ref="dp_1", amount_minor=600, state=DisputeState.OPEN, opened_at=noon + DAY)
    first = invoice(since=noon, attempts=(replace(attempt(at=noon, ref="pay_0"), disputes=(dispute,)),))
    renewal = noon + MONTH
    behind = subscription(since=noon, period=1, state="behind", item_key=plan.item_key)
    failed = (attempt(at=renewal, state="failed", ref="try"),)
    owed = invoice(since=noon, period=1, state="open", attempts=failed, next_try_at=renewal + 3 * DAY)
    hear(at, of(rita, behind, first, owed), now=renewal)
    assert is_in(rita, renewal - HOUR)
    assert not is_in(rita, renewal + HOUR)


def test_follow__what_is_paid_for_something_else_makes_nobody_a_member(
    at: ScriptedProvider, rita: Person, plan: Plan, noon: datetime
) -> None:
    hear(at, of(rita, subscription(since=noon, item_key="gift:1"), invoice(since=noon)), now=noon)
    assert Invoice.objects.get().number
    assert not is_in(rita, noon)


# --- whatever is heard, and however often -----------------------------------------------------------------


def test_follow__hearing_it_again_writes_nothing(
    at: ScriptedProvider, rita: Person, plan: Plan, noon: datetime
) -> None:
    truth = of(rita, subscription(since=noon, item_key=plan.item_key), invoice(since=noon))
    hear(at, truth, now=noon)
    before = list(Entitlement.objects.values())
    for hours in (1, 5, 200):
        hear(at, truth, now=noon + hours * HOUR)
    assert list(Entitlement.objects.values()) == before


def test_follow__an_invoice_of_another_persons_page_is_refused(
    at: ScriptedProvider, rita: Person, ada: Person, plan: Plan, noon: datetime
) -> None:
    checkout = begin(rita, item(plan), noon)
    page = CheckoutTruth(ref=checkout.ref, hosted_url="", state=CheckoutState.PAID)
    at.says(Truth(person=str(ada.pk), checkout=page, invoices=(invoice(since=noon),)))
    with pytest.raises(NoSuchCheckout):
        payments.reconcile_checkout(checkout=checkout, now=noon)
    with pytest.raises(NoSuchCheckout):
        payments.follow(account=account_there(), about=About(Thing.INVOICE, "in_0"), now=noon)
    assert not Invoice.objects.exists()


def test_receipts__are_numbered_without_a_gap_in_each_year(
    at: ScriptedProvider, rita: Person, plan: Plan, noon: datetime
) -> None:
    since = noon.replace(year=noon.year - 1, month=12, day=20)
    paid = [invoice(since=since, period=period) for period in range(3)]
    void = invoice(since=since, period=3, state="void")
    hear(at, of(rita, subscription(since=since, period=2, item_key=plan.item_key), *paid, void), now=noon)
    numbers = list(Invoice.objects.exclude(number="").order_by("made_at").values_list("number", flat=True))
    assert numbers == [f"{noon.year - 1}-000001", f"{noon.year}-000001", f"{noon.year}-000002"]


@pytest.mark.parametrize("state", ["open", "closed", "pending"])
def test_follow__a_checkout_that_is_paid_is_never_heard_to_be_less(
    state: str, at: ScriptedProvider, rita: Person, plan: Plan, noon: datetime
) -> None:
    checkout = begin(rita, item(plan), noon)
    for told in ("paid", state):
        page = CheckoutTruth(ref=checkout.ref, hosted_url="", state=CheckoutState(told))
        at.says(Truth(person=str(rita.pk), checkout=page))
        checkout = payments.reconcile_checkout(checkout=checkout, now=noon + HOUR)
    assert checkout.state == CheckoutState.PAID


def test_follow__what_was_fetched_before_somebody_else_wrote_is_fetched_again(
    at: ScriptedProvider, rita: Person, plan: Plan, noon: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    running = subscription(since=noon, item_key=plan.item_key)
    before, after = of(rita, running), of(rita, running, invoice(since=noon))
    hear(at, before, now=noon)
    really, asked = at.truth, []

    def slow(about: About) -> Truth | None:
        """The answer to the first question is overtaken by a payment, heard of elsewhere meanwhile."""
        answer = really(about)
        asked.append(about)
        if len(asked) == 1:
            hear(at, after, now=noon)
            assert is_in(rita, noon)
        return answer

    monkeypatch.setattr(at, "truth", slow)
    stopped = replace(running, renews=False, cancelled_at=noon)
    at.says(of(rita, stopped))
    payments.follow(account=account_there(), about=About(Thing.SUBSCRIPTION, "sub_1"), now=noon)
    assert len(asked) == 3
    assert Subscription.objects.get().renews
