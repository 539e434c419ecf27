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
            name='MeterPolicy',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('stranger_limit', models.PositiveSmallIntegerField(default=3, help_text="Members' pieces a visitor may read in one period. 0: members' pieces are closed to visitors.", validators=[django.core.validators.MaxValueValidator(100)], verbose_name='free pieces without an account')),
                ('registered_limit', models.PositiveSmallIntegerField(default=5, help_text="Members' pieces a reader with an account, but no membership, may read in one period.", validators=[django.core.validators.MaxValueValidator(100)], verbose_name='free pieces with an account')),
                ('period_days', models.PositiveSmallIntegerField(default=30, help_text="A period begins with the first members' piece somebody reads.", validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(366)], verbose_name='length of a period in days')),
                ('network_ceiling', models.PositiveIntegerField(default=60, help_text='A bound on those who clear their cookies. Readers in one office or library share a network: leave room for them.', validators=[django.core.validators.MinValueValidator(1)], verbose_name='new free readings per network and day')),
            ],
            options={
                'verbose_name': 'meter',
                'verbose_name_plural': 'meter',
            },
        ),
        migrations.CreateModel(
            name='NetworkReadings',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField()),
                ('network', models.CharField(max_length=64)),
                ('readings', models.PositiveIntegerField(default=0)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('day', 'network'), name='one_tally_per_network_and_day')],
            },
        ),
        migrations.CreateModel(
            name='MeterReading',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('piece_id', models.PositiveBigIntegerField()),
                ('read_at', models.DateTimeField()),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['person', 'read_at'], name='readings_in_period'), models.Index(fields=['read_at'], name='readings_by_age')],
                'constraints': [models.UniqueConstraint(fields=('person', 'piece_id'), name='one_reading_per_piece')],
            },
        ),
    ]
