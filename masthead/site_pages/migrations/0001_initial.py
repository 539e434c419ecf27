import django.db.models.deletion
import wagtail.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('notices', '0001_initial'),
        ('wagtailcore', '0098_apitoken'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Contact',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('address', models.EmailField(blank=True, help_text='Left empty, they go to the first publisher.', max_length=254, verbose_name='address for messages from readers')),
            ],
            options={
                'verbose_name': 'contact',
            },
        ),
        migrations.CreateModel(
            name='SitePage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('kind', models.CharField(choices=[('about', 'About'), ('contact', 'Contact, with a form'), ('imprint', 'Imprint'), ('privacy', 'Privacy'), ('terms', 'Terms'), ('guidelines', 'Community guidelines'), ('cookies', 'Cookies, with the list of them'), ('other', 'Something else')], default='other', max_length=12, verbose_name='what it is for')),
                ('body', wagtail.fields.RichTextField(blank=True, help_text='What stands in [brackets] is still to be filled in.', verbose_name='text')),
            ],
            options={
                'verbose_name': 'standing page',
                'verbose_name_plural': 'standing pages',
            },
            bases=('wagtailcore.page',),
        ),
        migrations.CreateModel(
            name='ContactMessage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80, verbose_name='name')),
                ('email', models.EmailField(max_length=254, verbose_name='e-mail address')),
                ('subject', models.CharField(max_length=120, verbose_name='subject')),
                ('text', models.TextField(verbose_name='message')),
                ('received_at', models.DateTimeField(db_index=True, verbose_name='received at')),
                ('delivery', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='notices.delivery', verbose_name='delivery')),
                ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='person')),
            ],
            options={
                'verbose_name': 'message from a reader',
                'verbose_name_plural': 'messages from readers',
                'ordering': ('-received_at', '-pk'),
            },
        ),
    ]
