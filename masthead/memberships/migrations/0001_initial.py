import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Entitlement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('grant', 'Grant'), ('revoke', 'Revoke')], max_length=10)),
                ('source', models.CharField(choices=[('subscription', 'Subscription'), ('gift', 'Gift'), ('group', 'Group'), ('complimentary', 'Complimentary'), ('trial', 'Trial'), ('grace', 'Grace')], max_length=20)),
                ('starts_at', models.DateTimeField()),
                ('ends_at', models.DateTimeField(blank=True, null=True)),
                ('reference', models.CharField(max_length=120)),
                ('reason', models.CharField(blank=True, max_length=300)),
                ('recorded_at', models.DateTimeField()),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='entitlements', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'entry of the ledger',
                'verbose_name_plural': 'ledger of entitlements',
                'ordering': ['-pk'],
                'indexes': [models.Index(fields=['person', 'ends_at'], name='entitlements_by_person_end')],
                'constraints': [models.UniqueConstraint(fields=('kind', 'reference'), name='one_entry_per_reference'), models.CheckConstraint(condition=models.Q(('ends_at__isnull', True), ('ends_at__gte', models.F('starts_at')), _connector='OR'), name='no_span_ends_before_it_starts')],
            },
        ),
        migrations.CreateModel(
            name='Plan',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=60, verbose_name='name')),
                ('slug', models.SlugField(help_text='The end of its address: /join/yearly/.', max_length=60, unique=True, verbose_name='address')),
                ('interval', models.CharField(choices=[('month', 'month'), ('year', 'year')], default='month', max_length=10, verbose_name='paid every')),
                ('amount_minor', models.PositiveIntegerField(help_text='In cents, pence or öre: 600 is 6.00. Those who joined earlier keep the price they joined at.', validators=[django.core.validators.MinValueValidator(1)], verbose_name='price in the smallest coin')),
                ('currency', models.CharField(default='EUR', help_text='Three capital letters, such as EUR.', max_length=3, verbose_name='currency')),
                ('benefits', models.TextField(blank=True, help_text='One benefit on each line.', verbose_name='what comes with it')),
                ('position', models.PositiveSmallIntegerField(default=0, help_text='The smallest number comes first.', verbose_name='place in the list')),
                ('is_offered', models.BooleanField(default=True, verbose_name='offered to new members')),
            ],
            options={
                'verbose_name': 'plan',
                'verbose_name_plural': 'plans',
                'ordering': ['position', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('amount_minor__gt', 0)), name='plan_price_is_positive'), models.CheckConstraint(condition=models.Q(('slug', ''), _negated=True), name='plan_has_a_slug')],
            },
        ),
    ]
