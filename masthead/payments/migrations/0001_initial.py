import django.db.models.deletion
import secrets
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Checkout',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('token', models.CharField(default=secrets.token_urlsafe, editable=False, max_length=64, unique=True)),
                ('item_key', models.CharField(max_length=60)),
                ('title', models.CharField(max_length=120)),
                ('amount_minor', models.PositiveIntegerField()),
                ('currency', models.CharField(max_length=3)),
                ('interval', models.CharField(choices=[('month', 'month'), ('year', 'year')], max_length=10)),
                ('provider', models.CharField(max_length=20)),
                ('provider_ref', models.CharField(blank=True, max_length=120)),
                ('hosted_url', models.CharField(blank=True, max_length=500)),
                ('success_path', models.CharField(max_length=2000)),
                ('cancel_path', models.CharField(max_length=2000)),
                ('state', models.CharField(choices=[('open', 'open'), ('paid', 'paid'), ('closed', 'closed without payment')], default='open', max_length=10)),
                ('version', models.PositiveIntegerField(default=0)),
                ('opened_at', models.DateTimeField()),
                ('settled_at', models.DateTimeField(blank=True, null=True)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='checkouts', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'checkout',
                'verbose_name_plural': 'checkouts',
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='PretendSession',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ref', models.CharField(max_length=60, unique=True)),
                ('order_token', models.CharField(max_length=64, unique=True)),
                ('account', models.CharField(max_length=64)),
                ('account_email', models.CharField(blank=True, max_length=254)),
                ('title', models.CharField(max_length=120)),
                ('amount_minor', models.PositiveIntegerField()),
                ('currency', models.CharField(max_length=3)),
                ('interval', models.CharField(max_length=10)),
                ('success_url', models.CharField(max_length=500)),
                ('cancel_url', models.CharField(max_length=500)),
                ('state', models.CharField(default='open', max_length=10)),
                ('opened_at', models.DateTimeField()),
                ('subscription_ref', models.CharField(blank=True, max_length=60)),
                ('is_running', models.BooleanField(default=False)),
                ('renews', models.BooleanField(default=True)),
                ('anchor', models.DateTimeField(null=True)),
                ('periods', models.PositiveIntegerField(default=0)),
                ('period_start', models.DateTimeField(null=True)),
                ('period_end', models.DateTimeField(null=True)),
                ('cancelled_at', models.DateTimeField(null=True)),
                ('ended_at', models.DateTimeField(null=True)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('is_running', True)), fields=['period_end'], name='pretend_periods_by_end')],
            },
        ),
        migrations.CreateModel(
            name='PretendPayment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ref', models.CharField(max_length=60, unique=True)),
                ('succeeded', models.BooleanField()),
                ('amount_minor', models.PositiveIntegerField()),
                ('currency', models.CharField(max_length=3)),
                ('tried_at', models.DateTimeField()),
                ('period_start', models.DateTimeField(null=True)),
                ('period_end', models.DateTimeField(null=True)),
                ('session', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='payments', to='payments.pretendsession')),
            ],
        ),
        migrations.CreateModel(
            name='PretendEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ref', models.CharField(max_length=60, unique=True)),
                ('kind', models.CharField(max_length=60)),
                ('happened_at', models.DateTimeField()),
                ('delivered_at', models.DateTimeField(null=True)),
                ('session', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='events', to='payments.pretendsession')),
            ],
        ),
        migrations.CreateModel(
            name='WebhookEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('provider', models.CharField(max_length=20)),
                ('provider_ref', models.CharField(max_length=120)),
                ('kind', models.CharField(max_length=60)),
                ('session_ref', models.CharField(blank=True, max_length=120)),
                ('body', models.BinaryField()),
                ('received_at', models.DateTimeField()),
                ('handled_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'verbose_name': "provider's message",
                'verbose_name_plural': "provider's messages",
                'ordering': ['-pk'],
                'constraints': [models.UniqueConstraint(fields=('provider', 'provider_ref'), name='one_row_per_webhook_event')],
            },
        ),
        migrations.CreateModel(
            name='Subscription',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('provider', models.CharField(max_length=20)),
                ('provider_ref', models.CharField(max_length=120)),
                ('item_key', models.CharField(max_length=60)),
                ('title', models.CharField(max_length=120)),
                ('amount_minor', models.PositiveIntegerField()),
                ('currency', models.CharField(max_length=3)),
                ('interval', models.CharField(choices=[('month', 'month'), ('year', 'year')], max_length=10)),
                ('state', models.CharField(choices=[('live', 'live'), ('ended', 'ended')], default='live', max_length=10)),
                ('renews', models.BooleanField(default=True)),
                ('period_start', models.DateTimeField()),
                ('period_end', models.DateTimeField()),
                ('started_at', models.DateTimeField()),
                ('cancelled_at', models.DateTimeField(blank=True, null=True)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('checkout', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='subscription', to='payments.checkout')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='subscriptions', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'subscription',
                'verbose_name_plural': 'subscriptions',
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='Payment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('provider', models.CharField(max_length=20)),
                ('provider_ref', models.CharField(max_length=120)),
                ('title', models.CharField(max_length=120)),
                ('amount_minor', models.PositiveIntegerField()),
                ('currency', models.CharField(max_length=3)),
                ('state', models.CharField(choices=[('succeeded', 'succeeded'), ('failed', 'failed')], max_length=10)),
                ('tried_at', models.DateTimeField()),
                ('period_start', models.DateTimeField(blank=True, null=True)),
                ('period_end', models.DateTimeField(blank=True, null=True)),
                ('recorded_at', models.DateTimeField()),
                ('checkout', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='payments', to='payments.checkout')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='payments', to=settings.AUTH_USER_MODEL)),
                ('subscription', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='payments', to='payments.subscription')),
            ],
            options={
                'verbose_name': 'payment',
                'verbose_name_plural': 'payments',
                'ordering': ['-tried_at', '-pk'],
            },
        ),
        migrations.AddIndex(
            model_name='checkout',
            index=models.Index(condition=models.Q(('state', 'open')), fields=['opened_at'], name='open_checkouts_by_age'),
        ),
        migrations.AddConstraint(
            model_name='checkout',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'open')), fields=('person',), name='one_open_checkout_per_person'),
        ),
        migrations.AddConstraint(
            model_name='checkout',
            constraint=models.UniqueConstraint(condition=models.Q(('provider_ref', ''), _negated=True), fields=('provider', 'provider_ref'), name='one_checkout_per_provider_session'),
        ),
        migrations.AddIndex(
            model_name='subscription',
            index=models.Index(fields=['person', 'state'], name='subscriptions_by_person'),
        ),
        migrations.AddIndex(
            model_name='subscription',
            index=models.Index(condition=models.Q(('state', 'live')), fields=['period_end'], name='subscriptions_by_period_end'),
        ),
        migrations.AddConstraint(
            model_name='subscription',
            constraint=models.UniqueConstraint(fields=('provider', 'provider_ref'), name='one_subscription_per_provider_subscription'),
        ),
        migrations.AddConstraint(
            model_name='payment',
            constraint=models.UniqueConstraint(fields=('provider', 'provider_ref'), name='one_payment_per_provider_payment'),
        ),
    ]
