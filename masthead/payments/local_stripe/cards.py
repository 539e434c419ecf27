"""Cards and accounts by number, each with the behaviour that Stripe documents for it."""

from dataclasses import dataclass
from datetime import UTC, datetime

from masthead.payments.local_stripe import ids, numerals
from masthead.payments.local_stripe.failures import Failure, declined
from masthead.payments.local_stripe.numerals import digits
from masthead.payments.local_stripe.shapes import Obj, shaped
from masthead.payments.local_stripe.world import World

NOBODY = {"address": None, "email": None, "name": None, "phone": None, "tax_id": None}


@dataclass(frozen=True)
class Behaviour:
    """What happens to money drawn from this number."""

    brand: str = "visa"
    decline: tuple[str, str | None, str] | None = None  # code, decline code, sentence
    asks_holder: bool = False
    only_once: bool = False  # good while the holder is there, refused afterwards
    disputed: bool = False
    warned_of: bool = False
    refund: str = "at_once"  # later | fails
    settles: bool = True


GENERIC = ("card_declined", "generic_decline", "Your card was declined.")
BEHAVIOURS = {
    "4242424242424242": Behaviour(),
    "5555555555554444": Behaviour(brand="mastercard"),
    "4000000000000002": Behaviour(decline=GENERIC),
    "4000000000009995": Behaviour(
        decline=("card_declined", "insufficient_funds", "Your card has insufficient funds.")
    ),
    "4000000000000069": Behaviour(decline=("expired_card", None, "Your card has expired.")),
    "4000000000000127": Behaviour(decline=("incorrect_cvc", None, "Your card's security code is incorrect.")),
    "4000002760003184": Behaviour(asks_holder=True),
    "4000000000000341": Behaviour(only_once=True, decline=GENERIC),
    "4000000000000259": Behaviour(disputed=True),
    "4000000000005423": Behaviour(warned_of=True),
    "4000000000005126": Behaviour(refund="fails"),
    "4000000000007726": Behaviour(refund="later"),
    "AT611904300234573201": Behaviour(brand="sepa_debit", refund="later"),
    "AT861904300235473202": Behaviour(brand="sepa_debit", settles=False),
}


def behaviour(method: Obj) -> Behaviour:
    """What happens to money drawn from this payment method."""
    return BEHAVIOURS[method["_number"]]


def card(world: World, number: str, month: str, year: str, cvc: str, name: str = "") -> Obj:
    """A card as typed on a page becomes a payment method, or it is refused with the field's name."""
    plain = digits(number)
    if plain not in BEHAVIOURS:
        raise _wrong("incorrect_number", "This is none of the numbers for testing.", "number")
    in_month, in_year = numerals.number(month), numerals.number(year)
    if in_month is None or in_year is None or not 1 <= in_month <= 12:
        raise _wrong("invalid_expiry_month", "The expiry date is not a date.", "expiry")
    full_year = in_year + (2000 if in_year < 100 else 0)
    today = datetime.fromtimestamp(world.now, UTC)
    if (full_year, in_month) < (today.year, today.month):
        raise _wrong("invalid_expiry_year", "The expiry date is past.", "expiry")
    if len(cvc) != 3 or digits(cvc) != cvc:
        raise _wrong("invalid_cvc", "The security code has three digits.", "cvc")
    brand = BEHAVIOURS[plain].brand
    return _method(
        world,
        plain,
        name,
        type="card",
        card=shaped(
            "payment_method.card",
            brand=brand,
            checks={"address_line1_check": None, "address_postal_code_check": None, "cvc_check": "pass"},
            country="US",
            display_brand=brand,
            exp_month=in_month,
            exp_year=full_year,
            fingerprint=f"local{plain[-8:]}",
            funding="credit",
            last4=plain[-4:],
            networks={"available": [brand], "preferred": None},
        ),
    )


def bank_account(world: World, iban: str, name: str) -> Obj:
    """A bank account as typed on a page becomes a payment method for direct debits."""
    tidy = iban.replace(" ", "").upper()
    if not tidy.startswith("AT") or tidy not in BEHAVIOURS:
        raise _wrong("invalid_bank_account_iban", "This is none of the accounts for testing.", "iban")
    return _method(
        world,
        tidy,
        name,
        type="sepa_debit",
        sepa_debit=shaped(
            "payment_method.sepa_debit",
            bank_code=tidy[4:9],
            branch_code="",
            country=tidy[:2],
            fingerprint=f"local{tidy[-8:]}",
            generated_from={"charge": None, "setup_attempt": None},
            last4=tidy[-4:],
        ),
    )


def charge_details(method: Obj) -> Obj:
    """How a charge tells what it was drawn from."""
    if method["type"] == "sepa_debit":
        own = {name: value for name, value in method["sepa_debit"].items() if name != "generated_from"}
        debit = shaped("charge.payment_method_details.sepa_debit", **own)
        return shaped("charge.payment_method_details", type="sepa_debit", sepa_debit=debit)
    own = method["card"]
    kept = ("brand", "checks", "country", "exp_month", "exp_year", "fingerprint", "funding", "last4")
    drawn = shaped("charge.payment_method_details.card", **{name: own[name] for name in kept})
    return shaped("charge.payment_method_details", type="card", card={**drawn, "network": own["brand"]})


def words(method: Obj) -> str:
    """The payment method as a reader recognises it."""
    if method["type"] == "sepa_debit":
        return f"bank account ending in {method['sepa_debit']['last4']}"
    return f"{method['card']['brand'].title()} ending in {method['card']['last4']}"


def _method(world: World, number: str, name: str, **values: Obj | str) -> Obj:
    return world.new(
        "payment_method",
        id=ids.new_id("payment_method"),
        allow_redisplay="unspecified",
        billing_details={**NOBODY, "name": name or None},
        metadata={},
        _number=number,
        **values,
    )


def _wrong(code: str, sentence: str, field: str) -> Failure:
    return declined(sentence, code, None, param=field)
