"""Money is asked for, comes, does not come, or comes later: payment intents and their charges."""

from typing import Any, Literal

from masthead.payments.local_stripe import ids
from masthead.payments.local_stripe.cards import Behaviour, behaviour, charge_details
from masthead.payments.local_stripe.periods import DAY
from masthead.payments.local_stripe.shapes import Obj, shaped
from masthead.payments.local_stripe.world import World

Outcome = Literal["succeeded", "processing", "action", "failed"]
SETTLES_AFTER = 5 * DAY  # a direct debit


def intend(world: World, amount: int, currency: str, customer: str | None, **values: Any) -> Obj:
    """A payment of this amount is intended."""
    ref = ids.new_id("payment_intent")
    intent = world.new(
        "payment_intent",
        **{
            "id": ref,
            "amount": amount,
            "amount_capturable": 0,
            "amount_received": 0,
            "capture_method": "automatic",
            "client_secret": f"{ref}_secret_{ids.letters(24)}",
            "confirmation_method": "automatic",
            "currency": currency,
            "customer": customer,
            "metadata": {},
            "payment_method_types": ["card", "sepa_debit"] if currency == "eur" else ["card"],
            "status": "requires_payment_method",
            **values,
        },
    )
    world.emit("payment_intent.created", intent)
    return intent


def attempt(world: World, intent: Obj, method: Obj, *, holder_there: bool) -> Outcome:
    """The money is asked for once."""
    acts = behaviour(method)
    world.change(intent, payment_method=method["id"], last_payment_error=None, next_action=None)
    if method["type"] == "sepa_debit":
        return _debit(world, intent, method)
    if acts.asks_holder and not intent.get("_authenticated"):
        return _ask_holder(world, intent)
    if acts.decline and not (acts.only_once and holder_there):
        return _decline(world, intent, method, acts.decline)
    charge = _charge(world, intent, method, "succeeded")
    _arrive(world, intent, charge, acts)
    return "succeeded"


def authenticate(world: World, intent: Obj, agreed: bool) -> None:
    """The holder answered the bank's question."""
    if agreed:
        world.change(intent, status="requires_confirmation", next_action=None, _authenticated=True)
        return
    sentence = "We are unable to authenticate your payment method."
    error = _error("payment_intent_authentication_failure", None, sentence, intent, None)
    _ask_for_another(world, intent, error, next_action=None)


def settle(world: World, intent: Obj) -> bool:
    """A direct debit has come to its end; true says the money is there."""
    charge = world.get("charge", intent["latest_charge"])
    method = world.get("payment_method", intent["payment_method"])
    acts = behaviour(method)
    if acts.settles:
        world.change(charge, status="succeeded", paid=True, balance_transaction=_book_charge(world, charge))
        _arrive(world, intent, charge, acts)
        return True
    sentence = "The bank account has insufficient funds."
    world.change(
        charge, status="failed", paid=False, failure_code="insufficient_funds", failure_message=sentence
    )
    world.emit("charge.failed", charge)
    error = _error("insufficient_funds", None, sentence, intent, method)
    _ask_for_another(world, intent, error)
    return False


def cancel(world: World, intent: Obj, reason: str) -> None:
    """The money is not wanted any more."""
    if intent["status"] not in {"succeeded", "canceled"}:
        world.change(
            intent,
            "payment_intent.canceled",
            status="canceled",
            canceled_at=world.now,
            cancellation_reason=reason,
            next_action=None,
        )


def book(world: World, source: Obj, kind: str, amount: int, fee: int = 0) -> str:
    """Money moved on the account's balance."""
    details = [
        {
            "amount": fee,
            "application": None,
            "currency": source["currency"],
            "description": "Processing fees",
            "type": "stripe_fee",
        }
    ]
    move = world.new(
        "balance_transaction",
        amount=amount,
        available_on=world.now + 2 * DAY,
        balance_type="payments",
        currency=source["currency"],
        description=source.get("description"),
        fee=fee,
        fee_details=details if fee else [],
        net=amount - fee,
        reporting_category=kind if kind != "adjustment" else "dispute",
        source=source["id"],
        status="available",
        type=kind,
    )
    return str(move["id"])


def _ask_holder(world: World, intent: Obj) -> Outcome:
    where = {"return_url": None, "url": f"{world.address}/3ds/{intent['id']}"}
    action = shaped("payment_intent.next_action", type="redirect_to_url", redirect_to_url=where)
    world.change(intent, "payment_intent.requires_action", status="requires_action", next_action=action)
    return "action"


def _decline(world: World, intent: Obj, method: Obj, why: tuple[str, str | None, str]) -> Outcome:
    code, decline_code, sentence = why
    outcome = shaped(
        "charge.outcome",
        network_status="declined_by_network",
        reason=decline_code or code,
        risk_level="normal",
        seller_message=sentence,
        type="issuer_declined",
    )
    charge = _charge(
        world, intent, method, "failed", failure_code=code, failure_message=sentence, outcome=outcome
    )
    world.emit("charge.failed", charge)
    error = _error(code, decline_code, sentence, intent, method, charge["id"])
    _ask_for_another(world, intent, error, latest_charge=charge["id"], _authenticated=False)
    return "failed"


def _debit(world: World, intent: Obj, method: Obj) -> Outcome:
    charge = _charge(world, intent, method, "pending")
    world.emit("charge.pending", charge)
    world.change(intent, "payment_intent.processing", status="processing", latest_charge=charge["id"])
    world.plan(world.now + SETTLES_AFTER, "settle", intent["id"])
    return "processing"


def _arrive(world: World, intent: Obj, charge: Obj, acts: Behaviour) -> None:
    world.emit("charge.succeeded", charge)
    world.change(
        intent,
        "payment_intent.succeeded",
        status="succeeded",
        amount_received=intent["amount"],
        latest_charge=charge["id"],
        last_payment_error=None,
        next_action=None,
    )
    if acts.warned_of:
        world.plan(world.now + 1, "fraud_warning", charge["id"])
    if acts.disputed:
        world.plan(world.now + 1, "dispute", charge["id"])


def _charge(world: World, intent: Obj, method: Obj, status: str, **values: Any) -> Obj:
    approved = shaped(
        "charge.outcome",
        network_status="approved_by_network",
        risk_level="normal",
        risk_score=11,
        seller_message="Payment complete.",
        type="authorized",
    )
    ref = ids.new_id("charge")
    charge = world.new(
        "charge",
        **{
            "id": ref,
            "amount": intent["amount"],
            "amount_captured": intent["amount"] if status != "failed" else 0,
            "amount_refunded": 0,
            "billing_details": method["billing_details"],
            "calculated_statement_descriptor": "LOCAL STRIPE",
            "captured": status != "failed",
            "currency": intent["currency"],
            "customer": intent["customer"],
            "description": intent["description"],
            "disputed": False,
            "fraud_details": {"stripe_report": None, "user_report": None},
            "metadata": intent["metadata"],
            "outcome": approved,
            "paid": status == "succeeded",
            "payment_intent": intent["id"],
            "payment_method": method["id"],
            "payment_method_details": charge_details(method),
            "receipt_email": intent["receipt_email"],
            "receipt_url": f"{world.address}/receipts/{ref}",
            "refunded": False,
            "status": status,
            **values,
        },
    )
    if status == "succeeded":
        world.change(charge, balance_transaction=_book_charge(world, charge))
    return charge


def _book_charge(world: World, charge: Obj) -> str:
    fee = min(charge["amount"], round(charge["amount"] * 0.015) + 25)
    return book(world, charge, "charge", charge["amount"], fee)


def _ask_for_another(world: World, intent: Obj, error: Obj, **more: Any) -> None:
    """The try failed: another means of payment is wanted."""
    world.change(
        intent,
        "payment_intent.payment_failed",
        status="requires_payment_method",
        last_payment_error=error,
        **more,
    )


def _error(
    code: str,
    decline_code: str | None,
    sentence: str,
    intent: Obj,
    method: Obj | None,
    charge: str | None = None,
) -> Obj:
    shown = {name: value for name, value in method.items() if not name.startswith("_")} if method else None
    return shaped(
        "payment_intent.last_payment_error",
        charge=charge or intent["latest_charge"],
        code=code,
        decline_code=decline_code,
        message=sentence,
        payment_method=shown,
        payment_method_type=method["type"] if method else None,
        type="card_error",
    )
