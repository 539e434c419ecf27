"""What is sold, and to whom: products, prices and customers."""

from typing import Any

from masthead.payments.local_stripe import collecting, ids
from masthead.payments.local_stripe.failures import invalid, missing_parameter, no_such
from masthead.payments.local_stripe.parameters import merged
from masthead.payments.local_stripe.shapes import Obj, shaped, whole
from masthead.payments.local_stripe.world import ACCOUNT, World

ADDRESS = ("city", "country", "line1", "line2", "postal_code", "state")
OVER = {"canceled", "incomplete_expired"}


def account(_world: World, _sent: dict[str, Any]) -> Obj:
    """The one account there is."""
    return whole(
        "account",
        id=ACCOUNT,
        business_profile=shaped("account.business_profile", name="Local Stripe"),
        business_type="company",
        charges_enabled=True,
        country="AT",
        default_currency="eur",
        details_submitted=True,
        email="local@stripe.invalid",
        metadata={},
        payouts_enabled=True,
        settings=shaped(
            "account.settings",
            branding={"icon": None, "logo": None, "primary_color": None, "secondary_color": None},
            card_payments={
                "decline_on": {"avs_failure": False, "cvc_failure": False},
                "statement_descriptor_prefix": None,
                "statement_descriptor_prefix_kana": None,
                "statement_descriptor_prefix_kanji": None,
            },
            dashboard={"display_name": "Local Stripe", "timezone": "Etc/UTC"},
            payments={
                "statement_descriptor": "LOCAL STRIPE",
                "statement_descriptor_kana": None,
                "statement_descriptor_kanji": None,
                "statement_descriptor_prefix_kana": None,
                "statement_descriptor_prefix_kanji": None,
            },
        ),
        type="standard",
    )


def create_product(world: World, sent: dict[str, Any]) -> Obj:
    """Something that is sold."""
    if sent.get("id") and world.store.get(sent["id"]):
        raise invalid("Product already exists.", "id", "resource_already_exists")
    product = world.new(
        "product",
        id=sent.get("id") or ids.new_id("product"),
        active=sent.get("active", True),
        description=sent.get("description"),
        images=sent.get("images") or [],
        marketing_features=[],
        metadata=merged({}, sent.get("metadata")),
        name=sent["name"],
        statement_descriptor=sent.get("statement_descriptor"),
        tax_code=sent.get("tax_code"),
        type="service",
        unit_label=sent.get("unit_label"),
        updated=world.now,
        url=sent.get("url"),
    )
    world.emit("product.created", product)
    if sent.get("default_price_data"):
        price = create_price(world, {**sent["default_price_data"], "product": product["id"]})
        world.change(product, "product.updated", default_price=price["id"])
    return product


def update_product(world: World, product: Obj, sent: dict[str, Any]) -> Obj:
    """A product is described anew, or taken off the shelf."""
    if sent.get("default_price"):
        world.get("price", sent["default_price"], "default_price")
    changes = {name: value for name, value in sent.items() if name not in {"metadata", "expand"}}
    metadata = merged(product["metadata"], sent.get("metadata"))
    return world.change(product, "product.updated", metadata=metadata, updated=world.now, **changes)


def delete_product(world: World, product: Obj) -> Obj:
    """A product without prices is gone."""
    if world.find("price", product=product["id"]):
        raise invalid("This product cannot be deleted because it has one or more user-created prices.")
    world.store.delete(product["id"])
    world.emit("product.deleted", product)
    return {"id": product["id"], "object": "product", "deleted": True}


def create_price(world: World, sent: dict[str, Any]) -> Obj:
    """A price, whose amount never changes."""
    if bool(sent.get("product")) == bool(sent.get("product_data")):
        raise missing_parameter("product")
    amount = _amount(sent)
    product = sent.get("product")
    if not product:
        product = create_product(world, sent["product_data"])["id"]
    world.get("product", product, "product")
    recurring = sent.get("recurring")
    key = sent.get("lookup_key")
    if key:
        _take_key(world, key, may_move=sent.get("transfer_lookup_key", False))
    price = world.new(
        "price",
        active=sent.get("active", True),
        billing_scheme="per_unit",
        currency=sent["currency"].lower(),
        lookup_key=key,
        metadata=merged({}, sent.get("metadata")),
        nickname=sent.get("nickname"),
        product=product,
        recurring=recurring
        and {
            "interval": recurring["interval"],
            "interval_count": recurring.get("interval_count") or 1,
            "meter": None,
            "trial_period_days": None,
            "usage_type": "licensed",
        },
        tax_behavior=sent.get("tax_behavior") or "unspecified",
        type="recurring" if recurring else "one_time",
        unit_amount=amount,
        unit_amount_decimal=str(amount),
    )
    world.emit("price.created", price)
    return price


def update_price(world: World, price: Obj, sent: dict[str, Any]) -> Obj:
    """Everything of a price may change but what it costs."""
    if sent.get("lookup_key"):
        _take_key(world, sent["lookup_key"], may_move=sent.get("transfer_lookup_key", False), but=price["id"])
    kept = ("active", "lookup_key", "nickname", "tax_behavior")
    changes = {name: sent[name] for name in kept if name in sent}
    return world.change(
        price, "price.updated", metadata=merged(price["metadata"], sent.get("metadata")), **changes
    )


def create_customer(world: World, sent: dict[str, Any]) -> Obj:
    """Somebody who pays."""
    clock = sent.get("test_clock")
    if clock:
        world.get("test_helpers.test_clock", clock, "test_clock")
        world.clock, world.now = clock, world.get("test_helpers.test_clock", clock)["frozen_time"]
    customer = world.new(
        "customer",
        address=_address(sent.get("address")),
        balance=sent.get("balance") or 0,
        delinquent=False,
        description=sent.get("description"),
        email=sent.get("email"),
        invoice_prefix=ids.letters(8).upper(),
        invoice_settings={
            "custom_fields": None,
            "default_payment_method": None,
            "footer": None,
            "rendering_options": None,
        },
        metadata=merged({}, sent.get("metadata")),
        name=sent.get("name"),
        next_invoice_sequence=1,
        phone=sent.get("phone"),
        preferred_locales=sent.get("preferred_locales") or [],
        tax_exempt="none",
        test_clock=clock,
    )
    world.emit("customer.created", customer)
    return customer


def update_customer(world: World, customer: Obj, sent: dict[str, Any]) -> Obj:
    """What is known of a customer changes."""
    kept = ("balance", "description", "email", "name", "phone", "preferred_locales")
    changes = {name: sent[name] for name in kept if name in sent}
    if "address" in sent:
        changes["address"] = _address(sent["address"])
    method = (sent.get("invoice_settings") or {}).get("default_payment_method")
    if method:
        if world.get("payment_method", method)["customer"] != customer["id"]:
            raise no_such("payment_method", method, "invoice_settings[default_payment_method]")
        changes["invoice_settings"] = {**customer["invoice_settings"], "default_payment_method": method}
    metadata = merged(customer["metadata"], sent.get("metadata"))
    return world.change(customer, "customer.updated", metadata=metadata, **changes)


def delete_customer(world: World, customer: Obj) -> Obj:
    """A customer is gone, and with them whatever would have charged them."""
    for subscription in world.find("subscription", customer=customer["id"]):
        if subscription["status"] not in OVER:
            collecting.end(world, subscription, "cancellation_requested")
    for method in world.find("payment_method", customer=customer["id"]):
        world.change(method, customer=None)
    world.emit("customer.deleted", customer)
    gone = {"id": customer["id"], "object": "customer", "deleted": True}
    world.store.save({**gone, "_deleted": True})
    return gone


def attach(world: World, method: Obj, customer: Obj, *, default: bool) -> None:
    """A payment method belongs to a customer from now on."""
    world.change(method, "payment_method.attached", customer=customer["id"])
    if default:
        settings = {**customer["invoice_settings"], "default_payment_method": method["id"]}
        world.change(customer, "customer.updated", invoice_settings=settings)


def _amount(sent: dict[str, Any]) -> int:
    exact = sent.get("unit_amount_decimal")
    amount: float | None = sent.get("unit_amount") if exact is None else exact
    if amount is None:
        raise missing_parameter("unit_amount")
    if amount != int(amount):
        raise invalid("The local Stripe has whole amounts only.", "unit_amount_decimal")
    if amount < 0:
        raise invalid("Invalid non-negative integer", "unit_amount")
    return int(amount)


def _take_key(world: World, key: str, *, may_move: bool, but: str = "") -> None:
    for other in world.find("price", lookup_key=key):
        if other["id"] == but:
            continue
        if not may_move:
            raise invalid(
                f"A price (`{other['id']}`) already uses that lookup key.",
                "lookup_key",
                "resource_already_exists",
            )
        world.change(other, "price.updated", lookup_key=None)


def _address(sent: dict[str, Any] | None) -> Obj | None:
    return {name: sent.get(name) for name in ADDRESS} if sent else None
