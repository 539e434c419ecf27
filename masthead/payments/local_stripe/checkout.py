"""Checkout sessions: what is sold on one hosted page, from its making to its end."""

from typing import Any

from masthead.payments.local_stripe import catalogue, discounts, ids
from masthead.payments.local_stripe import subscriptions as life
from masthead.payments.local_stripe.failures import Failure, invalid, missing_parameter
from masthead.payments.local_stripe.parameters import merged
from masthead.payments.local_stripe.periods import DAY
from masthead.payments.local_stripe.shapes import Obj
from masthead.payments.local_stripe.world import World

SHORTEST, LONGEST = 30 * 60, DAY
NO_ADDRESS = dict.fromkeys(catalogue.ADDRESS)
KEPT_AS_SENT = (
    "allow_promotion_codes",
    "allowed_payment_method_types",
    "billing_address_collection",
    "cancel_url",
    "client_reference_id",
    "customer_email",
    "excluded_payment_method_types",
    "locale",
    "submit_type",
    "success_url",
)


def create(world: World, sent: dict[str, Any]) -> Obj:
    """A hosted page that sells these prices."""
    customer = _check(world, sent)
    currency, sold = _sold(world, sent)
    if customer and sent["mode"] == "subscription" and customer["currency"] not in {None, currency}:
        life.refuse_currency(customer, currency)
    expires = sent.get("expires_at") or world.now + DAY
    if not world.now + SHORTEST <= expires <= world.now + LONGEST:
        raise invalid("expires_at lies 30 minutes to 24 hours ahead.", "expires_at")
    ref = ids.new_id("checkout.session")
    session = world.new(
        "checkout.session",
        **{name: sent.get(name) for name in KEPT_AS_SENT},
        id=ref,
        **_empty_hashes(sent),
        currency=currency,
        customer=sent.get("customer"),
        customer_creation=_customer_creation(sent),
        expires_at=expires,
        invoice_creation=_invoice_creation(sent) if sent["mode"] == "payment" else None,
        metadata=merged({}, sent.get("metadata")),
        mode=sent["mode"],
        payment_method_collection=sent.get("payment_method_collection") or "always",
        payment_method_types=_method_types(sent, currency),
        payment_status="unpaid",
        status="open",
        ui_mode="hosted_page",
        url=f"{world.address}/c/pay/{ref}",
        _coupons=_preset(world, sent),
        _intent=None,
        _method=None,
        _sent={"sub": sent.get("subscription_data") or {}, "pay": sent.get("payment_intent_data") or {}},
        _typed={},
    )
    for price, quantity in sold:
        _keep_item(world, session, price, quantity)
    sum_up(world, session)
    world.plan(expires, "expire_session", ref)
    return session


def items_of(world: World, session: Obj) -> list[Obj]:
    """What the page sells."""
    return world.find("item", _session=session["id"])


def trial_end_of(world: World, session: Obj) -> int | None:
    """When the trial would end that begins with completing now."""
    data = session["_sent"]["sub"]
    if data.get("trial_end"):
        return int(data["trial_end"])
    days = data.get("trial_period_days")
    return world.now + days * DAY if days else None


def apply_code(world: World, session: Obj, code: str) -> None:
    """Somebody typed a promotion code on the page; an empty one takes it away again."""
    coupons: list[tuple[str, str]] = []
    if code.strip():
        promotion = discounts.code_typed(world, code, session["customer"], session["amount_subtotal"])
        coupons = [(promotion["promotion"]["coupon"], promotion["id"])]
    world.change(session, _coupons=coupons)
    sum_up(world, session)


def sum_up(world: World, session: Obj) -> None:
    """What the page asks for is added up."""
    free = session["mode"] == "subscription" and trial_end_of(world, session) is not None
    subtotal = off = 0
    for item in items_of(world, session):
        price = world.get("price", item["_price"])
        amount = 0 if free else price["unit_amount"] * item["quantity"]
        less = 0
        for coupon, _ in session["_coupons"]:
            less += discounts.taken_off(world.get("coupon", coupon), amount - less)
        world.change(item, amount_subtotal=amount, amount_discount=less, amount_total=amount - less)
        subtotal, off = subtotal + amount, off + less
    shown = [{"coupon": coupon, "promotion_code": code} for coupon, code in session["_coupons"]]
    world.change(
        session,
        amount_subtotal=subtotal,
        amount_total=subtotal - off,
        discounts=shown,
        total_details={"amount_discount": off, "amount_shipping": 0, "amount_tax": 0, "breakdown": None},
    )


def expire(world: World, session: Obj) -> Obj:
    """The page cannot be completed any more."""
    if session["status"] != "open":
        raise invalid(
            f"Only Checkout Sessions with a status in [open] can be expired. This is {session['status']}."
        )
    world.unplan(session["id"], "expire_session")
    return world.change(session, "checkout.session.expired", status="expired", url=None)


def expire_if_open(world: World, session: Obj) -> None:
    """A page's time is over."""
    if session["status"] == "open":
        expire(world, session)


def update(world: World, session: Obj, sent: dict[str, Any]) -> Obj:
    """What is noted beside a page changes."""
    return world.change(session, metadata=merged(session["metadata"], sent.get("metadata")))


def _check(world: World, sent: dict[str, Any]) -> Obj | None:
    if not sent.get("success_url"):
        raise missing_parameter("success_url")
    if sent.get("customer") and sent.get("customer_email"):
        raise invalid("You may only specify one of these parameters: customer, customer_email.", "customer")
    if (sent.get("automatic_tax") or {}).get("enabled") or (sent.get("managed_payments") or {}).get(
        "enabled"
    ):
        raise invalid("The local Stripe calculates no tax and manages no payments.", "automatic_tax")
    wrong = "payment_intent_data" if sent["mode"] == "subscription" else "subscription_data"
    if sent.get(wrong):
        raise invalid(f"You can not pass `{wrong}` in `{sent['mode']}` mode.", wrong)
    if sent["mode"] == "subscription" and sent.get("invoice_creation"):
        raise invalid("You can only enable invoice creation in `payment` mode.", "invoice_creation")
    return world.get("customer", sent["customer"], "customer") if sent.get("customer") else None


def _sold(world: World, sent: dict[str, Any]) -> tuple[str, list[tuple[Obj, int]]]:
    sold = []
    for place, each in enumerate(sent["line_items"]):
        where = f"line_items[{place}]"
        if bool(each.get("price")) == bool(each.get("price_data")):
            raise missing_parameter(f"{where}[price]")
        if each.get("price"):
            price = world.get("price", each["price"], f"{where}[price]")
            if not price["active"]:
                raise invalid("The price specified is inactive.", f"{where}[price]")
        else:
            price = catalogue.create_price(world, {**each["price_data"], "active": False})
        recurs = price["type"] == "recurring"
        if recurs != (sent["mode"] == "subscription"):
            raise _wrong_kind(sent["mode"], where)
        sold.append((price, each["quantity"] if each.get("quantity") is not None else 1))
    if not sold or len({price["currency"] for price, _ in sold}) != 1:
        raise invalid("A page sells something, all of it in one currency.", "line_items")
    return sold[0][0]["currency"], sold


def _wrong_kind(mode: str, where: str) -> Failure:
    if mode == "subscription":
        return invalid(
            "The local Stripe sells recurring prices in `subscription` mode, and nothing else.", where
        )
    return invalid("You must use `subscription` mode for recurring prices.", where)


def _preset(world: World, sent: dict[str, Any]) -> list[tuple[str, str | None]]:
    wanted = sent.get("discounts") or []
    if wanted and sent.get("allow_promotion_codes"):
        raise invalid("You may only specify one of these: allow_promotion_codes, discounts.", "discounts")
    found: list[tuple[str, str | None]] = []
    for each in wanted:
        if each.get("promotion_code"):
            promotion = world.get("promotion_code", each["promotion_code"], "discounts[0][promotion_code]")
            discounts.usable(world, promotion, sent.get("customer"), 0)
            found.append((promotion["promotion"]["coupon"], promotion["id"]))
        else:
            coupon = discounts.coupon_called(world, each.get("coupon") or "", "discounts[0][coupon]")
            found.append((coupon["id"], None))
    return found


def _keep_item(world: World, session: Obj, price: Obj, quantity: int) -> None:
    product = world.get("product", price["product"])
    world.new(
        "item",
        amount_discount=0,
        amount_subtotal=0,
        amount_tax=0,
        amount_total=0,
        currency=price["currency"],
        description=product["name"],
        discounts=[],
        metadata={},
        quantity=quantity,
        taxes=[],
        _price=price["id"],
        _session=session["id"],
    )


def _empty_hashes(sent: dict[str, Any]) -> Obj:
    consents = sent.get("consent_collection")
    tax_ids = (sent.get("tax_id_collection") or {}).get("enabled", False)
    return {
        "adaptive_pricing": {"enabled": False},
        "automatic_tax": {"enabled": False, "liability": None, "provider": None, "status": None},
        "consent_collection": consents
        and {
            "payment_method_reuse_agreement": None,
            "promotions": consents.get("promotions"),
            "terms_of_service": consents.get("terms_of_service"),
        },
        "custom_fields": [],
        "custom_text": dict.fromkeys(
            ("after_submit", "shipping_address", "submit", "terms_of_service_acceptance")
        ),
        "managed_payments": {"enabled": False},
        "payment_method_options": None,
        "phone_number_collection": {"enabled": False},
        "shipping_options": [],
        "tax_id_collection": {"enabled": tax_ids, "required": "never"},
    }


def _customer_creation(sent: dict[str, Any]) -> str | None:
    if sent.get("customer"):
        return None
    return "always" if sent["mode"] == "subscription" else sent.get("customer_creation") or "if_required"


def _invoice_creation(sent: dict[str, Any]) -> Obj:
    wanted = sent.get("invoice_creation") or {}
    data = wanted.get("invoice_data") or {}
    return {
        "enabled": wanted.get("enabled", False),
        "invoice_data": {
            "account_tax_ids": None,
            "custom_fields": None,
            "description": data.get("description"),
            "footer": data.get("footer"),
            "issuer": None,
            "metadata": merged({}, data.get("metadata")),
            "rendering_options": None,
        },
    }


def _method_types(sent: dict[str, Any], currency: str) -> list[str]:
    offered = ["card", "sepa_debit"] if currency == "eur" else ["card"]
    allowed = sent.get("allowed_payment_method_types") or offered
    excluded = sent.get("excluded_payment_method_types") or []
    return [each for each in offered if each in allowed and each not in excluded]
