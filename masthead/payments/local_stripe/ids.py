"""Names of objects, with Stripe's prefixes."""

import secrets
import string

LETTERS = string.ascii_letters + string.digits
PREFIXES = {
    "balance_transaction": "txn_",
    "billing_portal.configuration": "bpc_",
    "billing_portal.session": "bps_",
    "charge": "ch_",
    "checkout.session": "cs_test_",
    "coupon": "",
    "credit_note": "cn_",
    "credit_note_line_item": "cnli_",
    "customer": "cus_",
    "discount": "di_",
    "dispute": "du_",
    "event": "evt_",
    "invoice": "in_",
    "invoice_payment": "inpay_",
    "invoiceitem": "ii_",
    "item": "li_",
    "line_item": "il_",
    "payment_intent": "pi_",
    "payment_method": "pm_",
    "price": "price_",
    "product": "prod_",
    "promotion_code": "promo_",
    "radar.early_fraud_warning": "issfr_",
    "refund": "re_",
    "setup_intent": "seti_",
    "subscription": "sub_",
    "subscription_item": "si_",
    "subscription_schedule": "sub_sched_",
    "tax_id": "txi_",
    "test_helpers.test_clock": "clock_",
    "webhook_endpoint": "we_",
}


def letters(count: int) -> str:
    """So many letters and digits that nobody guesses."""
    return "".join(secrets.choice(LETTERS) for _ in range(count))


def new_id(kind: str) -> str:
    """An id for a new object of this kind."""
    if kind == "coupon":
        return letters(8)
    return PREFIXES[kind] + letters(24)
