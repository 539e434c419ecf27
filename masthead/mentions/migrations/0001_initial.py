import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('publishing', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='SourceSite',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('host', models.CharField(max_length=253, unique=True, verbose_name='site')),
                ('standing', models.CharField(choices=[('trusted', 'its mentions appear at once'), ('blocked', 'its mentions are not taken')], max_length=8, verbose_name='standing')),
                ('reason', models.CharField(blank=True, max_length=300, verbose_name='reason')),
                ('set_at', models.DateTimeField()),
            ],
            options={
                'verbose_name': 'site',
                'verbose_name_plural': 'sites',
            },
        ),
        migrations.CreateModel(
            name='Mention',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source', models.CharField(max_length=1000, verbose_name='page')),
                ('target', models.CharField(max_length=1000)),
                ('host', models.CharField(max_length=253, verbose_name='site')),
                ('protocol', models.CharField(choices=[('webmention', 'Webmention'), ('pingback', 'Pingback')], max_length=12, verbose_name='came by')),
                ('state', models.CharField(choices=[('received', 'received, not looked at yet'), ('refused', 'not taken'), ('waiting', 'waits for a moderator'), ('shown', 'shown'), ('hidden', 'hidden by a moderator'), ('gone', 'gone: the page or its link is no more')], default='received', max_length=10, verbose_name='state')),
                ('token', models.CharField(max_length=32, unique=True)),
                ('title', models.CharField(blank=True, max_length=200, verbose_name='title')),
                ('author', models.CharField(blank=True, max_length=100, verbose_name='author')),
                ('excerpt', models.CharField(blank=True, max_length=200, verbose_name='excerpt')),
                ('published_at', models.DateTimeField(blank=True, null=True)),
                ('received_at', models.DateTimeField(verbose_name='received')),
                ('checked_at', models.DateTimeField(blank=True, null=True, verbose_name='last looked at')),
                ('next_check_at', models.DateTimeField(blank=True, null=True)),
                ('unchanged_checks', models.PositiveSmallIntegerField(default=0)),
                ('failures', models.PositiveSmallIntegerField(default=0)),
                ('problem', models.CharField(blank=True, max_length=300, verbose_name='problem')),
                ('article', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='mentions', to='publishing.articlepage')),
            ],
            options={
                'verbose_name': 'mention',
                'verbose_name_plural': 'mentions',
                'indexes': [models.Index(fields=['article', 'state', '-received_at'], name='mentions_of_article'), models.Index(fields=['state', '-received_at'], name='mentions_by_state'), models.Index(fields=['next_check_at'], name='mentions_due'), models.Index(fields=['host'], name='mentions_by_host')],
                'constraints': [models.UniqueConstraint(fields=('article', 'source'), name='mentions_one_per_source')],
            },
        ),
        migrations.CreateModel(
            name='SentMention',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('target', models.CharField(max_length=1000, verbose_name='links to')),
                ('state', models.CharField(choices=[('queued', 'will be told'), ('sent', 'told'), ('not-wanted', 'takes no mentions'), ('failed', 'could not be told')], default='queued', max_length=10, verbose_name='state')),
                ('linked', models.BooleanField(default=True, verbose_name='still linked')),
                ('version', models.DateTimeField()),
                ('protocol', models.CharField(blank=True, choices=[('webmention', 'Webmention'), ('pingback', 'Pingback')], max_length=12, verbose_name='went by')),
                ('endpoint', models.CharField(blank=True, max_length=2048)),
                ('problem', models.CharField(blank=True, max_length=300, verbose_name='problem')),
                ('attempts', models.PositiveSmallIntegerField(default=0, verbose_name='attempts')),
                ('next_attempt_at', models.DateTimeField(blank=True, null=True)),
                ('sent_at', models.DateTimeField(blank=True, null=True, verbose_name='told at')),
                ('article', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sent_mentions', to='publishing.articlepage', verbose_name='piece')),
            ],
            options={
                'verbose_name': 'mention sent',
                'verbose_name_plural': 'mentions sent',
                'indexes': [models.Index(fields=['next_attempt_at'], name='mentions_to_send')],
                'constraints': [models.UniqueConstraint(fields=('article', 'target'), name='mentions_one_per_target')],
            },
        ),
    ]
