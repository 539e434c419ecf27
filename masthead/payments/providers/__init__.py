"""Payment providers: one interface in our own words, one line per provider.

A provider answers with its present state; `payments.operations` compares that with our rows. Every
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
class ProviderPayment:
    """One attempt to pay."""

    ref: str
    succeeded: bool
    amount_minor: int
    currency: str
    tried_at: datetime
    period_start: datetime | None
    period_end: datetime | None


@dataclass(frozen=True, kw_only=True)
class ProviderSubscription:
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
class ProviderSession:
    """A hosted page and all that followed from it, as the provider has it at this moment."""

    ref: str
    hosted_url: str
    account: str
    state: Literal["open", "paid", "closed"]
    subscription: ProviderSubscription | None = None
    payments: tuple[ProviderPayment, ...] = ()


@dataclass(frozen=True, kw_only=True)
class WebhookMessage:
    """A webhook, parsed: the provider's id for it, its kind, and the session it is about."""

    ref: str
    kind: str
    session_ref: str


class Provider(Protocol):
    """What every provider can do."""

    name: str

    def open_session(self, order: Order, *, now: datetime) -> ProviderSession:
        """A hosted page that sells this order; the same one when asked again with the same token."""

    def session(self, ref: str, *, now: datetime) -> ProviderSession:
        """The present state of one session."""

    def close_session(self, ref: str, *, now: datetime) -> ProviderSession:
        """Nobody can pay on this page any more, unless it is paid already. Answers what it is now."""

    def cancel_renewal(self, checkout: "Checkout", *, now: datetime) -> None:
        """The subscription of this checkout ends with the period that is paid."""

    def resume_renewal(self, checkout: "Checkout", *, now: datetime) -> None:
        """The subscription of this checkout is renewed after all."""

    def parse_webhook(self, body: bytes, headers: Mapping[str, str], *, now: datetime) -> WebhookMessage:
        """What a message says, once its signature has been checked on the bytes as they came.

        :raises InvalidSignature: it is not from the provider, or too old
        """


def provider(name: str = "") -> Provider:
    """The provider of that name; without one, the provider new checkouts go to.

    :raises LookupError: there is no such provider
    """
    from masthead.payments.providers.pretend.provider import PretendProvider

    shelf: tuple[Provider, ...] = (PretendProvider(),)
    wanted = name or settings.PAYMENT_PROVIDER
    try:
        return next(book for book in shelf if book.name == wanted)
    except StopIteration:
        raise LookupError(f"{wanted!r} is not a known payment provider") from None
