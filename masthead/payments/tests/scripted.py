"""A provider whose truth a test writes down: what it says is what the next question is answered with."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from unittest.mock import patch

from masthead.payments import operations
from masthead.payments.models import ProviderAccount
from masthead.payments.operations import accounts, checkouts, nightly, reconciliation, renewals
from masthead.payments.providers import (
    About,
    AccountTruth,
    AttemptTruth,
    CheckoutTruth,
    DisputeTruth,
    Finding,
    InvoiceTruth,
    LineTruth,
    Offer,
    Order,
    Provider,
    RefundTruth,
    Standing,
    SubscriptionTruth,
    Thing,
    Truth,
    WebhookMessage,
)
from masthead.payments.states import CheckoutState, InvoiceState, SubscriptionState, TransferState
from masthead.people.models import Person

MONTH = timedelta(days=30)


@dataclass
class ScriptedProvider:
    """Answers whatever was put into `truths`, under any of the things that belong to it."""

    name: str = "pretend"
    truths: list[Truth] = field(default_factory=list)
    cancelled: list[str] = field(default_factory=list)
    orders: list[Order] = field(default_factory=list)
    undelivered: list[About] = field(default_factory=list)

    def account(self) -> AccountTruth:
        return AccountTruth(ref="acct_scripted", is_live=False)

    def ensure_buyer(self, *, person: str, email: str) -> str:
        return f"cus_{person}"

    def open_checkout(self, order: Order, *, now: datetime) -> CheckoutTruth:
        self.orders.append(order)
        told = CheckoutTruth(
            ref=f"page_{order.token}", hosted_url="https://pay.example/", state=CheckoutState.OPEN
        )
        self.says(Truth(person=order.person, checkout=told))
        return told

    def close_checkout(self, ref: str, *, now: datetime) -> None:
        for truth in self.truths:
            if truth.checkout and truth.checkout.ref == ref and truth.checkout.state == CheckoutState.OPEN:
                self.says(replace(truth, checkout=replace(truth.checkout, state=CheckoutState.CLOSED)))
                return

    def truth(self, about: About) -> Truth | None:
        return next((truth for truth in self.truths if about in things_of(truth)), None)

    def cancel_renewal(self, subscription_ref: str, *, now: datetime) -> None:
        self.cancelled.append(subscription_ref)
        self._renew(subscription_ref, renews=False, now=now)

    def resume_renewal(self, subscription_ref: str, *, now: datetime) -> None:
        self._renew(subscription_ref, renews=True, now=now)

    def everything(self) -> Iterator[Standing]:
        for truth in self.truths:
            if truth.subscription:
                newest = max(truth.invoices, key=lambda one: one.made_at, default=None)
                yield Standing(
                    subscription=truth.subscription, newest_invoice_ref=newest.ref if newest else ""
                )

    def went_back(self, *, since: datetime) -> Iterator[RefundTruth | DisputeTruth]:
        for truth in self.truths:
            for told in truth.invoices:
                for one in told.attempts:
                    yield from one.refunds
                    yield from one.disputes

    def missed(self, *, since: datetime) -> Iterator[About]:
        yield from self.undelivered

    def manage_url(self, *, buyer_ref: str, return_url: str) -> str:
        return f"https://pay.example/portal/{buyer_ref}"

    def set_up(self, offers: Sequence[Offer], *, webhook_url: str) -> list[Finding]:
        return [Finding(is_good=True, sentence=f"{len(offers)} on sale.")]

    def parse_webhook(self, body: bytes, headers: Mapping[str, str], *, now: datetime) -> WebhookMessage:
        raise NotImplementedError

    def says(self, truth: Truth) -> None:
        """From now on this is true of all it speaks about."""
        told = things_of(truth)
        self.truths = [one for one in self.truths if not told & things_of(one)] + [truth]

    def _renew(self, ref: str, *, renews: bool, now: datetime) -> None:
        truth = next(one for one in self.truths if one.subscription and one.subscription.ref == ref)
        assert truth.subscription is not None
        cancelled_at = None if renews else now
        told = replace(truth.subscription, renews=renews, cancelled_at=cancelled_at)
        self.says(replace(truth, subscription=told))


def things_of(truth: Truth) -> set[About]:
    """Everything by which this truth may be asked for."""
    things = {About(Thing.INVOICE, invoice.ref) for invoice in truth.invoices}
    for invoice in truth.invoices:
        things |= {About(Thing.ATTEMPT, attempt.ref) for attempt in invoice.attempts}
        things |= {
            About(Thing.REFUND, refund.ref) for attempt in invoice.attempts for refund in attempt.refunds
        }
        things |= {
            About(Thing.DISPUTE, dispute.ref) for attempt in invoice.attempts for dispute in attempt.disputes
        }
    if truth.checkout:
        things.add(About(Thing.CHECKOUT, truth.checkout.ref))
    if truth.subscription:
        things.add(About(Thing.SUBSCRIPTION, truth.subscription.ref))
    return things


@contextmanager
def in_its_place(provider: ScriptedProvider) -> Iterator[ScriptedProvider]:
    """Every question of payments goes to this provider."""

    def provider_of(name: str = "") -> Provider:
        return provider

    with (
        patch.object(accounts, "provider", provider_of),
        patch.object(checkouts, "provider", provider_of),
        patch.object(reconciliation, "provider", provider_of),
        patch.object(renewals, "provider", provider_of),
        patch.object(nightly, "provider", provider_of),
    ):
        yield provider


def hear(provider: ScriptedProvider, truth: Truth, *, now: datetime) -> None:
    """It is true at the provider, and we follow it."""
    provider.says(truth)
    follow(truth, now=now)


def follow(truth: Truth, *, now: datetime) -> None:
    """Ask about it, under the first of its names."""
    account = account_there()
    about = min(things_of(truth), key=lambda thing: (thing.thing != Thing.SUBSCRIPTION, thing.ref))
    operations.follow(account=account, about=about, now=now)


def account_there() -> ProviderAccount:
    """The row of the scripted provider's account."""
    return operations.present_account()


# --- truths in short --------------------------------------------------------------------------------------


def subscription(
    *,
    since: datetime,
    period: int = 0,
    state: str = SubscriptionState.RUNNING,
    renews: bool = True,
    ref: str = "sub_1",
    item_key: str = "",
    trial_days: int = 0,
    paused_at: datetime | None = None,
    ended_at: datetime | None = None,
) -> SubscriptionTruth:
    """A monthly subscription in its period of that number, each of thirty days."""
    return SubscriptionTruth(
        ref=ref,
        state=SubscriptionState(state),
        renews=renews,
        started_at=since,
        period_start=since + period * MONTH,
        period_end=since + (period + 1) * MONTH,
        item_key=item_key,
        title="Monthly",
        amount_minor=600,
        currency="EUR",
        interval="month",
        trial_start=since if trial_days else None,
        trial_end=since + timedelta(days=trial_days) if trial_days else None,
        paused_at=paused_at,
        ended_at=ended_at,
    )


def invoice(
    *,
    since: datetime,
    period: int = 0,
    state: str = InvoiceState.PAID,
    ref: str = "",
    item_key: str = "",
    attempts: tuple[AttemptTruth, ...] | None = None,
    next_try_at: datetime | None = None,
    amount_minor: int = 600,
) -> InvoiceTruth:
    """The invoice for one such period; paid, it was collected on the period's first day."""
    starts_at = since + period * MONTH
    ref = ref or f"in_{period}"
    if attempts is None:
        attempts = (
            (attempt(at=starts_at, ref=f"pay_{ref}"),) if state == InvoiceState.PAID and amount_minor else ()
        )
    line = LineTruth(
        key="1", amount_minor=amount_minor, starts_at=starts_at, ends_at=starts_at + MONTH, item_key=item_key
    )
    return InvoiceTruth(
        ref=ref,
        state=InvoiceState(state),
        amount_minor=amount_minor,
        currency="EUR",
        made_at=starts_at,
        paid_at=starts_at if state == InvoiceState.PAID else None,
        next_try_at=next_try_at,
        lines=(line,),
        attempts=attempts,
    )


def attempt(
    *, at: datetime, state: str = TransferState.SUCCEEDED, ref: str = "pay_1", amount_minor: int = 600
) -> AttemptTruth:
    """One try to collect."""
    return AttemptTruth(
        ref=ref, amount_minor=amount_minor, currency="EUR", state=TransferState(state), tried_at=at
    )


def of(person: Person, subscription: SubscriptionTruth | None = None, *invoices: InvoiceTruth) -> Truth:
    """What belongs to this person."""
    return Truth(person=str(person.pk), subscription=subscription, invoices=invoices)
