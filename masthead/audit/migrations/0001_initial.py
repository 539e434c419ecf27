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
            name='AuditEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('actor_label', models.CharField(blank=True, max_length=120, verbose_name='who, in words')),
                ('action', models.CharField(max_length=100, verbose_name='what')),
                ('subject_type', models.CharField(blank=True, max_length=100, verbose_name='kind of thing')),
                ('subject_id', models.CharField(blank=True, max_length=64, verbose_name='number of the thing')),
                ('subject_label', models.CharField(blank=True, max_length=200, verbose_name='the thing, in words')),
                ('details', models.JSONField(blank=True, default=dict, verbose_name='details')),
                ('at', models.DateTimeField(verbose_name='when')),
                ('actor', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='who')),
            ],
            options={
                'verbose_name': 'audit entry',
                'verbose_name_plural': 'audit entries',
                'ordering': ['-at', '-pk'],
                'indexes': [models.Index(fields=['subject_type', 'subject_id', '-at'], name='audit_by_subject'), models.Index(fields=['action', '-at'], name='audit_by_action'), models.Index(fields=['-at'], name='audit_by_time')],
            },
        ),
    ]
