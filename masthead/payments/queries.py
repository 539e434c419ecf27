"""Reading checkouts, subscriptions, invoices, and what they cover."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet

from masthead.kit import cursors
from masthead.kit.data_export import DataExportPart
from masthead.payments import coverage
from masthead.payments.coverage import Covered
from masthead.payments.models import (
    Attempt,
    Buyer,
    Checkout,
    Dispute,
    Invoice,
    InvoiceLine,
    ProviderAccount,
    Reconciliation,
    Refund,
    Subscription,
    WebhookEvent,
)
from masthead.payments.providers import About, DisputeTruth, RefundTruth, Standing, Thing, Truth
from masthead.payments.states import (
    COLLECTABLE,
    STANDING,
    CheckoutState,
    DisputeState,
    InvoiceState,
    SubscriptionState,
    TransferState,
)
from masthead.people.models import Person

STRIPE_PAGES = ["https://checkout.stripe.com", "https://billing.stripe.com"]


def takes_payments() -> bool:
    """Whether there is a provider who takes money."""
    return settings.PAYMENT_PROVIDER != "none"


def page_origins() -> list[str]:
    """Where the pages stand on which people pay and change their card; empty while they are our own."""
    if settings.PAYMENT_PROVIDER != "stripe" and not settings.STRIPE_SECRET_KEY:
        return []
    return [settings.STRIPE_API_BASE] if settings.STRIPE_API_BASE else STRIPE_PAGES


def hears(provider_name: str) -> bool:
    """Whether messages from this provider are taken: it is the present one, or something of ours is there.

    One that is switched off goes on being heard: unanswered, it would hold back invoices and send for days.
    """
    if provider_name == settings.PAYMENT_PROVIDER:
        return takes_payments()
    return ProviderAccount.objects.filter(provider=provider_name).exists()


def standing_subscriptions_of(person_id: int) -> list[Subscription]:
    """The subscriptions of which something is still to come, newest first."""
    standing = Subscription.objects.filter(person_id=person_id, state__in=STANDING)
    return list(standing.select_related("account", "person"))


def renewing_subscriptions_of(person_id: int) -> list[Subscription]:
    """The subscriptions that can charge this person again; those of a test mode that was left cannot."""
    live = ProviderAccount.objects.filter(is_live=True).values_list("provider", flat=True)
    left = Q(account__is_live=False, account__provider__in=list(live))
    renewing = Subscription.objects.filter(person_id=person_id, state__in=STANDING, renews=True)
    return list(renewing.exclude(left).select_related("account", "person"))


def live_subscription_of(person_id: int, now: datetime | None = None) -> Subscription | None:
    """The subscription this person has, renewed or running out; None when there is none.

    With `now`, one that was cancelled and whose last day is over does not count, whether or not
    the provider has said so.
    """
    standing = standing_subscriptions_of(person_id)
    if now is not None:
        standing = [one for one in standing if one.renews or one.period_end > now]
    return next(iter(standing), None)


def subscription_barring(person_id: int, now: datetime) -> Subscription | None:
    """The subscription beside which a second one would be paid for the same time.

    One that is unpaid, paused, over at the end of a cancelled period, or behind with no retry to come, bars
    nobody from joining anew.
    """
    retry_is_coming = Exists(
        Invoice.objects.filter(subscription=OuterRef("pk"), state__in=COLLECTABLE, next_try_at__isnull=False)
    )
    runs = Q(state__in=(SubscriptionState.TRIAL, SubscriptionState.RUNNING)) & (
        Q(renews=True) | Q(period_end__gt=now)
    )
    is_collected = Q(state=SubscriptionState.BEHIND, renews=True) & Q(retry_is_coming)
    subscriptions = Subscription.objects.filter(runs | is_collected, person_id=person_id)
    return subscriptions.select_related("account", "person").first()


def has_payment_on_its_way(*, person_id: int, purpose: str) -> bool:
    """Whether a checkout for this was completed and its money is not there yet."""
    return Checkout.objects.filter(person_id=person_id, purpose=purpose, state=CheckoutState.PENDING).exists()


def checkout_of(*, person_id: int, token: str) -> Checkout | None:
    """The checkout under this token, if it belongs to this person."""
    return Checkout.objects.filter(token=token, person_id=person_id).select_related("account").first()


def receipts_of(person_id: int) -> Iterable[Invoice]:
    """What this person paid, newest first, with its lines."""
    paid = Invoice.objects.filter(person_id=person_id, state=InvoiceState.PAID)
    return paid.prefetch_related("lines")[:100]


def has_paid(person_id: int) -> bool:
    """Whether this person has receipts."""
    return Invoice.objects.filter(person_id=person_id, state=InvoiceState.PAID).exists()


def owed_invoice(subscription: Subscription) -> Invoice | None:
    """The newest invoice of this subscription that may still be paid and of which a try has failed."""
    owed = Invoice.objects.filter(
        subscription=subscription, state__in=COLLECTABLE, attempts__failed_at__isnull=False
    )
    return owed.order_by("-made_at").first()


def failed_attempt(attempt_id: int) -> Attempt:
    """One attempt with its invoice, the invoice's subscription and its person."""
    return Attempt.objects.select_related("invoice__subscription", "invoice__person").get(pk=attempt_id)


def invoice_by_id(invoice_id: int) -> Invoice:
    """One invoice with its person, its subscription and its lines."""
    whole = Invoice.objects.select_related("person", "subscription").prefetch_related("lines")
    return whole.get(pk=invoice_id)


def is_of_a_trial(invoice: Invoice) -> bool:
    """Whether it is the invoice of nothing that begins a trial."""
    subscription = invoice.subscription
    if invoice.amount_minor or subscription is None or subscription.trial_end is None:
        return False
    return all(line.starts_at < subscription.trial_end for line in invoice.lines.all())


def webhook_by_id(message_id: int) -> WebhookEvent:
    """One message of the provider."""
    return WebhookEvent.objects.select_related("account").get(pk=message_id)


def owner_of(*, account: ProviderAccount, about: About) -> int | None:
    """Whose this thing is, by our own rows; None when we have none of it."""
    holder, person = {
        Thing.CHECKOUT: (Checkout.objects, "person_id"),
        Thing.SUBSCRIPTION: (Subscription.objects, "person_id"),
        Thing.INVOICE: (Invoice.objects, "person_id"),
        Thing.ATTEMPT: (Attempt.objects, "invoice__person_id"),
        Thing.REFUND: (Refund.objects, "attempt__invoice__person_id"),
        Thing.DISPUTE: (Dispute.objects, "attempt__invoice__person_id"),
    }[about.thing]
    return holder.filter(account=account, ref=about.ref).values_list(person, flat=True).first()


def person_told(*, account: ProviderAccount, truth: Truth) -> int | None:
    """Whose it is by what the provider says: by our own number, else by the name a buyer has there."""
    if truth.person:
        person_id = cursors.number(truth.person)
        return None if person_id is None else _person_numbered(person_id)
    if not truth.buyer_ref:
        return None
    buyers = Buyer.objects.filter(account=account, ref=truth.buyer_ref)
    return buyers.values_list("person_id", flat=True).first()


def _person_numbered(person_id: int) -> int | None:
    return Person.objects.filter(pk=person_id).values_list("pk", flat=True).first()


def checkouts_to_reconcile(*, now: datetime) -> list[Checkout]:
    """Checkouts that may have changed at the provider: not settled for ten minutes."""
    left = Checkout.objects.filter(
        state__in=(CheckoutState.OPEN, CheckoutState.PENDING), opened_at__lte=now - timedelta(minutes=10)
    )
    return list(left.exclude(ref="").select_related("account").order_by("opened_at"))


def subscriptions_to_reconcile(*, now: datetime) -> list[Subscription]:
    """Subscriptions that may have changed at the provider: their period is over, or a payment is owed."""
    changing = (SubscriptionState.STARTING, SubscriptionState.BEHIND)
    ours = Subscription.objects.exclude(
        state__in=(SubscriptionState.OVER, SubscriptionState.NEVER_STARTED)
    ).filter(Q(period_end__lte=now) | Q(state__in=changing))
    return list(ours.select_related("account").order_by("period_end"))


def is_behind(*, account: ProviderAccount, standing: Standing) -> bool:
    """Whether our rows do not have this subscription, its state or its newest invoice as the provider has."""
    told = standing.subscription
    row = Subscription.objects.filter(account=account, ref=told.ref).first()
    if row is None:
        return True
    ours = (
        row.state,
        row.renews,
        row.period_start,
        row.period_end,
        row.item_key,
        row.paused_at,
        row.ended_at,
    )
    theirs = (
        told.state,
        told.renews,
        told.period_start,
        told.period_end,
        told.item_key or row.item_key,
        told.paused_at,
        told.ended_at,
    )
    if ours != theirs:
        return True
    if not standing.newest_invoice_ref:
        return False
    newest = Invoice.objects.filter(account=account, ref=standing.newest_invoice_ref).first()
    return newest is None or newest.state in COLLECTABLE


def is_news(*, account: ProviderAccount, told: RefundTruth | DisputeTruth) -> bool:
    """Whether our rows do not have this refund or dispute as it stands at the provider."""
    rows = Refund.objects if isinstance(told, RefundTruth) else Dispute.objects
    return not rows.filter(account=account, ref=told.ref, state=told.state).exists()


def newest_reconciliation() -> Reconciliation | None:
    """The last comparison of everything, finished or not."""
    return Reconciliation.objects.select_related("account").first()


def people_charged() -> QuerySet[Subscription]:
    """The subscriptions that charge, live ones only where there are any: their people pay."""
    charging = Subscription.objects.filter(
        state__in=(SubscriptionState.RUNNING, SubscriptionState.TRIAL), renews=True
    )
    if ProviderAccount.objects.filter(is_live=True).exists():
        charging = charging.filter(account__is_live=True)
    return charging


def paid_references() -> QuerySet[InvoiceLine, str]:
    """What the lines of paid invoices are called."""
    lines = InvoiceLine.objects.filter(invoice__state=InvoiceState.PAID)
    return lines.order_by().values_list("reference", flat=True)


def is_abandoned(checkout: Checkout, *, now: datetime) -> bool:
    """Whether nobody is expected to pay on this page any more."""
    return checkout.opened_at <= now - timedelta(days=1)


# --- what is covered -------------------------------------------------------------------------------------


def coverage_of(person_id: int) -> list[Covered]:
    """Every span that this person's money covers, and why, by the rows as they stand."""
    invoices = Invoice.objects.filter(person_id=person_id).prefetch_related(
        "lines", "attempts__refunds", "attempts__disputes"
    )
    by_subscription: dict[int | None, list[Invoice]] = {}
    for invoice in invoices:
        by_subscription.setdefault(invoice.subscription_id, []).append(invoice)
    found = [
        covered
        for invoice in by_subscription.pop(None, [])
        for covered in coverage.coverage_of_invoice(_invoice_facts(invoice))
    ]
    for subscription in Subscription.objects.filter(person_id=person_id):
        facts = _subscription_facts(subscription, by_subscription.get(subscription.pk, []))
        found += coverage.coverage_of_subscription(facts)
    return found


def paid_until(subscription: Subscription) -> datetime | None:
    """Until when this subscription is paid; None when nothing was."""
    invoices = subscription.invoices.prefetch_related("lines", "attempts__refunds", "attempts__disputes")
    return coverage.paid_until(_subscription_facts(subscription, list(invoices)))


def _subscription_facts(row: Subscription, invoices: list[Invoice]) -> coverage.SubscriptionFacts:
    return coverage.SubscriptionFacts(
        key=str(row.pk),
        item_key=row.item_key,
        title=row.title,
        state=row.state,
        renews=row.renews,
        trial_starts_at=row.trial_start,
        trial_ends_at=row.trial_end,
        paused_at=row.paused_at,
        ended_at=row.ended_at,
        invoices=tuple(_invoice_facts(invoice) for invoice in invoices),
    )


def _invoice_facts(row: Invoice) -> coverage.InvoiceFacts:
    attempts = list(row.attempts.all())
    succeeded = [attempt for attempt in attempts if attempt.state == TransferState.SUCCEEDED]
    refunds = [refund for attempt in succeeded for refund in attempt.refunds.all()]
    disputes = [dispute for attempt in succeeded for dispute in attempt.disputes.all()]
    back = [
        (refund.made_at, refund.amount_minor) for refund in refunds if refund.state == TransferState.SUCCEEDED
    ] + [
        (dispute.decided_at or dispute.opened_at, dispute.amount_minor)
        for dispute in disputes
        if dispute.state == DisputeState.LOST
    ]
    return coverage.InvoiceFacts(
        key=str(row.pk),
        is_paid=row.state == InvoiceState.PAID,
        is_collectable=row.state in COLLECTABLE,
        collected_minor=sum(attempt.amount_minor for attempt in succeeded),
        taken_back=tuple(coverage.TakenBack(at=at, amount_minor=amount) for at, amount in sorted(back)),
        failed_at=tuple(sorted(attempt.failed_at for attempt in attempts if attempt.failed_at)),
        next_try_at=row.next_try_at,
        is_disputed=any(dispute.state == DisputeState.OPEN for dispute in disputes),
        made_at=row.made_at,
        lines=tuple(
            coverage.Line(
                reference=line.reference,
                item_key=line.item_key,
                title=line.title,
                starts_at=line.starts_at,
                ends_at=line.ends_at,
                amount_minor=line.amount_minor,
            )
            for line in row.lines.all()
        ),
    )


def export_data(person: Person, now: datetime) -> DataExportPart:  # noqa: ARG001 - the shape of every share
    """What this room holds of the person: what was begun, what ran, what was owed and paid."""
    money = ("title", "amount_minor", "currency", "account__provider")
    ran = ("interval", "state", "renews", "started_at", "cancelled_at", "paused_at", "ended_at")
    owed = ("number", "state", "made_at", "paid_at")
    tried = ("invoice__number", "amount_minor", "currency", "state", "reason", "tried_at")
    mine = {"person": person}
    content = {
        "invoices": list(Invoice.objects.filter(**mine).order_by("pk").values(*money, *owed)),
        "payments": list(Attempt.objects.filter(invoice__person=person).order_by("pk").values(*tried)),
        "subscriptions": list(Subscription.objects.filter(**mine).order_by("pk").values(*money, *ran)),
        "buyers": list(Buyer.objects.filter(**mine).values("account__provider", "ref")),
        "checkouts": list(
            Checkout.objects.filter(**mine).order_by("pk").values(*money, "state", "opened_at", "settled_at")
        ),
    }
    return DataExportPart(name="payments", content=content)
