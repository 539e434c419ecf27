"""What is sold, to whom, with which coupons: made, found, changed and taken away by the official client."""

import pytest
import stripe

from masthead.payments.tests.local_stripe.stage import DAY, Shop, whole

pytestmark = pytest.mark.one_database


def test_account__is_one_and_answers(client: stripe.StripeClient) -> None:
    account = client.v1.accounts.retrieve_current()
    assert account.id == client.v1.accounts.retrieve_current().id
    assert account.charges_enabled is True


def test_products__are_made_found_changed_and_deleted(shop: Shop) -> None:
    made = shop.v1.products.create({"name": "Gift", "metadata": {"plan": "gift"}, "active": False})
    assert [each.id for each in shop.v1.products.list({"active": False}).data] == [made.id]
    assert [each.id for each in shop.v1.products.list({"ids": [shop.product.id]}).data] == [shop.product.id]
    changed = shop.v1.products.update(made.id, {"name": "Present", "metadata": {"plan": "", "by": "Ada"}})
    assert (changed.name, changed.metadata.to_dict()) == ("Present", {"by": "Ada"})
    assert shop.v1.products.delete(made.id).deleted is True
    with pytest.raises(stripe.InvalidRequestError) as refused:
        shop.v1.products.retrieve(made.id)
    assert (refused.value.http_status, refused.value.code) == (404, "resource_missing")


def test_products__bring_a_price_of_their_own(shop: Shop) -> None:
    made = shop.v1.products.create(
        {
            "name": "Year",
            "default_price_data": {"currency": "eur", "unit_amount": 6000, "recurring": {"interval": "year"}},
        }
    )
    price = shop.v1.prices.retrieve(str(made.default_price), {"expand": ["product", "currency_options"]})
    assert whole(price.product, stripe.Product).name == "Year"
    assert price.currency_options is not None
    assert price.currency_options["eur"].unit_amount == 6000
    with pytest.raises(stripe.InvalidRequestError):
        shop.v1.products.delete(made.id)


def test_prices__a_lookup_key_moves_only_when_asked_to(shop: Shop) -> None:
    old = shop.price(lookup_key="monthly", interval_count=3)
    with pytest.raises(stripe.InvalidRequestError):
        shop.price(lookup_key="monthly")
    new = shop.price(700, lookup_key="monthly", transfer_lookup_key=True)
    assert [each.id for each in shop.v1.prices.list({"lookup_keys": ["monthly"]}).data] == [new.id]
    assert shop.v1.prices.retrieve(old.id).lookup_key is None
    assert old.recurring is not None
    assert (old.recurring.interval, old.recurring.interval_count) == ("month", 3)


def test_prices__are_found_by_what_they_are_and_never_change_their_amount(shop: Shop) -> None:
    once = shop.v1.prices.create({"product": shop.product.id, "currency": "usd", "unit_amount": 900})
    year = shop.price(6000, "year")
    assert [each.id for each in shop.v1.prices.list({"type": "one_time"}).data] == [once.id]
    assert [each.id for each in shop.v1.prices.list({"recurring": {"interval": "year"}}).data] == [year.id]
    assert [each.id for each in shop.v1.prices.list({"currency": "usd"}).data] == [once.id]
    assert shop.v1.prices.update(year.id, {"active": False, "nickname": "Yearly"}).active is False
    with pytest.raises(stripe.InvalidRequestError) as refused:
        shop.v1.prices.update(year.id, {"unit_amount": 1})  # type: ignore[arg-type]  # refused by types, and by the server
    assert (refused.value.code, refused.value.param) == ("parameter_unknown", "unit_amount")


def test_customers__are_found_by_address_and_change(shop: Shop) -> None:
    rita = shop.v1.customers.create(
        {"email": "rita@example.org", "metadata": {"person": "7"}, "address": {"country": "AT"}}
    )
    shop.v1.customers.create({"email": "mina@example.org"})
    assert [each.id for each in shop.v1.customers.list({"email": "rita@example.org"}).data] == [rita.id]
    changed = shop.v1.customers.update(rita.id, {"email": "new@example.org", "name": "Rita", "address": ""})
    assert (changed.email, changed.name, changed.address) == ("new@example.org", "Rita", None)
    assert changed.metadata is not None
    assert changed.metadata.to_dict() == {"person": "7"}


def test_customers__deleted_ones_are_still_known_but_of_no_use(shop: Shop) -> None:
    subscription = shop.join()
    customer = str(subscription.customer)
    assert shop.v1.customers.delete(customer).deleted is True
    assert shop.v1.customers.retrieve(customer).deleted is True
    assert shop.subscription(subscription.id).status == "canceled"
    assert shop.v1.customers.list({"email": "rita@example.org"}).data == []
    with pytest.raises(stripe.InvalidRequestError) as refused:
        shop.page(customer=customer)
    assert (refused.value.param, refused.value.code) == ("customer", "resource_missing")


def test_lists__are_turned_page_by_page_in_both_directions(shop: Shop) -> None:
    made = [shop.v1.customers.create({"name": str(number)}).id for number in range(7)]
    first = shop.v1.customers.list({"limit": 3})
    assert first.has_more is True
    assert [each.id for each in first.data] == made[:-4:-1]
    assert [each.id for each in shop.v1.customers.list({"limit": 3}).auto_paging_iter()] == made[::-1]
    back = shop.v1.customers.list({"limit": 2, "ending_before": made[0]})
    assert [each.id for each in back.data] == [made[2], made[1]]
    now = shop.local.now()
    assert shop.v1.customers.list({"created": {"gt": now + DAY}}).data == []
    assert len(shop.v1.customers.list({"created": {"gte": now - DAY}}).data) == 7


def test_refusals__name_what_is_wrong_as_stripe_does(shop: Shop) -> None:
    with pytest.raises(stripe.InvalidRequestError) as missing:
        shop.v1.prices.create({"product": shop.product.id, "unit_amount": 5})  # type: ignore[typeddict-item]  # refused by types, and by the server
    assert (missing.value.code, missing.value.param) == ("parameter_missing", "currency")
    with pytest.raises(stripe.InvalidRequestError) as nested:
        shop.v1.customers.create({"address": {"planet": "Mars"}})  # type: ignore[arg-type]  # refused by types, and by the server
    assert (nested.value.code, nested.value.param) == ("parameter_unknown", "address[planet]")
    with pytest.raises(stripe.InvalidRequestError) as number:
        shop.v1.customers.list({"limit": 101})
    assert number.value.param == "limit"
    assert number.value.request_id is not None
    assert number.value.request_id.startswith("req_")


def test_expansion__goes_four_levels_deep_counting_data(shop: Shop) -> None:
    shop.join()
    found = shop.v1.subscriptions.list({"expand": ["data.latest_invoice.payments", "data.customer"]})
    invoice = found.data[0].latest_invoice
    assert isinstance(invoice, stripe.Invoice)
    assert invoice.payments is not None
    assert invoice.payments.data[0].status == "paid"
    assert whole(found.data[0].customer, stripe.Customer).email == "rita@example.org"
    single = shop.v1.invoices.retrieve(invoice.id, {"expand": ["payments.data.payment.payment_intent"]})
    assert single.payments is not None
    intent = whole(single.payments.data[0].payment.payment_intent, stripe.PaymentIntent)
    assert intent.status == "succeeded"
    with pytest.raises(stripe.InvalidRequestError, match="4 levels"):
        shop.v1.invoices.list({"expand": ["data.payments.data.payment.payment_intent"]})
    with pytest.raises(stripe.InvalidRequestError, match="cannot be expanded"):
        shop.v1.invoices.list({"expand": ["data.number"]})


def test_coupons__and_codes_are_made_found_and_taken_away(shop: Shop) -> None:
    coupon = shop.v1.coupons.create(
        {"percent_off": 25, "duration": "repeating", "duration_in_months": 3, "name": "Spring"}
    )
    code = shop.v1.promotion_codes.create(
        {"promotion": {"type": "coupon", "coupon": coupon.id}, "code": "Spring25", "max_redemptions": 2}
    )
    found = shop.v1.promotion_codes.list({"code": "SPRING25", "expand": ["data.promotion.coupon"]}).data[0]
    assert (found.id, whole(found.promotion.coupon, stripe.Coupon).percent_off) == (code.id, 25)
    with pytest.raises(stripe.InvalidRequestError):
        shop.v1.promotion_codes.create(
            {"promotion": {"type": "coupon", "coupon": coupon.id}, "code": "spring25"}
        )
    assert shop.v1.promotion_codes.update(code.id, {"active": False}).active is False
    assert shop.v1.coupons.update(coupon.id, {"name": "May"}).name == "May"
    assert shop.v1.coupons.delete(coupon.id).deleted is True
    assert shop.v1.coupons.list().data == []
    with pytest.raises(stripe.InvalidRequestError):
        shop.v1.coupons.create({"percent_off": 10, "amount_off": 100, "currency": "eur"})
