import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """The tables of accounts, buyers and invoices, beside what 0.1.0 wrote."""

    dependencies = [
        ('payments', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Attempt',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ref', models.CharField(max_length=120)),
                ('amount_minor', models.PositiveIntegerField()),
                ('currency', models.CharField(max_length=3)),
                ('state', models.CharField(choices=[('pending', 'on its way'), ('succeeded', 'succeeded'), ('failed', 'failed')], max_length=10)),
                ('reason', models.CharField(blank=True, max_length=120)),
                ('tried_at', models.DateTimeField()),
                ('failed_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'verbose_name': 'attempt',
                'verbose_name_plural': 'attempts',
                'ordering': ['-tried_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='Buyer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ref', models.CharField(blank=True, max_length=120)),
                ('version', models.PositiveIntegerField(default=0)),
            ],
            options={
                'verbose_name': 'buyer',
                'verbose_name_plural': 'buyers',
            },
        ),
        migrations.CreateModel(
            name='Dispute',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ref', models.CharField(max_length=120)),
                ('amount_minor', models.PositiveIntegerField()),
                ('state', models.CharField(choices=[('open', 'open'), ('won', 'won'), ('lost', 'lost')], max_length=10)),
                ('opened_at', models.DateTimeField()),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'verbose_name': 'dispute',
                'verbose_name_plural': 'disputes',
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='Invoice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ref', models.CharField(max_length=120)),
                ('number', models.CharField(blank=True, max_length=20)),
                ('title', models.CharField(max_length=120)),
                ('state', models.CharField(choices=[('draft', 'draft'), ('open', 'to be paid'), ('paid', 'paid'), ('void', 'void'), ('lost', 'given up')], max_length=10)),
                ('amount_minor', models.IntegerField()),
                ('currency', models.CharField(max_length=3)),
                ('made_at', models.DateTimeField()),
                ('paid_at', models.DateTimeField(blank=True, null=True)),
                ('next_try_at', models.DateTimeField(blank=True, null=True)),
                ('confirm_url', models.CharField(blank=True, max_length=2000)),
                ('recorded_at', models.DateTimeField()),
            ],
            options={
                'verbose_name': 'invoice',
                'verbose_name_plural': 'invoices',
                'ordering': ['-made_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='InvoiceLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=120)),
                ('reference', models.CharField(max_length=120, unique=True)),
                ('item_key', models.CharField(max_length=60)),
                ('title', models.CharField(max_length=120)),
                ('amount_minor', models.IntegerField()),
                ('starts_at', models.DateTimeField()),
                ('ends_at', models.DateTimeField()),
            ],
            options={
                'verbose_name': 'line of an invoice',
                'verbose_name_plural': 'lines of invoices',
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='ProviderAccount',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('provider', models.CharField(max_length=20)),
                ('ref', models.CharField(blank=True, max_length=120)),
                ('is_live', models.BooleanField(default=False)),
            ],
            options={
                'verbose_name': 'account at a provider',
                'verbose_name_plural': 'accounts at providers',
            },
        ),
        migrations.CreateModel(
            name='ReceiptSeries',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year', models.PositiveSmallIntegerField(unique=True)),
                ('last', models.PositiveIntegerField(default=0)),
            ],
            options={
                'verbose_name': 'series of receipts',
                'verbose_name_plural': 'series of receipts',
            },
        ),
        migrations.CreateModel(
            name='Refund',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ref', models.CharField(max_length=120)),
                ('amount_minor', models.PositiveIntegerField()),
                ('state', models.CharField(choices=[('pending', 'on its way'), ('succeeded', 'succeeded'), ('failed', 'failed')], max_length=10)),
                ('made_at', models.DateTimeField()),
            ],
            options={
                'verbose_name': 'refund',
                'verbose_name_plural': 'refunds',
                'ordering': ['-pk'],
            },
        ),
        migrations.RemoveConstraint(
            model_name='checkout',
            name='one_open_checkout_per_person',
        ),
        migrations.RemoveConstraint(
            model_name='checkout',
            name='one_checkout_per_provider_session',
        ),
        migrations.RemoveConstraint(
            model_name='subscription',
            name='one_subscription_per_provider_subscription',
        ),
        migrations.RemoveConstraint(
            model_name='webhookevent',
            name='one_row_per_webhook_event',
        ),
        migrations.RemoveIndex(
            model_name='checkout',
            name='open_checkouts_by_age',
        ),
        migrations.RemoveIndex(
            model_name='subscription',
            name='subscriptions_by_period_end',
        ),
        migrations.RenameField(
            model_name='checkout',
            old_name='provider_ref',
            new_name='ref',
        ),
        migrations.RenameField(
            model_name='subscription',
            old_name='provider_ref',
            new_name='ref',
        ),
        migrations.RenameField(
            model_name='webhookevent',
            old_name='provider_ref',
            new_name='ref',
        ),
        migrations.RenameField(
            model_name='webhookevent',
            old_name='session_ref',
            new_name='about_ref',
        ),
        migrations.AddField(
            model_name='checkout',
            name='purpose',
            field=models.CharField(choices=[('membership', 'membership'), ('gift', 'gift')], default='membership', max_length=20),
        ),
        migrations.AddField(
            model_name='checkout',
            name='renews',
            field=models.BooleanField(default=True),
        ),
        migrations.AddField(
            model_name='subscription',
            name='paused_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='subscription',
            name='trial_end',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='subscription',
            name='trial_start',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='webhookevent',
            name='about_kind',
            field=models.CharField(blank=True, max_length=20),
        ),
        migrations.AddField(
            model_name='webhookevent',
            name='outcome',
            field=models.CharField(blank=True, max_length=40),
        ),
        migrations.AlterField(
            model_name='checkout',
            name='hosted_url',
            field=models.CharField(blank=True, max_length=2000),
        ),
        migrations.AlterField(
            model_name='checkout',
            name='state',
            field=models.CharField(choices=[('open', 'open'), ('pending', 'payment on its way'), ('paid', 'paid'), ('closed', 'closed without payment')], default='open', max_length=10),
        ),
        migrations.AlterField(
            model_name='subscription',
            name='checkout',
            field=models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='subscription', to='payments.checkout'),
        ),
        migrations.AlterField(
            model_name='subscription',
            name='state',
            field=models.CharField(choices=[('starting', 'first payment awaited'), ('never_started', 'first payment never came'), ('trial', 'on trial'), ('running', 'running'), ('behind', 'payment failed'), ('unpaid', 'unpaid, and not collected any more'), ('paused', 'paused'), ('over', 'ended')], default='running', max_length=20),
        ),
        migrations.AddField(
            model_name='buyer',
            name='person',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='buyers', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='dispute',
            name='attempt',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='disputes', to='payments.attempt'),
        ),
        migrations.AddField(
            model_name='invoice',
            name='checkout',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='invoices', to='payments.checkout'),
        ),
        migrations.AddField(
            model_name='invoice',
            name='person',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='invoices', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='invoice',
            name='subscription',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='invoices', to='payments.subscription'),
        ),
        migrations.AddField(
            model_name='attempt',
            name='invoice',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='attempts', to='payments.invoice'),
        ),
        migrations.AddField(
            model_name='invoiceline',
            name='invoice',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='payments.invoice'),
        ),
        migrations.AddConstraint(
            model_name='provideraccount',
            constraint=models.UniqueConstraint(fields=('provider', 'ref', 'is_live'), name='one_row_per_provider_account'),
        ),
        migrations.AddField(
            model_name='invoice',
            name='account',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='invoices', to='payments.provideraccount'),
        ),
        migrations.AddField(
            model_name='dispute',
            name='account',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='disputes', to='payments.provideraccount'),
        ),
        migrations.AddField(
            model_name='buyer',
            name='account',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='buyers', to='payments.provideraccount'),
        ),
        migrations.AddField(
            model_name='attempt',
            name='account',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='attempts', to='payments.provideraccount'),
        ),
        migrations.AddField(
            model_name='checkout',
            name='account',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='checkouts', to='payments.provideraccount'),
        ),
        migrations.AddField(
            model_name='subscription',
            name='account',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='subscriptions', to='payments.provideraccount'),
        ),
        migrations.AddField(
            model_name='webhookevent',
            name='account',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='webhook_events', to='payments.provideraccount'),
        ),
        migrations.AddField(
            model_name='refund',
            name='account',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='refunds', to='payments.provideraccount'),
        ),
        migrations.AddField(
            model_name='refund',
            name='attempt',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='refunds', to='payments.attempt'),
        ),
        migrations.AddConstraint(
            model_name='invoiceline',
            constraint=models.UniqueConstraint(fields=('invoice', 'key'), name='one_row_per_invoice_line'),
        ),
        migrations.AddIndex(
            model_name='invoice',
            index=models.Index(condition=models.Q(('state__in', ('draft', 'open'))), fields=['made_at'], name='invoices_to_collect_by_age'),
        ),
        migrations.AddConstraint(
            model_name='invoice',
            constraint=models.UniqueConstraint(fields=('account', 'ref'), name='one_invoice_per_provider_invoice'),
        ),
        migrations.AddConstraint(
            model_name='invoice',
            constraint=models.UniqueConstraint(condition=models.Q(('number', ''), _negated=True), fields=('number',), name='one_invoice_per_number'),
        ),
        migrations.AddConstraint(
            model_name='dispute',
            constraint=models.UniqueConstraint(fields=('account', 'ref'), name='one_dispute_per_provider_dispute'),
        ),
        migrations.AddConstraint(
            model_name='buyer',
            constraint=models.UniqueConstraint(fields=('account', 'person'), name='one_buyer_per_person_and_account'),
        ),
        migrations.AddConstraint(
            model_name='buyer',
            constraint=models.UniqueConstraint(condition=models.Q(('ref', ''), _negated=True), fields=('account', 'ref'), name='one_buyer_per_provider_buyer'),
        ),
        migrations.AddConstraint(
            model_name='attempt',
            constraint=models.UniqueConstraint(fields=('account', 'ref'), name='one_attempt_per_provider_attempt'),
        ),
        migrations.AddConstraint(
            model_name='refund',
            constraint=models.UniqueConstraint(fields=('account', 'ref'), name='one_refund_per_provider_refund'),
        ),
    ]
