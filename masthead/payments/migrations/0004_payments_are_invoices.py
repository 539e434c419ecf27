import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """What 0.1.0 wrote has become accounts and invoices: its own columns go."""

    dependencies = [('payments', '0003_payments_become_invoices')]

    operations = [
        migrations.RemoveField(
            model_name='checkout',
            name='provider',
        ),
        migrations.RemoveField(
            model_name='checkout',
            name='version',
        ),
        migrations.RemoveField(
            model_name='subscription',
            name='provider',
        ),
        migrations.RemoveField(
            model_name='webhookevent',
            name='provider',
        ),
        migrations.AddIndex(
            model_name='checkout',
            index=models.Index(condition=models.Q(('state__in', ('open', 'pending'))), fields=['opened_at'], name='unsettled_checkouts_by_age'),
        ),
        migrations.AddIndex(
            model_name='subscription',
            index=models.Index(condition=models.Q(('state__in', ('over', 'never_started')), _negated=True), fields=['period_end'], name='subscriptions_by_period_end'),
        ),
        migrations.AddConstraint(
            model_name='checkout',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'open')), fields=('person', 'purpose'), name='one_open_checkout_per_purpose'),
        ),
        migrations.AddConstraint(
            model_name='checkout',
            constraint=models.UniqueConstraint(condition=models.Q(('ref', ''), _negated=True), fields=('account', 'ref'), name='one_checkout_per_provider_checkout'),
        ),
        migrations.AddConstraint(
            model_name='subscription',
            constraint=models.UniqueConstraint(fields=('account', 'ref'), name='one_subscription_per_provider_subscription'),
        ),
        migrations.AddConstraint(
            model_name='webhookevent',
            constraint=models.UniqueConstraint(fields=('account', 'ref'), name='one_row_per_webhook_event'),
        ),
        migrations.DeleteModel(
            name='Payment',
        ),
        migrations.AlterField(
            model_name='checkout',
            name='account',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='checkouts', to='payments.provideraccount'),
        ),
        migrations.AlterField(
            model_name='subscription',
            name='account',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='subscriptions', to='payments.provideraccount'),
        ),
        migrations.AlterField(
            model_name='webhookevent',
            name='account',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='webhook_events', to='payments.provideraccount'),
        ),
    ]
