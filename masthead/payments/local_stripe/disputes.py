"""Objections at the bank of whoever paid."""

from typing import Any

from masthead.payments.local_stripe import fraud_warnings, payments
from masthead.payments.local_stripe.failures import invalid
from masthead.payments.local_stripe.parameters import merged
from masthead.payments.local_stripe.periods import DAY
from masthead.payments.local_stripe.shapes import Obj, shaped
from masthead.payments.local_stripe.world import World

FEE = 2000
OVER = {"won", "lost"}
NOTHING_ENHANCED = {
    "mastercard_compliance": None,
    "visa_compelling_evidence_3": None,
    "visa_compliance": None,
}


def open_for(world: World, charge: Obj) -> Obj:
    """The bank takes the money of this charge back until it is decided."""
    brand = charge["payment_method_details"]["card"]["brand"]
    dispute = world.new(
        "dispute",
        amount=charge["amount"],
        charge=charge["id"],
        currency=charge["currency"],
        enhanced_eligibility_types=[],
        evidence=shaped("dispute.evidence", enhanced_evidence=dict(NOTHING_ENHANCED)),
        evidence_details={
            "due_by": world.now + 9 * DAY,
            "enhanced_eligibility": dict(NOTHING_ENHANCED),
            "has_evidence": False,
            "past_due": False,
            "submission_count": 0,
            "submission_method": "not_submitted",
        },
        is_charge_refundable=False,
        metadata={},
        network_reason_code="10.4",
        payment_intent=charge["payment_intent"],
        payment_method_details=shaped(
            "dispute.payment_method_details",
            type="card",
            card={"brand": brand, "case_type": "chargeback", "network": brand, "network_reason_code": "10.4"},
        ),
        reason="fraudulent",
        status="needs_response",
        _balance_transactions=[],
        _customer=charge["customer"],
    )
    world.change(charge, disputed=True)
    fraud_warnings.settle(world, charge)
    taken = payments.book(world, dispute, "adjustment", -charge["amount"], FEE)
    world.change(dispute, _balance_transactions=[taken])
    world.emit("charge.dispute.created", dispute)
    world.emit("charge.dispute.funds_withdrawn", dispute)
    world.plan(world.now + 9 * DAY, "dispute_due", dispute["id"])
    return dispute


def update(world: World, dispute: Obj, sent: dict[str, Any]) -> Obj:
    """Evidence is noted, and with `submit` handed in; Stripe's two test sentences decide at once."""
    if dispute["status"] in OVER:
        raise invalid(f"Dispute {dispute['id']} is already closed.")
    evidence = {**dispute["evidence"], **(sent.get("evidence") or {})}
    hands_in = sent.get("submit", True) and "evidence" in sent
    details = dict(dispute["evidence_details"], has_evidence=any(evidence[name] for name in _told(evidence)))
    if hands_in:
        details.update(submission_count=details["submission_count"] + 1, submission_method="manual")
    world.change(
        dispute,
        "charge.dispute.updated",
        evidence=evidence,
        evidence_details=details,
        metadata=merged(dispute["metadata"], sent.get("metadata")),
        status="under_review" if hands_in else dispute["status"],
    )
    sentence = evidence["uncategorized_text"]
    if hands_in and sentence in {"winning_evidence", "losing_evidence"}:
        decide(world, dispute, won=sentence == "winning_evidence")
    return dispute


def close(world: World, dispute: Obj) -> Obj:
    """The objection is accepted: the money is lost."""
    if dispute["status"] in OVER:
        raise invalid(f"Dispute {dispute['id']} is already closed.")
    decide(world, dispute, won=False)
    return dispute


def decide(world: World, dispute: Obj, *, won: bool) -> None:
    """The bank has decided."""
    world.unplan(dispute["id"], "dispute_due")
    if won:
        back = payments.book(world, dispute, "adjustment", dispute["amount"])
        moves = [*dispute["_balance_transactions"], back]
        world.change(dispute, status="won", _balance_transactions=moves)
        world.emit("charge.dispute.funds_reinstated", dispute)
    else:
        world.change(dispute, status="lost")
    world.emit("charge.dispute.closed", dispute)


def due(world: World, dispute: Obj) -> None:
    """The day by which evidence was wanted has come: without any, the objection is lost."""
    if dispute["status"] == "needs_response":
        details = dict(dispute["evidence_details"], past_due=True)
        world.change(dispute, evidence_details=details)
        decide(world, dispute, won=False)


def _told(evidence: Obj) -> set[str]:
    return set(evidence) - {"enhanced_evidence"}
