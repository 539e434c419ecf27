"""What the tests of payments share: something to sell, and the provider's side of selling it."""

from datetime import datetime

from masthead.payments import operations
from masthead.payments.models import Checkout
from masthead.payments.operations import Item
from masthead.payments.providers.pretend import operations as pretend
from masthead.payments.providers.pretend import webhook_signatures
from masthead.payments.providers.pretend.models import PretendEvent
from masthead.payments.providers.pretend.provider import PretendProvider
from masthead.people.models import Person

YEARLY = Item(
    item_key="thing:yearly", title="A yearly thing", amount_minor=6000, currency="EUR", interval="year"
)
MONTHLY = Item(
    item_key="thing:monthly", title="A monthly thing", amount_minor=600, currency="EUR", interval="month"
)


def start(person: Person, now: datetime, item: Item = MONTHLY) -> Checkout:
    """A checkout as a room above would start it."""
    return operations.start_checkout(
        person=person, item=item, success_path="/thanks/{token}/", cancel_path="/essays/a/", now=now
    )


def paid(person: Person, now: datetime, item: Item = MONTHLY) -> Checkout:
    """A checkout that was paid and returned from."""
    checkout = start(person, now, item)
    pretend.pay(checkout.ref, now=now)
    return operations.reconcile_checkout(checkout=checkout, now=now)


def tell(event: PretendEvent, now: datetime) -> None:
    """The provider's message arrives, is kept, and is handled at once."""
    body = pretend.webhook_body(event)
    signed = {webhook_signatures.HEADER: webhook_signatures.sign(body, now=now)}
    message = PretendProvider().parse_webhook(body, signed, now=now)
    kept = operations.record_webhook(provider_name="pretend", message=message, body=body, now=now)
    operations.process_webhook(message=kept, now=now)
