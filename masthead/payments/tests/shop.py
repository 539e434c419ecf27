"""What the tests of payments share: something to sell, and the provider's side of selling it."""

from datetime import datetime

from masthead.payments import operations
from masthead.payments.models import Checkout
from masthead.payments.operations import Item
from masthead.payments.providers.pretend import books, signing
from masthead.payments.providers.pretend.models import PretendEvent
from masthead.payments.providers.pretend.provider import Pretend
from masthead.people.models import Person

YEARLY = Item(key="thing:yearly", title="A yearly thing", amount_minor=6000, currency="EUR", interval="year")
MONTHLY = Item(
    key="thing:monthly", title="A monthly thing", amount_minor=600, currency="EUR", interval="month"
)


def start(person: Person, now: datetime, item: Item = MONTHLY) -> Checkout:
    """A checkout as a room above would start it."""
    return operations.start_checkout(
        person=person, item=item, success_path="/thanks/{token}/", cancel_path="/essays/a/", now=now
    )


def paid(person: Person, now: datetime, item: Item = MONTHLY) -> Checkout:
    """A checkout that was paid and returned from."""
    checkout = start(person, now, item)
    books.pay(checkout.provider_ref, now=now)
    return operations.settle_checkout(checkout=checkout, now=now)


def tell(event: PretendEvent, now: datetime) -> None:
    """The provider's message arrives, is kept, and is handled at once."""
    body = books.message_body(event)
    signed = {signing.HEADER: signing.sign(body, now=now)}
    message = Pretend().read_message(body, signed, now=now)
    kept = operations.keep_message(provider_name="pretend", message=message, body=body, now=now)
    operations.handle_message(message=kept, now=now)
