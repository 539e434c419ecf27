"""The hosted checkout page: what it shows and sells, and how each kind of card and account ends there."""

import pytest
import stripe

from masthead.payments.tests.local_stripe.stage import (
    ASKS,
    BACK,
    DAY,
    DECLINED,
    EXPIRED,
    HOUR,
    IBAN_FAILS,
    IBAN_PAYS,
    POOR,
    Fields,
    Shop,
    card,
    debit,
    visit,
    whole,
)

pytestmark = pytest.mark.one_database


def test_page__says_what_is_sold_and_labels_every_field(shop: Shop) -> None:
    page = shop.page(allow_promotion_codes=True, consent_collection={"terms_of_service": "required"})
    shown = visit(str(page.url))
    assert shown.status == 200
    assert "5.00 EUR every month" in shown.text
    assert "No money moves here" in shown.text
    assert f"{BACK}?cancelled=1" in shown.text
    form = Fields(shown.text)
    assert form.fields <= form.labels
    assert {"number", "expiry", "cvc", "iban", "name", "code", "terms-1"} <= form.fields
    assert form.scripts == 0
    assert "prefers-color-scheme: dark" in visit(f"{shop.local.address}/local-stripe.css").text


def test_joining__makes_a_subscription_with_what_was_noted(shop: Shop, client: stripe.StripeClient) -> None:
    page = shop.page(
        client_reference_id="42", metadata={"a": "1"}, subscription_data={"metadata": {"checkout": "c7"}}
    )
    assert (page.status, page.payment_status, page.subscription) == ("open", "unpaid", None)
    shown = visit(str(page.url), card(name="Rita Reader"))
    assert shown.leads_to == f"{BACK}?session={page.id}"
    done = client.v1.checkout.sessions.retrieve(
        page.id, {"expand": ["subscription", "invoice", "line_items"]}
    )
    assert (done.status, done.payment_status, done.client_reference_id) == ("complete", "paid", "42")
    subscription, invoice = done.subscription, done.invoice
    assert isinstance(subscription, stripe.Subscription)
    assert isinstance(invoice, stripe.Invoice)
    assert subscription.status == "active"
    assert "current_period_end" not in subscription
    item = subscription["items"].data[0]
    assert item.current_period_end - item.current_period_start in {28 * DAY, 29 * DAY, 30 * DAY, 31 * DAY}
    assert (invoice.status, invoice.billing_reason, invoice.amount_paid) == (
        "paid",
        "subscription_create",
        500,
    )
    assert invoice.parent is not None
    assert invoice.parent.subscription_details is not None
    assert invoice.parent.subscription_details.metadata is not None
    assert invoice.parent.subscription_details.metadata.to_dict() == {"checkout": "c7"}
    assert subscription.metadata.to_dict() == {"checkout": "c7"}
    line = invoice.lines.data[0]
    assert (line.period.start, line.period.end) == (item.current_period_start, item.current_period_end)
    assert invoice.period_start == invoice.period_end
    assert done.line_items is not None
    assert done.line_items.data[0].amount_total == 500
    assert done.customer_details is not None
    assert (done.customer_details.email, done.customer_details.name) == ("rita@example.org", "Rita Reader")


@pytest.mark.parametrize(
    ("number", "code"),
    [(DECLINED, "generic_decline"), (POOR, "insufficient_funds"), (EXPIRED, None)],
)
def test_declined__leaves_the_page_open_for_a_good_card(shop: Shop, number: str, code: str | None) -> None:
    page = shop.page()
    shown = visit(str(page.url), card(number))
    assert (shown.status, shown.leads_to) == (402, "")
    assert 'role="alert"' in shown.text
    failed = shop.events("payment_intent.payment_failed")[0].data.object
    assert failed["last_payment_error"]["decline_code"] == code
    assert shop.v1.subscriptions.list({"status": "all"}).data == []
    assert visit(str(page.url), card()).leads_to.startswith(BACK)
    intents = shop.v1.payment_intents.list().data
    assert [each.status for each in intents] == ["succeeded"]
    assert sorted(each.status for each in shop.v1.charges.list({"payment_intent": intents[0].id}).data) == [
        "failed",
        "succeeded",
    ]


def test_bank_asks__yes_pays_no_does_not_and_leaving_leaves_it_open(shop: Shop) -> None:
    page = shop.page()
    asked = visit(str(page.url), card(ASKS))
    assert "/3ds/" in asked.leads_to
    assert "Leave without an answer" in visit(asked.leads_to).text
    assert shop.v1.checkout.sessions.retrieve(page.id).status == "open"
    refused = visit(asked.leads_to, {"act": "no"})
    assert "not confirmed" in visit(refused.leads_to).text
    again = visit(str(page.url), card(ASKS))
    assert visit(again.leads_to, {"act": "yes"}).leads_to.startswith(BACK)
    assert shop.v1.checkout.sessions.retrieve(page.id).payment_status == "paid"
    assert len(shop.v1.payment_intents.list().data) == 1


def test_bank_asks__an_abandoned_page_expires_and_nothing_was_paid(shop: Shop) -> None:
    page = shop.page()
    visit(str(page.url), card(ASKS))
    shop.pass_time(25 * HOUR)
    over = shop.v1.checkout.sessions.retrieve(page.id)
    assert (over.status, over.url) == ("expired", None)
    assert "checkout.session.expired" in [each.type for each in shop.events()]
    assert shop.v1.charges.list().data == []
    assert visit(f"{shop.local.address}/c/pay/{page.id}", card()).leads_to == ""


@pytest.mark.parametrize(("iban", "ends"), [(IBAN_PAYS, "succeeded"), (IBAN_FAILS, "failed")])
def test_direct_debit__is_complete_and_unpaid_until_the_bank_has_spoken(
    shop: Shop, iban: str, ends: str
) -> None:
    page = shop.page()
    assert visit(str(page.url), debit(iban)).leads_to.startswith(BACK)
    done = shop.v1.checkout.sessions.retrieve(page.id)
    assert (done.status, done.payment_status) == ("complete", "unpaid")
    subscription = shop.subscription(str(done.subscription))
    assert subscription.status == "active"
    assert shop.invoices(subscription.id)[0].status == "open"
    shop.pass_time(6 * DAY)
    told = shop.events(f"checkout.session.async_payment_{ends}")
    assert [each.data.object["id"] for each in told] == [page.id]
    status, invoice = shop.subscription(subscription.id).status, shop.invoices(subscription.id)[0]
    if ends == "succeeded":
        assert (status, invoice.status) == ("active", "paid")
    else:
        assert (status, invoice.status) == ("past_due", "open")
        assert invoice.next_payment_attempt is not None


def test_trial__asks_for_a_card_that_is_not_charged(shop: Shop) -> None:
    page = shop.page(subscription_data={"trial_period_days": 14})
    assert page.amount_total == 0
    asked = visit(str(page.url), card(ASKS))
    assert visit(asked.leads_to, {"act": "yes"}).leads_to.startswith(BACK)
    done = shop.v1.checkout.sessions.retrieve(page.id)
    assert done.payment_status == "no_payment_required"
    subscription = shop.subscription(str(done.subscription))
    assert subscription.status == "trialing"
    assert subscription.trial_end == subscription["items"].data[0].current_period_end
    invoice = shop.invoices(subscription.id)[0]
    assert (invoice.status, invoice.amount_due) == ("paid", 0)
    assert invoice.payments is not None
    assert invoice.payments.data == []


def test_trial__without_a_card_ends_as_was_chosen(shop: Shop) -> None:
    data = {"trial_period_days": 7, "trial_settings": {"end_behavior": {"missing_payment_method": "pause"}}}
    page = shop.page(subscription_data=data, payment_method_collection="if_required")
    assert visit(str(page.url), {"act": "pay"}).leads_to.startswith(BACK)
    done = shop.v1.checkout.sessions.retrieve(page.id)
    shop.pass_time(8 * DAY)
    subscription = shop.subscription(str(done.subscription))
    assert subscription.status == "paused"
    assert subscription.status_details is not None
    assert subscription.status_details.paused.subscription.type == "trial_end_without_payment_method"
    assert shop.events("customer.subscription.trial_will_end")


def test_trial__rolls_into_a_paid_period(shop: Shop) -> None:
    subscription = shop.join(subscription_data={"trial_period_days": 7})
    shop.pass_time(7 * DAY + 2 * HOUR)
    assert shop.subscription(subscription.id).status == "active"
    assert [each.amount_paid for each in shop.invoices(subscription.id)] == [500, 0]


def test_code__takes_everything_off_and_nothing_is_charged(shop: Shop) -> None:
    coupon = shop.v1.coupons.create({"percent_off": 100, "duration": "once"})
    shop.v1.promotion_codes.create({"promotion": {"type": "coupon", "coupon": coupon.id}, "code": "FREE"})
    page = shop.page(allow_promotion_codes=True, payment_method_collection="if_required")
    assert visit(str(page.url), {"act": "code", "code": "nonsense"}).status == 402
    visit(str(page.url), {"act": "code", "code": "free"})
    assert visit(str(page.url), {"act": "pay", "code": "free"}).leads_to.startswith(BACK)
    done = shop.v1.checkout.sessions.retrieve(page.id, {"expand": ["discounts.promotion_code"]})
    assert (done.payment_status, done.amount_total) == ("no_payment_required", 0)
    subscription = shop.subscription(str(done.subscription))
    invoice = shop.invoices(subscription.id)[0]
    assert (subscription.status, invoice.status, invoice.total) == ("active", "paid", 0)
    assert invoice.payments is not None
    assert invoice.payments.data == []
    assert shop.v1.coupons.retrieve(coupon.id).times_redeemed == 1
    assert shop.v1.charges.list().data == []


def test_code__for_beginners_refuses_who_has_bought(shop: Shop) -> None:
    customer = str(shop.join().customer)
    coupon = shop.v1.coupons.create({"amount_off": 100, "currency": "eur"})
    shop.v1.promotion_codes.create(
        {
            "promotion": {"type": "coupon", "coupon": coupon.id},
            "code": "HELLO",
            "restrictions": {"first_time_transaction": True},
        }
    )
    page = shop.page(customer=customer, allow_promotion_codes=True)
    assert visit(str(page.url), card(code="HELLO")).status == 402
    stranger = shop.page(allow_promotion_codes=True)
    assert visit(str(stranger.url), card(code="HELLO")).leads_to.startswith(BACK)
    assert shop.v1.checkout.sessions.retrieve(stranger.id).amount_total == 400


def test_once__is_paid_with_an_invoice_or_without(shop: Shop) -> None:
    plain = shop.once(payment_intent_data={"metadata": {"gift": "g1"}})
    assert visit(str(plain.url), card()).leads_to == BACK
    done = shop.v1.checkout.sessions.retrieve(plain.id, {"expand": ["payment_intent.latest_charge"]})
    assert (done.invoice, done.customer, done.payment_status) == (None, None, "paid")
    assert isinstance(done.payment_intent, stripe.PaymentIntent)
    assert done.payment_intent.metadata.to_dict() == {"gift": "g1"}
    assert whole(done.payment_intent.latest_charge, stripe.Charge).metadata.to_dict() == {"gift": "g1"}
    written = shop.once(invoice_creation={"enabled": True, "invoice_data": {"metadata": {"gift": "g2"}}})
    visit(str(written.url), card())
    done = shop.v1.checkout.sessions.retrieve(written.id, {"expand": ["invoice"]})
    assert isinstance(done.invoice, stripe.Invoice)
    assert (done.invoice.status, done.invoice.amount_paid, done.invoice.parent) == ("paid", 1200, None)
    assert done.invoice.metadata is not None
    assert done.invoice.metadata.to_dict() == {"gift": "g2"}


def test_sessions__are_expired_listed_and_refused_when_wrong(shop: Shop) -> None:
    page = shop.page(expires_at=shop.local.now() + HOUR)
    assert [each.id for each in shop.v1.checkout.sessions.list({"status": "open"}).data] == [page.id]
    assert shop.v1.checkout.sessions.expire(page.id).status == "expired"
    with pytest.raises(stripe.InvalidRequestError):
        shop.v1.checkout.sessions.expire(page.id)
    customer = shop.v1.customers.create({"email": "mina@example.org"})
    for wrong in (
        {"expires_at": shop.local.now() + 60},
        {"customer": customer.id, "customer_email": "x@example.org"},
        {"line_items": [{"price": "price_nothing", "quantity": 1}]},
        {"payment_intent_data": {"metadata": {"a": "b"}}},
        {"automatic_tax": {"enabled": True}},
    ):
        with pytest.raises(stripe.InvalidRequestError):
            shop.page(**wrong)


def test_wallet__brings_an_address_that_is_not_the_customers(shop: Shop) -> None:
    customer = shop.v1.customers.create({"email": "rita@example.org"})
    page = shop.page(customer=customer.id)
    assert visit(str(page.url), card(wallet_email="else@example.org")).leads_to.startswith(BACK)
    done = shop.v1.checkout.sessions.retrieve(page.id)
    assert done.customer_details is not None
    assert (done.customer_details.email, done.customer) == ("else@example.org", customer.id)
    assert shop.v1.customers.retrieve(customer.id).email == "rita@example.org"


def test_two_pages__of_one_customer_can_both_be_paid(shop: Shop) -> None:
    customer = shop.v1.customers.create({"email": "rita@example.org"})
    pages = [shop.page(customer=customer.id) for _ in range(2)]
    for page in pages:
        assert visit(str(page.url), card()).leads_to.startswith(BACK)
    assert len(shop.v1.subscriptions.list({"customer": customer.id, "status": "active"}).data) == 2


def test_credit__of_the_customer_is_used_before_the_card(shop: Shop) -> None:
    customer = shop.v1.customers.create({"email": "rita@example.org", "balance": -200})
    page = shop.page(customer=customer.id)
    assert "Subscribe for 3.00 EUR" in visit(str(page.url)).text
    visit(str(page.url), card())
    assert [each.amount for each in shop.v1.charges.list({"customer": customer.id}).data] == [300]
    assert shop.v1.customers.retrieve(customer.id).balance == 0


def test_currency__of_a_customer_is_settled_by_the_first_subscription(shop: Shop) -> None:
    customer = str(shop.join().customer)
    dollars = shop.price(currency="usd")
    with pytest.raises(stripe.InvalidRequestError, match="combine currencies"):
        shop.page(dollars.id, customer=customer)


def test_subscription__made_without_a_page_waits_23_hours_for_its_payment(shop: Shop) -> None:
    customer = shop.v1.customers.create({"email": "rita@example.org"})
    made = shop.v1.subscriptions.create(
        {
            "customer": customer.id,
            "items": [{"price": shop.price().id}],
            "payment_behavior": "default_incomplete",
            "expand": ["latest_invoice"],
        }
    )
    assert made.status == "incomplete"
    assert isinstance(made.latest_invoice, stripe.Invoice)
    assert made.latest_invoice.confirmation_secret is not None
    shop.pass_time(22 * HOUR)
    assert shop.subscription(made.id).status == "incomplete"
    shop.pass_time(2 * HOUR)
    assert shop.subscription(made.id).status == "incomplete_expired"
    assert shop.v1.invoices.retrieve(made.latest_invoice.id).status == "void"


def test_subscription__made_without_a_page_runs_when_its_invoice_is_paid_there(shop: Shop) -> None:
    customer = shop.v1.customers.create({"email": "rita@example.org"})
    made = shop.v1.subscriptions.create({"customer": customer.id, "items": [{"price": shop.price().id}]})
    assert made.status == "incomplete"
    invoice = shop.invoices(made.id)[0]
    asked = visit(str(invoice.hosted_invoice_url), card(ASKS, keep="1"))
    assert "Confirm with your bank" in visit(str(invoice.hosted_invoice_url)).text
    assert visit(asked.leads_to, {"act": "yes"}).leads_to == invoice.hosted_invoice_url
    assert shop.subscription(made.id).status == "active"
    assert "This invoice is paid" in visit(str(invoice.hosted_invoice_url)).text
