"""Coupons, the codes that lead to them, and what they take off a sum."""

from typing import Any

from masthead.payments.local_stripe import ids
from masthead.payments.local_stripe.failures import invalid, no_such
from masthead.payments.local_stripe.parameters import merged
from masthead.payments.local_stripe.periods import after
from masthead.payments.local_stripe.shapes import Obj
from masthead.payments.local_stripe.world import World


def create_coupon(world: World, sent: dict[str, Any]) -> Obj:
    """A coupon that takes off a share or an amount."""
    if (sent.get("percent_off") is None) == (sent.get("amount_off") is None):
        raise invalid("You must pass either percent_off or amount_off, and not both", "percent_off")
    if sent.get("amount_off") is not None and not sent.get("currency"):
        raise invalid("You must pass currency when passing amount_off", "currency")
    if sent.get("percent_off") is not None and not 0 < sent["percent_off"] <= 100:
        raise invalid("percent_off lies above 0 and at most at 100", "percent_off")
    duration = sent.get("duration") or "once"
    if (duration == "repeating") != bool(sent.get("duration_in_months")):
        raise invalid("duration_in_months goes with duration=repeating alone", "duration_in_months")
    if sent.get("id") and world.store.get(sent["id"]):
        raise invalid("Coupon already exists.", "id", "resource_already_exists")
    coupon = world.new(
        "coupon",
        id=sent.get("id") or ids.new_id("coupon"),
        amount_off=sent.get("amount_off"),
        currency=sent.get("currency"),
        duration=duration,
        duration_in_months=sent.get("duration_in_months"),
        max_redemptions=sent.get("max_redemptions"),
        metadata=merged({}, sent.get("metadata")),
        name=sent.get("name"),
        percent_off=sent.get("percent_off"),
        redeem_by=sent.get("redeem_by"),
        times_redeemed=0,
        valid=True,
    )
    world.emit("coupon.created", coupon)
    return coupon


def update_coupon(world: World, coupon: Obj, sent: dict[str, Any]) -> Obj:
    """A coupon's name and notes change; its amount never does."""
    changes = {"name": sent["name"]} if "name" in sent else {}
    metadata = merged(coupon["metadata"], sent.get("metadata"))
    return world.change(coupon, "coupon.updated", metadata=metadata, **changes)


def delete_coupon(world: World, coupon: Obj) -> Obj:
    """Nobody redeems it any more; who has it keeps it."""
    world.change(coupon, valid=False, _deleted=True)
    world.emit("coupon.deleted", coupon)
    return {"id": coupon["id"], "object": "coupon", "deleted": True}


def coupon_called(world: World, ref: str, param: str) -> Obj:
    """The coupon, if it can still be redeemed."""
    coupon = world.get("coupon", ref, param)
    if coupon.get("_deleted"):
        raise no_such("coupon", ref, param)
    over = coupon["max_redemptions"] and coupon["times_redeemed"] >= coupon["max_redemptions"]
    if not coupon["valid"] or over or (coupon["redeem_by"] and coupon["redeem_by"] < world.now):
        raise invalid(f"Coupon {ref} is not valid any more.", param, "coupon_expired")
    return coupon


def create_code(world: World, sent: dict[str, Any]) -> Obj:
    """A code that people type to get a coupon."""
    coupon = coupon_called(world, sent["promotion"].get("coupon") or "", "promotion[coupon]")
    code = sent.get("code") or ids.letters(8).upper()
    if any(each["active"] for each in _codes(world, code)):
        raise invalid("An active promotion code with this code already exists.", "code")
    wanted = sent.get("restrictions") or {}
    promotion = world.new(
        "promotion_code",
        active=sent.get("active", True),
        code=code,
        customer=sent.get("customer"),
        expires_at=sent.get("expires_at"),
        max_redemptions=sent.get("max_redemptions"),
        metadata=merged({}, sent.get("metadata")),
        promotion={"coupon": coupon["id"], "type": "coupon"},
        restrictions={  # without `currency_options`: the official client falls over its null
            "first_time_transaction": wanted.get("first_time_transaction", False),
            "minimum_amount": wanted.get("minimum_amount"),
            "minimum_amount_currency": wanted.get("minimum_amount_currency"),
        },
        times_redeemed=0,
    )
    world.emit("promotion_code.created", promotion)
    return promotion


def update_code(world: World, promotion: Obj, sent: dict[str, Any]) -> Obj:
    """A code is switched off or on, or what is noted beside it changes."""
    return world.change(
        promotion,
        "promotion_code.updated",
        active=sent.get("active", promotion["active"]),
        metadata=merged(promotion["metadata"], sent.get("metadata")),
    )


def code_typed(world: World, code: str, customer: str | None, amount: int) -> Obj:
    """The promotion behind a code somebody typed, if it is theirs to use."""
    for promotion in _codes(world, code):
        if promotion["active"]:
            return usable(world, promotion, customer, amount)
    raise invalid("This code is invalid.", "promotion_code")


def usable(world: World, promotion: Obj, customer: str | None, amount: int) -> Obj:
    """The promotion, if this customer may use it for this amount."""
    limits = promotion["restrictions"]
    over = promotion["max_redemptions"] and promotion["times_redeemed"] >= promotion["max_redemptions"]
    late = promotion["expires_at"] and promotion["expires_at"] < world.now
    foreign = promotion["customer"] and promotion["customer"] != customer
    small = limits["minimum_amount"] and amount < limits["minimum_amount"]
    known = limits["first_time_transaction"] and customer and _has_bought(world, customer)
    if not promotion["active"] or over or late or foreign or small or known:
        raise invalid("This code cannot be used here.", "promotion_code")
    coupon_called(world, promotion["promotion"]["coupon"], "promotion_code")
    return promotion


def redeem(world: World, subscription: Obj, coupon: str, promotion: str | None, session: str | None) -> str:
    """A subscription gets a coupon's discount, from now for as long as the coupon says."""
    body = world.get("coupon", coupon)
    world.change(body, times_redeemed=body["times_redeemed"] + 1)
    if promotion:
        code = world.get("promotion_code", promotion)
        world.change(code, times_redeemed=code["times_redeemed"] + 1)
    months = body["duration_in_months"]
    discount = world.new(
        "discount",
        checkout_session=session,
        customer=subscription["customer"],
        end=after(world.now, "month", months) if months else None,
        promotion_code=promotion,
        source={"coupon": coupon, "type": "coupon"},
        start=world.now,
        subscription=subscription["id"],
        _used=False,
    )
    world.emit("customer.discount.created", discount)
    return str(discount["id"])


def running(world: World, subscription: Obj) -> list[Obj]:
    """The discounts of a subscription that still take something off."""
    found = [world.get("discount", ref) for ref in subscription["discounts"]]
    return [each for each in found if not each["end"] or each["end"] > world.now]


def taken_off(coupon: Obj, amount: int) -> int:
    """What a coupon takes off an amount."""
    if amount <= 0:
        return 0
    if coupon["percent_off"] is not None:
        return round(amount * float(coupon["percent_off"]) / 100)
    return min(amount, int(coupon["amount_off"]))


def _codes(world: World, code: str) -> list[Obj]:
    return [each for each in world.find("promotion_code") if each["code"].lower() == code.lower().strip()]


def _has_bought(world: World, customer: str) -> bool:
    """An open invoice counts too, as it does at Stripe."""
    return any(each["status"] in {"paid", "open"} for each in world.find("invoice", customer=customer))
