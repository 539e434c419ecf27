from django.db import migrations


def payments_become_invoices(apps, schema_editor):
    """Every payment of 0.1.0 is an invoice of one line, under the reference that the ledger has for it.

    Receipts keep their numbers, and each year's series goes on after its last. A payment that failed becomes
    an invoice that was never paid.
    """
    accounts = _accounts(apps)
    series = {}
    for payment in apps.get_model("payments", "Payment").objects.order_by("pk").iterator(chunk_size=500):
        invoice = _invoice(apps, payment, accounts[payment.provider])
        if invoice.number:
            year = int(invoice.number[:4])
            series[year] = max(series.get(year, 0), payment.pk)
    for year, last in series.items():
        apps.get_model("payments", "ReceiptSeries").objects.create(year=year, last=last)


def _accounts(apps):
    """An account for every provider; whoever has a checkout there is a buyer."""
    Account, Buyer = (apps.get_model("payments", name) for name in ("ProviderAccount", "Buyer"))
    holders = [apps.get_model("payments", name) for name in ("Checkout", "Subscription", "WebhookEvent")]
    accounts = {}
    for holder in holders:
        for provider in holder.objects.order_by().values_list("provider", flat=True).distinct():
            if provider not in accounts:
                accounts[provider] = Account.objects.create(provider=provider)
            holder.objects.filter(provider=provider).update(account=accounts[provider])
    pairs = holders[0].objects.order_by("person_id").values_list("account_id", "person_id").distinct()
    Buyer.objects.bulk_create(
        [Buyer(account_id=account_id, person_id=person_id) for account_id, person_id in pairs], batch_size=500
    )
    Subscription = holders[1]
    Subscription.objects.filter(state="live").update(state="running")
    Subscription.objects.filter(state="ended").update(state="over", renews=False)
    WebhookEvent = holders[2]
    WebhookEvent.objects.exclude(about_ref="").update(about_kind="checkout")
    return accounts


def _invoice(apps, payment, account):
    succeeded = payment.state == "succeeded"
    invoice = apps.get_model("payments", "Invoice").objects.create(
        account=account,
        ref=payment.provider_ref,
        person_id=payment.person_id,
        subscription_id=payment.subscription_id,
        checkout_id=None if payment.subscription_id else payment.checkout_id,
        number=f"{payment.tried_at:%Y}-{payment.pk:06d}" if succeeded else "",
        title=payment.title,
        state="paid" if succeeded else "void",
        amount_minor=payment.amount_minor,
        currency=payment.currency,
        made_at=payment.tried_at,
        paid_at=payment.tried_at if succeeded else None,
        recorded_at=payment.recorded_at,
    )
    if payment.period_start and payment.period_end:
        apps.get_model("payments", "InvoiceLine").objects.create(
            invoice=invoice,
            key="line",
            reference=f"payment:{payment.pk}",
            item_key=payment.checkout.item_key,
            title=payment.title,
            amount_minor=payment.amount_minor,
            starts_at=payment.period_start,
            ends_at=payment.period_end,
        )
    apps.get_model("payments", "Attempt").objects.create(
        account=account,
        ref=payment.provider_ref,
        invoice=invoice,
        amount_minor=payment.amount_minor,
        currency=payment.currency,
        state=payment.state,
        tried_at=payment.tried_at,
        failed_at=None if succeeded else payment.tried_at,
    )
    return invoice


class Migration(migrations.Migration):
    dependencies = [("payments", "0002_invoices")]
    operations = [migrations.RunPython(payments_become_invoices, migrations.RunPython.noop)]
