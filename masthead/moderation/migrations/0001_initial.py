import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('discussion', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Report',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.CharField(choices=[('attack', 'It attacks a person or a group'), ('private', 'It gives away something private'), ('unlawful', 'It breaks the law'), ('deceit', 'It pretends to be somebody, or sets out to deceive'), ('advertising', 'It advertises, or repeats itself'), ('elsewhere', 'It has nothing to do with the piece'), ('other', 'Something else')], max_length=12, verbose_name='reason')),
                ('explanation', models.CharField(blank=True, max_length=1000, verbose_name='in the reader’s words')),
                ('reported_at', models.DateTimeField()),
                ('state', models.CharField(choices=[('open', 'open'), ('upheld', 'the comment was hidden'), ('dismissed', 'the comment stays')], default='open', max_length=10)),
                ('resolved_at', models.DateTimeField(blank=True, null=True)),
                ('comment', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reports', to='discussion.comment')),
                ('reporter', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'report',
                'verbose_name_plural': 'reports',
                'indexes': [models.Index(fields=['state', 'comment'], name='moderation_i_open')],
                'constraints': [models.UniqueConstraint(fields=('comment', 'reporter'), name='moderation_u_report')],
            },
        ),
    ]
