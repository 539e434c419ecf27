"""Payment providers: one interface in our own words, one line per provider.

A provider answers with present truth; `payments.operations` compares that with our rows. Every method waits
for somebody else's machine, so none may be called while a transaction is open. Moments are aware, amounts are
in the smallest coin of their currency.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from django.conf import settings

from masthead.payments.states import (
    CheckoutState,
    DisputeState,
    InvoiceState,
    SubscriptionState,
    TransferState,
)


class Thing(StrEnum):
    """What a provider has that we ask about."""

    CHECKOUT = "checkout"
    SUBSCRIPTION = "subscription"
    INVOICE = "invoice"
    ATTEMPT = "attempt"
    REFUND = "refund"
    DISPUTE = "dispute"


@dataclass(frozen=True)
class About:
    """One thing at a provider."""

    thing: Thing
    ref: str


@dataclass(frozen=True)
class AccountTruth:
    """Which account of ours it is there, and whether money moves."""

    ref: str
    is_live: bool


@dataclass(frozen=True, kw_only=True)
class Offer:
    """What is sold: `amount_minor` smallest coins of `currency` every `interval`, "month" or "year".

    Without `renews` it is paid once, for one `interval`.
    """

    item_key: str
    title: str
    amount_minor: int
    currency: str
    interval: str
    renews: bool = True


@dataclass(frozen=True, kw_only=True)
class Order(Offer):
    """What a hosted page sells, and to whom. `person` is our own id, which comes back in every answer."""

    token: str  # asked twice with the same token, a provider opens one page
    person: str
    buyer_ref: str  # the provider's own name for them; empty where it has none
    email: str
    success_url: str
    cancel_url: str


@dataclass(frozen=True, kw_only=True)
class CheckoutTruth:
    """A hosted page. Pending: completed, and the money is on its way."""

    ref: str
    hosted_url: str
    state: CheckoutState


@dataclass(frozen=True, kw_only=True)
class RefundTruth:
    """Money on its way back."""

    ref: str
    amount_minor: int
    state: TransferState
    made_at: datetime


@dataclass(frozen=True, kw_only=True)
class DisputeTruth:
    """An objection at the bank of whoever paid."""

    ref: str
    amount_minor: int
    state: DisputeState
    opened_at: datetime
    decided_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class AttemptTruth:
    """One try to collect an invoice; the same `ref` may fail first and succeed later."""

    ref: str
    amount_minor: int
    currency: str
    state: TransferState
    tried_at: datetime
    reason: str = ""
    refunds: tuple[RefundTruth, ...] = ()
    disputes: tuple[DisputeTruth, ...] = ()


@dataclass(frozen=True, kw_only=True)
class LineTruth:
    """One line of an invoice. Without a span it is for something paid once, which begins when it is paid."""

    key: str
    amount_minor: int
    starts_at: datetime | None
    ends_at: datetime | None
    item_key: str = ""  # empty: what its subscription or checkout is for
    title: str = ""


@dataclass(frozen=True, kw_only=True)
class InvoiceTruth:
    """What is owed, whether it is paid, and what was tried."""

    ref: str
    state: InvoiceState
    amount_minor: int
    currency: str
    made_at: datetime
    lines: tuple[LineTruth, ...]
    attempts: tuple[AttemptTruth, ...] = ()
    paid_at: datetime | None = None
    next_try_at: datetime | None = None
    confirm_url: str = ""


@dataclass(frozen=True, kw_only=True)
class SubscriptionTruth:
    """A subscription. `item_key` and its neighbours are empty when the provider knows no plan of ours."""

    ref: str
    state: SubscriptionState
    renews: bool
    started_at: datetime
    period_start: datetime
    period_end: datetime
    item_key: str = ""
    title: str = ""
    amount_minor: int | None = None
    currency: str = ""
    interval: str = ""
    trial_start: datetime | None = None
    trial_end: datetime | None = None
    cancelled_at: datetime | None = None
    paused_at: datetime | None = None
    ended_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Truth:
    """All that belongs together with what was asked about, as the provider has it at this moment.

    `person` is our own id as we once gave it, empty where the provider has none (a subscription made there).
    """

    person: str
    buyer_ref: str = ""
    checkout: CheckoutTruth | None = None
    subscription: SubscriptionTruth | None = None
    invoices: tuple[InvoiceTruth, ...] = ()


@dataclass(frozen=True, kw_only=True)
class WebhookMessage:
    """A webhook, parsed: the provider's id for it, its kind, what it is about (None: nothing we follow)."""

    ref: str
    kind: str
    about: About | None


@dataclass(frozen=True, kw_only=True)
class Standing:
    """A subscription as a list of all of them has it: enough to see whether our row is behind."""

    subscription: SubscriptionTruth
    newest_invoice_ref: str


@dataclass(frozen=True)
class Finding:
    """One thing about the account at a provider, said to the host; whether it is as it should be."""

    is_good: bool
    sentence: str


class Provider(Protocol):
    """What every provider can do."""

    name: str

    def account(self) -> AccountTruth:
        """The account to which new checkouts go."""

    def ensure_buyer(self, *, person: str, email: str) -> str:
        """The provider's own name for this person; empty where it keeps none."""

    def open_checkout(self, order: Order, *, now: datetime) -> CheckoutTruth:
        """A hosted page that sells this order; the same one when asked again with the same token."""

    def close_checkout(self, ref: str, *, now: datetime) -> None:
        """Nobody can pay on this page any more, unless it is paid already."""

    def truth(self, about: About) -> Truth | None:
        """Everything that belongs together with this thing. None: there is no such thing."""

    def cancel_renewal(self, subscription_ref: str, *, now: datetime) -> None:
        """The subscription ends with the period that is paid."""

    def resume_renewal(self, subscription_ref: str, *, now: datetime) -> None:
        """The subscription is renewed after all."""

    def everything(self) -> Iterator[Standing]:
        """Every subscription that was ever made at this account."""

    def went_back(self, *, since: datetime) -> Iterator[RefundTruth | DisputeTruth]:
        """Refunds and disputes made since then, as they stand now."""

    def missed(self, *, since: datetime) -> Iterator[About]:
        """What the messages were about that the provider could not deliver to us."""

    def manage_url(self, *, buyer_ref: str, return_url: str) -> str:
        """The provider's page on which this buyer changes card and address; empty where there is none."""

    def set_up(self, offers: Sequence[Offer], *, webhook_url: str) -> list[Finding]:
        """What the provider has to know of us is there, and what is not as it should be is said."""

    def parse_webhook(self, body: bytes, headers: Mapping[str, str], *, now: datetime) -> WebhookMessage:
        """What a message says, once its signature has been checked on the bytes as they came.

        :raises InvalidSignature: it is not from the provider, or too old
        """


def provider(name: str = "") -> Provider:
    """The provider of that name; without one, the provider new checkouts go to.

    :raises LookupError: there is no such provider
    """
    wanted = name or settings.PAYMENT_PROVIDER
    if wanted == "stripe":  # each is imported when it is asked for: Stripe's client is large
        from masthead.payments.providers.stripe.provider import StripeProvider

        return StripeProvider()
    if wanted == "pretend":
        from masthead.payments.providers.pretend.provider import PretendProvider

        return PretendProvider()
    raise LookupError(f"{wanted!r} is not a known payment provider")
