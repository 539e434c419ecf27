"""What memberships do after events of payments."""

from masthead.memberships import operations
from masthead.payments import events, queries
from masthead.payments.states import SubscriptionState
from masthead.people import queries as people


def follow_coverage(event: events.CoverageChanged) -> None:
    """The ledger follows what is paid."""
    person = people.person_by_id(event.person_id)
    if person is not None:
        operations.follow_coverage(person=person, now=event.recorded_at)


def send_receipt(event: events.InvoicePaid) -> None:
    """Whoever paid for a membership hears so; a trial that costs nothing yet is no payment."""
    invoice = queries.invoice_by_id(event.invoice_id)
    sells_plan = any(line.item_key.startswith("plan:") for line in invoice.lines.all())
    if sells_plan and not queries.is_of_a_trial(invoice):
        operations.send_receipt(invoice=invoice, now=invoice.recorded_at)


def tell_of_failed_payment(event: events.PaymentFailed) -> None:
    """A renewal failed: whoever it concerns hears so. A card refused while joining is said on the page."""
    attempt = queries.failed_attempt(event.attempt_id)
    subscription = attempt.invoice.subscription
    if subscription is not None and subscription.state == SubscriptionState.BEHIND:
        operations.tell_of_failed_payment(attempt=attempt, now=event.recorded_at)
