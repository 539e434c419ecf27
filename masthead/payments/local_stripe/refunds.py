"""Money goes back, at once, later, or not at all."""

from typing import Any

from masthead.payments.local_stripe import fraud_warnings, payments
from masthead.payments.local_stripe.cards import behaviour
from masthead.payments.local_stripe.failures import invalid, missing_parameter
from masthead.payments.local_stripe.parameters import merged
from masthead.payments.local_stripe.periods import DAY
from masthead.payments.local_stripe.shapes import Obj, shaped
from masthead.payments.local_stripe.world import World

COMES_BACK_AFTER = 5 * DAY  # money that is refunded later, or whose refund fails


def create(world: World, sent: dict[str, Any]) -> Obj:
    """A payment goes back, whole or in part."""
    charge = _charge_to_refund(world, sent)
    left = charge["amount"] - charge["amount_refunded"]
    amount = sent.get("amount") or left
    if charge["refunded"] or left == 0:
        raise invalid(f"Charge {charge['id']} has already been refunded.", code="charge_already_refunded")
    if not 0 < amount <= left:
        raise invalid(
            f"Refund amount ({amount}) is greater than unrefunded amount on charge ({left})", "amount"
        )
    method = world.get("payment_method", charge["payment_method"])
    later = behaviour(method).refund
    status = "pending" if later == "later" else "succeeded"
    refund = world.new(
        "refund",
        amount=amount,
        charge=charge["id"],
        currency=charge["currency"],
        customer=charge["customer"],
        destination_details=_destination(method, status),
        metadata=merged({}, sent.get("metadata")),
        payment_intent=charge["payment_intent"],
        payment_method=charge["payment_method"],
        pending_reason="processing" if status == "pending" else None,
        reason=sent.get("reason"),
        status=status,
    )
    world.change(refund, balance_transaction=payments.book(world, refund, "refund", -amount))
    world.emit("refund.created", refund)
    back = charge["amount_refunded"] + amount
    world.change(charge, "charge.refunded", amount_refunded=back, refunded=back == charge["amount"])
    if charge["refunded"]:
        fraud_warnings.settle(world, charge)
    if later != "at_once":
        world.plan(world.now + COMES_BACK_AFTER, "settle_refund", refund["id"])
    return refund


def update(world: World, refund: Obj, sent: dict[str, Any]) -> Obj:
    """What is noted beside a refund changes."""
    return world.change(refund, "refund.updated", metadata=merged(refund["metadata"], sent.get("metadata")))


def settle(world: World, refund: Obj) -> None:
    """A refund that was on its way has come to its end."""
    method = world.get("payment_method", refund["payment_method"])
    if behaviour(method).refund != "fails":
        details = _destination(method, "succeeded")
        world.change(
            refund, "refund.updated", status="succeeded", pending_reason=None, destination_details=details
        )
        return
    charge = world.get("charge", refund["charge"])
    world.change(charge, amount_refunded=charge["amount_refunded"] - refund["amount"], refunded=False)
    back = payments.book(world, refund, "refund_failure", refund["amount"])
    world.change(
        refund,
        "refund.failed",
        status="failed",
        failure_reason="expired_or_canceled_card",
        failure_balance_transaction=back,
    )
    world.emit("refund.updated", refund, {"status": "succeeded"})


def _charge_to_refund(world: World, sent: dict[str, Any]) -> Obj:
    if bool(sent.get("charge")) == bool(sent.get("payment_intent")):
        raise missing_parameter("payment_intent")
    if sent.get("charge"):
        charge = world.get("charge", sent["charge"], "charge")
    else:
        intent = world.get("payment_intent", sent["payment_intent"], "payment_intent")
        if intent["status"] != "succeeded":
            raise invalid(f"This PaymentIntent ({intent['id']}) does not have a successful charge to refund.")
        charge = world.get("charge", intent["latest_charge"])
    if charge["status"] != "succeeded":
        raise invalid(f"Charge {charge['id']} has not succeeded.")
    if any(dispute["status"] != "won" for dispute in world.find("dispute", charge=charge["id"])):
        raise invalid(f"Charge {charge['id']} has been charged back.", code="charge_disputed")
    return charge


def _destination(method: Obj, status: str) -> Obj:
    if method["type"] != "card":
        return shaped("refund.destination_details", type=method["type"])
    card = {
        "reference": "7812345678901234" if status == "succeeded" else None,
        "reference_status": "available" if status == "succeeded" else "pending",
        "reference_type": "acquirer_reference_number",
        "type": "refund",
    }
    return shaped("refund.destination_details", card=card, type="card")
