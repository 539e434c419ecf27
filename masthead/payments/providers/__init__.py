"""The shelf of payment providers: one interface in our own words, one line per provider.

A provider answers with its truth as it stands now; `payments.operations` compares that with our rows. Every
method waits for somebody else's machine, so none may be called while a transaction is open.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Literal, Protocol

from django.conf import settings

if TYPE_CHECKING:
    from masthead.payments.models import Checkout


@dataclass(frozen=True, kw_only=True)
class Order:
    """What a hosted page sells, and to whom. `account` is our own id, which comes back in every answer."""

    token: str  # asked twice with the same token, a provider opens one session
    account: str
    email: str
    title: str
    amount_minor: int
    currency: str
    interval: str
    success_url: str
    cancel_url: str


@dataclass(frozen=True, kw_only=True)
class PaymentTruth:
    """One attempt to pay."""

    ref: str
    succeeded: bool
    amount_minor: int
    currency: str
    tried_at: datetime
    period_start: datetime | None
    period_end: datetime | None


@dataclass(frozen=True, kw_only=True)
class SubscriptionTruth:
    """What came of a session that was paid."""

    ref: str
    is_live: bool
    renews: bool
    started_at: datetime
    period_start: datetime
    period_end: datetime
    cancelled_at: datetime | None
    ended_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class SessionTruth:
    """A hosted page and all that followed from it, as the provider has it at this moment."""

    ref: str
    hosted_url: str
    account: str
    state: Literal["open", "paid", "closed"]
    subscription: SubscriptionTruth | None = None
    payments: tuple[PaymentTruth, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Message:
    """Something the provider tells us: its own number, a word for it, and the session it is about."""

    ref: str
    kind: str
    session_ref: str


class Provider(Protocol):
    """What every provider can do."""

    name: str

    def open_session(self, order: Order, *, now: datetime) -> SessionTruth:
        """A hosted page that sells this order; the same one when asked again with the same token."""

    def session(self, ref: str, *, now: datetime) -> SessionTruth:
        """The truth about one session."""

    def close_session(self, ref: str, *, now: datetime) -> SessionTruth:
        """Nobody can pay on this page any more, unless it is paid already. Answers what it is now."""

    def stop_renewing(self, checkout: "Checkout", *, now: datetime) -> None:
        """The subscription of this checkout ends with the period that is paid."""

    def renew_again(self, checkout: "Checkout", *, now: datetime) -> None:
        """The subscription of this checkout is renewed after all."""

    def read_message(self, body: bytes, headers: Mapping[str, str], *, now: datetime) -> Message:
        """What a message says, once its signature has been checked on the bytes as they came.

        :raises BadSignature: it is not from the provider, or too old
        """


def provider(name: str = "") -> Provider:
    """The provider of that name; without one, the provider new checkouts go to.

    :raises LookupError: there is no such provider on the shelf
    """
    from masthead.payments.providers.pretend.provider import Pretend

    shelf: tuple[Provider, ...] = (Pretend(),)
    wanted = name or settings.PAYMENT_PROVIDER
    try:
        return next(book for book in shelf if book.name == wanted)
    except StopIteration:
        raise LookupError(f"{wanted!r} is not on the shelf of payment providers") from None
