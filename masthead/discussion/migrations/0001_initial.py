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
            name='Thread',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=200, unique=True)),
                ('address', models.CharField(max_length=500)),
                ('title', models.CharField(max_length=300)),
                ('readable_by', models.CharField(choices=[('everybody', 'everybody'), ('registered', 'everybody with an account'), ('members', 'members'), ('staff', 'only the people who make this publication')], default='everybody', max_length=12)),
                ('posting_by', models.CharField(choices=[('registered', 'everybody with an account'), ('members', 'members'), ('nobody', 'nobody')], default='members', max_length=12)),
                ('state', models.CharField(choices=[('open', 'open'), ('held', 'open; every comment waits for a moderator'), ('closed', 'closed')], default='open', max_length=8)),
                ('next_seq', models.IntegerField(default=1)),
                ('shown_count', models.IntegerField(default=0)),
                ('opened_at', models.DateTimeField()),
                ('closed_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'verbose_name': 'thread',
                'verbose_name_plural': 'threads',
            },
        ),
        migrations.CreateModel(
            name='Comment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('seq', models.IntegerField()),
                ('by_staff', models.BooleanField(default=False)),
                ('parent_seq', models.IntegerField(default=0)),
                ('reply_to_seq', models.IntegerField(default=0)),
                ('root_seq', models.IntegerField()),
                ('depth', models.SmallIntegerField(default=0)),
                ('path', models.BinaryField(max_length=1020)),
                ('state', models.SmallIntegerField(choices=[(1, 'visible'), (2, 'waits for a moderator'), (3, 'hidden by a moderator'), (4, 'deleted by its author')], default=1)),
                ('shown', models.BooleanField(default=True)),
                ('ups', models.IntegerField(default=0)),
                ('downs', models.IntegerField(default=0)),
                ('good_points', models.IntegerField(default=0)),
                ('best', models.FloatField(default=0.0)),
                ('children', models.IntegerField(default=0)),
                ('descendants', models.IntegerField(default=0)),
                ('last_child_seq', models.IntegerField(default=0)),
                ('preview', models.JSONField(default=list)),
                ('body_source', models.TextField()),
                ('body_html', models.TextField()),
                ('created_at', models.DateTimeField()),
                ('edited_at', models.DateTimeField(blank=True, null=True)),
                ('revision_count', models.IntegerField(default=0)),
                ('idempotency_key', models.CharField(max_length=64)),
                ('author', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='comments', to=settings.AUTH_USER_MODEL)),
                ('thread', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='comments', to='discussion.thread')),
            ],
            options={
                'verbose_name': 'comment',
                'verbose_name_plural': 'comments',
            },
        ),
        migrations.CreateModel(
            name='Vote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('stance', models.SmallIntegerField(default=0)),
                ('good_point', models.BooleanField(default=False)),
                ('cast_at', models.DateTimeField()),
                ('comment', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='votes', to='discussion.comment')),
                ('voter', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='comment_votes', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'vote',
                'verbose_name_plural': 'votes',
            },
        ),
        migrations.CreateModel(
            name='Revision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.IntegerField()),
                ('body_source', models.TextField()),
                ('body_html', models.TextField()),
                ('written_at', models.DateTimeField()),
                ('comment', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='revisions', to='discussion.comment')),
            ],
            options={
                'verbose_name': 'revision',
                'verbose_name_plural': 'revisions',
                'ordering': ('number',),
                'constraints': [models.UniqueConstraint(fields=('comment', 'number'), name='discussion_u_revision')],
            },
        ),
        migrations.AddIndex(
            model_name='comment',
            index=models.Index(models.F('thread'), models.F('parent_seq'), models.OrderBy(models.F('best'), descending=True), models.OrderBy(models.F('seq'), descending=True), condition=models.Q(('shown', True)), name='discussion_i_best'),
        ),
        migrations.AddIndex(
            model_name='comment',
            index=models.Index(models.F('thread'), models.F('parent_seq'), models.OrderBy(models.F('seq'), descending=True), condition=models.Q(('shown', True)), name='discussion_i_new'),
        ),
        migrations.AddIndex(
            model_name='comment',
            index=models.Index(models.F('thread'), models.F('path'), condition=models.Q(('shown', True)), name='discussion_i_path'),
        ),
        migrations.AddIndex(
            model_name='comment',
            index=models.Index(models.F('thread'), models.OrderBy(models.F('seq'), descending=True), condition=models.Q(('state', 1)), name='discussion_i_latest'),
        ),
        migrations.AddIndex(
            model_name='comment',
            index=models.Index(models.F('id'), condition=models.Q(('state', 2)), name='discussion_i_pending'),
        ),
        migrations.AddIndex(
            model_name='comment',
            index=models.Index(models.F('author'), models.F('created_at'), name='discussion_i_author'),
        ),
        migrations.AddConstraint(
            model_name='comment',
            constraint=models.UniqueConstraint(fields=('thread', 'seq'), name='discussion_u_seq'),
        ),
        migrations.AddConstraint(
            model_name='comment',
            constraint=models.UniqueConstraint(fields=('author', 'idempotency_key'), name='discussion_u_form'),
        ),
        migrations.AddConstraint(
            model_name='vote',
            constraint=models.UniqueConstraint(fields=('voter', 'comment'), name='discussion_u_vote'),
        ),
        migrations.AddConstraint(
            model_name='vote',
            constraint=models.CheckConstraint(condition=models.Q(('stance__in', [-1, 0, 1])), name='discussion_c_stance'),
        ),
        migrations.AddConstraint(
            model_name='vote',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('stance', 0), _negated=True), ('good_point', True), _connector='OR'), name='discussion_c_not_empty'),
        ),
    ]
