"""Somebody's life with us and Stripe: what they click, and what time does."""

from datetime import UTC, datetime, timedelta

from masthead.memberships import operations as memberships
from masthead.memberships import queries
from masthead.memberships.access import Access
from masthead.payments import operations
from masthead.payments.local_stripe import LocalStripe
from masthead.payments.models import Checkout, Subscription
from masthead.payments.providers.stripe.client import client
from masthead.payments.tests.local_stripe.stage import Page, card, visit
from masthead.people.models import Person


class Story:
    """One reader, one publication, one Stripe; `hear` is what a webhook or the schedule would do."""

    def __init__(self, local: LocalStripe, reader: Person) -> None:
        self.local, self.reader = local, reader
        self.api = client().v1

    @property
    def now(self) -> datetime:
        return datetime.fromtimestamp(self.local.now(), UTC)

    def begin(self, slug: str = "monthly") -> Checkout:
        """The button was pressed: there is a page."""
        return memberships.start_membership_checkout(
            person=self.reader, slug=slug, return_to="", now=self.now
        )

    def pay(self, checkout: Checkout, fields: dict[str, str] | None = None) -> Page:
        """The form of Stripe's page is sent."""
        return visit(checkout.hosted_url, fields or card())

    def come_back(self, checkout: Checkout) -> Checkout:
        """The page that says thank you asks how it stands."""
        return operations.reconcile_checkout(checkout=checkout, now=self.now)

    def join(self, fields: dict[str, str] | None = None) -> Subscription:
        """A member from the first click to the thanks."""
        checkout = self.begin()
        self.pay(checkout, fields)
        self.come_back(checkout)
        return Subscription.objects.get(person=self.reader)

    def passes(self, *, days: float = 0, hours: float = 0) -> None:
        """Time goes by at Stripe, and everything due on the way happens."""
        self.local.advance(int(timedelta(days=days, hours=hours).total_seconds()))

    def hear(self) -> Subscription:
        """We follow the subscription, whoever told us to."""
        ours = Subscription.objects.get(person=self.reader)
        return operations.reconcile_subscription(subscription=ours, now=self.now)

    @property
    def access(self) -> Access:
        return queries.access_at(person_id=self.reader.pk, now=self.now)

    @property
    def is_in(self) -> bool:
        return self.access.is_member
