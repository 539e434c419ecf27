"""Money that goes back: refunds whole, in part, late and failed; objections opened, won and lost."""

import pytest
import stripe

from masthead.payments.tests.local_stripe.stage import (
    DAY,
    DISPUTED,
    IBAN_PAYS,
    REFUND_FAILS,
    REFUND_LATER,
    Shop,
    debit,
    visit,
)

pytestmark = pytest.mark.one_database


def test_refund__whole_by_payment_intent(shop: Shop) -> None:
    charge = shop.charge_of(shop.join().id)
    refund = shop.v1.refunds.create(
        {
            "payment_intent": str(charge.payment_intent),
            "reason": "requested_by_customer",
            "metadata": {"by": "Pia"},
        }
    )
    assert (refund.status, refund.amount, refund.charge) == ("succeeded", 500, charge.id)
    after = shop.v1.charges.retrieve(charge.id, {"expand": ["refunds", "balance_transaction"]})
    assert (after.refunded, after.amount_refunded) == (True, 500)
    assert after.refunds is not None
    assert [each.id for each in after.refunds.data] == [refund.id]
    assert {"refund.created", "charge.refunded"} <= {each.type for each in shop.events()}
    with pytest.raises(stripe.InvalidRequestError) as refused:
        shop.v1.refunds.create({"charge": charge.id})
    assert refused.value.code == "charge_already_refunded"


def test_refund__in_parts_never_exceeds_what_was_paid(shop: Shop) -> None:
    subscription = shop.join()
    charge = shop.charge_of(subscription.id)
    shop.v1.refunds.create({"charge": charge.id, "amount": 200})
    partly = shop.v1.charges.retrieve(charge.id)
    assert (partly.refunded, partly.amount_refunded) == (False, 200)
    with pytest.raises(stripe.InvalidRequestError) as refused:
        shop.v1.refunds.create({"charge": charge.id, "amount": 301})
    assert refused.value.param == "amount"
    rest = shop.v1.refunds.create({"charge": charge.id})
    assert rest.amount == 300
    assert len(shop.v1.refunds.list({"payment_intent": str(charge.payment_intent)}).data) == 2
    assert shop.v1.refunds.update(rest.id, {"metadata": {"note": "kind"}}).metadata is not None
    assert shop.subscription(subscription.id).status == "active"
    assert shop.invoices(subscription.id)[0].status == "paid"


def test_refund__that_takes_days(shop: Shop) -> None:
    charge = shop.charge_of(shop.join(REFUND_LATER).id)
    refund = shop.v1.refunds.create({"charge": charge.id})
    assert (refund.status, refund.pending_reason) == ("pending", "processing")
    shop.pass_time(5 * DAY)
    assert shop.v1.refunds.retrieve(refund.id).status == "succeeded"
    assert [each.data.object["status"] for each in shop.events("refund.updated")] == ["succeeded"]


def test_refund__that_fails_days_later(shop: Shop) -> None:
    charge = shop.charge_of(shop.join(REFUND_FAILS).id)
    refund = shop.v1.refunds.create({"charge": charge.id})
    assert refund.status == "succeeded"
    shop.pass_time(5 * DAY)
    failed = shop.v1.refunds.retrieve(refund.id)
    assert (failed.status, failed.failure_reason) == ("failed", "expired_or_canceled_card")
    assert shop.v1.charges.retrieve(charge.id).amount_refunded == 0
    assert len(shop.events("refund.failed")) == 1


def test_refund__of_a_direct_debit_comes_after_the_money(shop: Shop) -> None:
    page = shop.page()
    visit(str(page.url), debit(IBAN_PAYS))
    charge = shop.v1.charges.list().data[0]
    assert charge.status == "pending"
    with pytest.raises(stripe.InvalidRequestError):
        shop.v1.refunds.create({"charge": charge.id})
    shop.pass_time(6 * DAY)
    assert shop.v1.refunds.create({"charge": charge.id}).status == "pending"


def disputed(shop: Shop) -> stripe.Dispute:
    """Somebody joins whose holder objects."""
    shop.join(DISPUTED)
    shop.pass_time(2)
    return shop.v1.disputes.list().data[0]


def test_dispute__takes_the_money_and_is_won(shop: Shop) -> None:
    dispute = disputed(shop)
    assert (dispute.status, dispute.reason, dispute.amount) == ("needs_response", "fraudulent", 500)
    assert [each.amount for each in dispute.balance_transactions] == [-500]
    charge = shop.v1.charges.retrieve(str(dispute.charge))
    assert charge.disputed is True
    with pytest.raises(stripe.InvalidRequestError) as refused:
        shop.v1.refunds.create({"charge": charge.id})
    assert refused.value.code == "charge_disputed"
    won = shop.v1.disputes.update(
        dispute.id, {"evidence": {"uncategorized_text": "winning_evidence"}, "submit": True}
    )
    assert (won.status, won.evidence_details.submission_count) == ("won", 1)
    assert [each.amount for each in won.balance_transactions] == [-500, 500]
    kinds = [each.type for each in shop.events() if each.type.startswith("charge.dispute.")]
    assert kinds == [
        "charge.dispute.created",
        "charge.dispute.funds_withdrawn",
        "charge.dispute.updated",
        "charge.dispute.funds_reinstated",
        "charge.dispute.closed",
    ]
    assert shop.v1.refunds.create({"charge": charge.id}).status == "succeeded"


def test_dispute__is_lost_by_closing_by_bad_evidence_or_by_silence(shop: Shop) -> None:
    closed = shop.v1.disputes.close(disputed(shop).id)
    assert closed.status == "lost"
    with pytest.raises(stripe.InvalidRequestError):
        shop.v1.disputes.close(closed.id)
    argued = shop.v1.disputes.update(
        disputed(shop).id, {"evidence": {"uncategorized_text": "losing_evidence"}}
    )
    assert argued.status == "lost"
    silent = disputed(shop)
    shop.pass_time(10 * DAY)
    over = shop.v1.disputes.retrieve(silent.id)
    assert (over.status, over.evidence_details.past_due) == ("lost", True)
