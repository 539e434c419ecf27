import django.core.validators
import django.db.models.deletion
import wagtail.fields
import wagtail.models.preview
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('publishing', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Theme',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('font_pairing', models.CharField(choices=[('newsreader', 'Newsreader and Libre Franklin: sharp, literary'), ('literata', 'Literata and Public Sans: round, calm')], default='newsreader', max_length=12, verbose_name='type')),
                ('accent', models.CharField(default='#a62b1f', help_text='Section labels, drop capitals, what is new.', max_length=7, validators=[django.core.validators.RegexValidator('\\A#[0-9a-f]{6}\\Z', 'A colour is written #rrggbb, in small letters.')], verbose_name='accent')),
                ('paper', models.CharField(default='#fbfaf6', max_length=7, validators=[django.core.validators.RegexValidator('\\A#[0-9a-f]{6}\\Z', 'A colour is written #rrggbb, in small letters.')], verbose_name='paper')),
                ('accent_dark', models.CharField(default='#e88a77', max_length=7, validators=[django.core.validators.RegexValidator('\\A#[0-9a-f]{6}\\Z', 'A colour is written #rrggbb, in small letters.')], verbose_name='accent on dark screens')),
                ('paper_dark', models.CharField(default='#161513', max_length=7, validators=[django.core.validators.RegexValidator('\\A#[0-9a-f]{6}\\Z', 'A colour is written #rrggbb, in small letters.')], verbose_name='paper on dark screens')),
                ('header_links', wagtail.fields.StreamField([('link', 2)], blank=True, block_lookup={0: ('wagtail.blocks.CharBlock', (), {'label': 'Words', 'max_length': 40}), 1: ('wagtail.blocks.CharBlock', (), {'label': 'Address', 'max_length': 400, 'validators': [django.core.validators.RegexValidator('\\A(/(?!/)[^\\s\\"<>]*|https?://[^\\s\\"<>]+|mailto:[^\\s\\"<>]+)\\Z', 'An address begins with / on this site, or with https://.')]}), 2: ('wagtail.blocks.StructBlock', [[('text', 0), ('address', 1)]], {})}, help_text='Beside the sections, which stand there by themselves.', verbose_name='links in the header')),
                ('footer_links', wagtail.fields.StreamField([('link', 2)], blank=True, block_lookup={0: ('wagtail.blocks.CharBlock', (), {'label': 'Words', 'max_length': 40}), 1: ('wagtail.blocks.CharBlock', (), {'label': 'Address', 'max_length': 400, 'validators': [django.core.validators.RegexValidator('\\A(/(?!/)[^\\s\\"<>]*|https?://[^\\s\\"<>]+|mailto:[^\\s\\"<>]+)\\Z', 'An address begins with / on this site, or with https://.')]}), 2: ('wagtail.blocks.StructBlock', [[('text', 0), ('address', 1)]], {})}, verbose_name='links in the footer')),
                ('logos', models.JSONField(blank=True, default=dict, editable=False)),
                ('logo', models.ForeignKey(blank=True, help_text='In place of the name in type; at most 40 pixels high, 80 on the front page.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='publishing.picture', verbose_name='logo')),
                ('logo_dark', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='publishing.picture', verbose_name='logo for dark screens')),
            ],
            options={
                'verbose_name': 'theme',
                'verbose_name_plural': 'theme',
            },
            bases=(wagtail.models.preview.PreviewableMixin, models.Model),
        ),
    ]
