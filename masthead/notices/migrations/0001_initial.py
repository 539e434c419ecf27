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
            name='MailboxEmail',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('message_id', models.CharField(max_length=250, unique=True)),
                ('sender', models.CharField(max_length=320)),
                ('recipients', models.TextField()),
                ('raw', models.BinaryField()),
                ('arrived_at', models.DateTimeField(db_index=True)),
            ],
            options={
                'verbose_name': 'mail in the mailbox',
                'verbose_name_plural': 'mails in the mailbox',
            },
        ),
        migrations.CreateModel(
            name='SiteNotice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=40)),
                ('path', models.CharField(blank=True, max_length=500)),
                ('sent_at', models.DateTimeField()),
                ('read_at', models.DateTimeField(blank=True, null=True)),
                ('person', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('template', models.CharField(max_length=120)),
                ('line', models.JSONField(blank=True, default=dict)),
            ],
            options={
                'verbose_name': 'notice',
                'verbose_name_plural': 'notices',
                'indexes': [models.Index(fields=['person', '-id'], name='notices_of_a_person'), models.Index(condition=models.Q(('read_at', None)), fields=['person'], name='unread_notices'), models.Index(fields=['sent_at'], name='notices_by_age')],
            },
        ),
        migrations.CreateModel(
            name='Delivery',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('to', models.EmailField(max_length=254, verbose_name='to')),
                ('template', models.CharField(max_length=120, verbose_name='template')),
                ('context', models.JSONField(blank=True, default=dict, verbose_name='what fills it')),
                ('kind', models.CharField(blank=True, max_length=40, verbose_name='kind')),
                ('state', models.CharField(choices=[('queued', 'Queued'), ('sent', 'Sent'), ('failed', 'Failed'), ('uncertain', 'Perhaps sent')], default='queued', max_length=10, verbose_name='state')),
                ('attempts', models.PositiveSmallIntegerField(default=0, verbose_name='attempts')),
                ('message_id', models.CharField(max_length=120, unique=True, verbose_name='Message-ID')),
                ('last_error', models.CharField(blank=True, max_length=300, verbose_name='last error')),
                ('queued_at', models.DateTimeField(db_index=True, verbose_name='queued at')),
                ('sent_at', models.DateTimeField(blank=True, null=True, verbose_name='sent at')),
                ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='person')),
                ('job_id', models.UUIDField(editable=False, null=True)),
                ('priority', models.SmallIntegerField(choices=[(0, 'Usual'), (20, 'Must arrive'), (50, 'Urgent')], default=0)),
                ('at_most_once', models.BooleanField(default=False)),
                ('first_attempt_at', models.DateTimeField(blank=True, null=True)),
                ('attempt_began_at', models.DateTimeField(blank=True, null=True)),
                ('next_attempt_at', models.DateTimeField(verbose_name='next attempt at')),
                ('useful_until', models.DateTimeField(db_index=True, verbose_name='of use until')),
            ],
            options={
                'verbose_name': 'delivery',
                'verbose_name_plural': 'deliveries',
                'indexes': [models.Index(fields=['state', 'queued_at'], name='deliveries_by_state')],
            },
        ),
        migrations.CreateModel(
            name='Preference',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=40)),
                ('channel', models.CharField(choices=[('mail', 'Mail'), ('site', 'Site'), ('off', 'Off')], max_length=4)),
                ('person', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'preference',
                'verbose_name_plural': 'preferences',
                'constraints': [models.UniqueConstraint(fields=('person', 'kind'), name='one_preference_per_kind')],
            },
        ),
    ]
