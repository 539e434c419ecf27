import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
    ]

    operations = [
        migrations.CreateModel(
            name='EmailCode',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('purpose', models.CharField(choices=[('sign-in', 'Sign In'), ('proof', 'Proof'), ('address', 'Address')], default='sign-in', max_length=8)),
                ('email', models.EmailField(max_length=254)),
                ('code_hash', models.CharField(max_length=64)),
                ('issued_at', models.DateTimeField(db_index=True)),
                ('expires_at', models.DateTimeField()),
                ('tries_left', models.PositiveSmallIntegerField(default=3)),
                ('used_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'verbose_name': 'sign-in code',
                'verbose_name_plural': 'sign-in codes',
            },
        ),
        migrations.CreateModel(
            name='Person',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('is_superuser', models.BooleanField(default=False, help_text='Designates that this user has all permissions without explicitly assigning them.', verbose_name='superuser status')),
                ('email', models.EmailField(max_length=254, unique=True, verbose_name='e-mail address')),
                ('display_name', models.CharField(blank=True, max_length=40, verbose_name='name others see')),
                ('name_key', models.CharField(blank=True, editable=False, max_length=80)),
                ('is_active', models.BooleanField(default=True)),
                ('is_staff', models.BooleanField(default=False)),
                ('joined_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('about', models.CharField(blank=True, max_length=200, verbose_name='a line about yourself')),
                ('link', models.URLField(blank=True, max_length=300, verbose_name='where you write')),
                ('shows_member_since', models.BooleanField(default=False, verbose_name='say since when I have been a member')),
                ('avatar_key', models.CharField(blank=True, editable=False, max_length=24)),
                ('deleted_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('access_version', models.PositiveBigIntegerField(default=1)),
                ('groups', models.ManyToManyField(blank=True, help_text='The groups this user belongs to. A user will get all permissions granted to each of their groups.', related_name='user_set', related_query_name='user', to='auth.group', verbose_name='groups')),
                ('user_permissions', models.ManyToManyField(blank=True, help_text='Specific permissions for this user.', related_name='user_set', related_query_name='user', to='auth.permission', verbose_name='user permissions')),
            ],
            options={
                'verbose_name': 'person',
                'verbose_name_plural': 'people',
            },
        ),
        migrations.CreateModel(
            name='AddressChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('old_address', models.EmailField(max_length=254)),
                ('new_address', models.EmailField(max_length=254)),
                ('state', models.CharField(choices=[('waiting', 'waits, and the old address may stop it'), ('done', 'done'), ('undone', 'undone by the old address'), ('stopped', 'stopped before it happened')], max_length=8)),
                ('reason', models.CharField(blank=True, max_length=500, verbose_name='reason')),
                ('requested_at', models.DateTimeField()),
                ('due_at', models.DateTimeField(blank=True, null=True)),
                ('done_at', models.DateTimeField(blank=True, null=True)),
                ('by_staff', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='address_changes', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'change of address',
                'verbose_name_plural': 'changes of address',
            },
        ),
        migrations.CreateModel(
            name='DataExport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('requested_at', models.DateTimeField()),
                ('ready_at', models.DateTimeField(blank=True, null=True)),
                ('expires_at', models.DateTimeField(blank=True, db_index=True, null=True)),
                ('archive', models.BinaryField(null=True)),
                ('size', models.PositiveIntegerField(default=0)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='data_exports', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'data export',
                'verbose_name_plural': 'data exports',
            },
        ),
        migrations.CreateModel(
            name='Avatar',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=24, unique=True)),
                ('small', models.BinaryField()),
                ('large', models.BinaryField()),
                ('created_at', models.DateTimeField()),
                ('person', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='avatar', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='RaisedAccessVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('person_id', models.PositiveBigIntegerField()),
                ('version', models.PositiveBigIntegerField()),
                ('raised_at', models.DateTimeField(db_index=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(models.F('person_id'), models.F('version'), name='one_row_per_raise')],
            },
        ),
        migrations.AddConstraint(
            model_name='person',
            constraint=models.UniqueConstraint(django.db.models.functions.text.Lower('email'), name='one_account_per_address'),
        ),
        migrations.AddConstraint(
            model_name='person',
            constraint=models.UniqueConstraint(models.F('name_key'), condition=models.Q(('name_key', ''), _negated=True), name='one_person_per_name'),
        ),
        migrations.AddIndex(
            model_name='addresschange',
            index=models.Index(condition=models.Q(('state', 'waiting')), fields=['due_at'], name='address_changes_by_due_date'),
        ),
        migrations.AddIndex(
            model_name='addresschange',
            index=models.Index(condition=models.Q(('state', 'done')), fields=['old_address'], name='replaced_addresses'),
        ),
        migrations.AddConstraint(
            model_name='addresschange',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'waiting')), fields=('person',), name='one_pending_change_per_person'),
        ),
        migrations.AlterField(
            model_name='emailcode',
            name='purpose',
            field=models.CharField(choices=[('sign-in', 'Sign In'), ('reauthentication', 'Reauthentication'), ('address', 'Address')], default='sign-in', max_length=16),
        ),
        migrations.AlterField(
            model_name='person',
            name='display_name',
            field=models.CharField(blank=True, max_length=120, verbose_name='name others see'),
        ),
    ]
