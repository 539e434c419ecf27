import django.core.validators
import django.db.models.deletion
import django.utils.timezone
import modelcluster.contrib.taggit
import modelcluster.fields
import modelsearch.index
import taggit.managers
import wagtail.fields
import wagtail.images.models
import wagtail.models.media
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('taggit', '0006_rename_taggeditem_content_type_object_id_taggit_tagg_content_8fc721_idx'),
        ('wagtailcore', '0098_apitoken'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ArticlePage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('standfirst', models.TextField(blank=True, help_text='One to three sentences. Everybody can read them.', max_length=600, verbose_name='standfirst')),
                ('lead_alternative', models.CharField(blank=True, max_length=300, verbose_name='the picture in words')),
                ('lead_caption', models.CharField(blank=True, max_length=300, verbose_name='caption')),
                ('lead_credit', models.CharField(blank=True, max_length=120, verbose_name='credit')),
                ('body', wagtail.fields.StreamField([], blank=True, block_lookup={}, verbose_name='body')),
                ('access', models.CharField(choices=[('inherit', 'As its section and the publication say'), ('public', 'Everybody'), ('registered', 'Readers with an account'), ('members', 'Members')], default='inherit', max_length=12, verbose_name='who may read it to the end')),
                ('metered', models.BooleanField(default=True, help_text='Off: only members (or readers with an account) read on after the gate.', verbose_name='may be read on the meter')),
                ('discussion', models.CharField(choices=[('open', 'Open: those admitted may write'), ('closed', 'Closed: comments can be read, none can be added'), ('off', 'Off: no discussion is shown')], default='open', max_length=8, verbose_name='discussion')),
                ('series_part', models.PositiveSmallIntegerField(blank=True, help_text='Empty: after those with a number, in the order in which they appeared.', null=True, verbose_name='its number in the series')),
                ('whats_new', models.CharField(blank=True, help_text='One sentence for those who read the earlier coverage. Everybody can read it.', max_length=300, verbose_name='what is new in this piece')),
            ],
            options={
                'verbose_name': 'article',
                'verbose_name_plural': 'articles',
            },
            bases=('wagtailcore.page',),
        ),
        migrations.CreateModel(
            name='FrontPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
            ],
            options={
                'verbose_name': 'front page',
            },
            bases=('wagtailcore.page',),
        ),
        migrations.CreateModel(
            name='GoneAddress',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('path', models.TextField(unique=True)),
                ('gone_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='Publication',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(default='Masthead', max_length=80, verbose_name='name')),
                ('tagline', models.CharField(blank=True, help_text='One line for search engines and feeds.', max_length=160, verbose_name='tagline')),
                ('language', models.CharField(default='en', max_length=12, validators=[django.core.validators.RegexValidator('^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$')], verbose_name='language')),
                ('default_access', models.CharField(choices=[('public', 'Everybody'), ('registered', 'Readers with an account'), ('members', 'Members')], default='members', help_text='For every section and piece that does not say otherwise. Changing it takes effect at once.', max_length=12, verbose_name='who may read a piece to its end')),
                ('discussion_readable_by', models.CharField(choices=[('everybody', 'Everybody'), ('registered', 'Readers with an account'), ('members', 'Members')], default='everybody', max_length=12, verbose_name='who may read comments')),
                ('discussion_posting_by', models.CharField(choices=[('registered', 'Readers with an account'), ('members', 'Members')], default='members', max_length=12, verbose_name='who may write comments')),
            ],
            options={
                'verbose_name': 'publication',
            },
        ),
        migrations.CreateModel(
            name='SectionPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('description', models.CharField(blank=True, max_length=240, verbose_name='description')),
                ('access', models.CharField(choices=[('inherit', 'As its section and the publication say'), ('public', 'Everybody'), ('registered', 'Readers with an account'), ('members', 'Members')], default='inherit', help_text='For every piece of the section that does not say otherwise. Changing it takes effect at once.', max_length=12, verbose_name='who may read its pieces to their end')),
                ('is_opinion', models.BooleanField(default=False, help_text='Its pieces stand on the front page with the portraits of those who signed them.', verbose_name='opinion')),
            ],
            options={
                'verbose_name': 'section',
                'verbose_name_plural': 'sections',
            },
            bases=('wagtailcore.page',),
        ),
        migrations.CreateModel(
            name='Series',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=120, verbose_name='title')),
                ('slug', models.SlugField(max_length=80, unique=True, verbose_name='short name in addresses')),
                ('description', models.CharField(blank=True, max_length=300, verbose_name='description')),
            ],
            options={
                'verbose_name': 'series',
                'verbose_name_plural': 'series',
                'ordering': ('title',),
            },
        ),
        migrations.CreateModel(
            name='Tag',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=100, unique=True, verbose_name='name')),
                ('slug', models.SlugField(max_length=100, unique=True, verbose_name='short name in addresses')),
            ],
            options={
                'verbose_name': 'tag',
                'verbose_name_plural': 'tags',
                'ordering': ('name',),
            },
        ),
        migrations.CreateModel(
            name='FullBody',
            fields=[
                ('article', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='stored_full_body', serialize=False, to='publishing.articlepage')),
                ('before_gate', models.TextField(blank=True)),
                ('after_gate', models.TextField(blank=True)),
                ('open_footnotes', models.TextField(blank=True)),
                ('footnotes', models.TextField(blank=True)),
                ('rendered_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='SearchDocument',
            fields=[
                ('article', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='search_document', serialize=False, to='publishing.articlepage')),
                ('text', models.TextField()),
                ('normalised', models.TextField()),
            ],
        ),
        migrations.CreateModel(
            name='CheckedLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('address', models.TextField()),
                ('works', models.BooleanField()),
                ('problem', models.CharField(blank=True, max_length=200)),
                ('checked_at', models.DateTimeField()),
                ('article', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='checked_links', to='publishing.articlepage')),
            ],
        ),
        migrations.CreateModel(
            name='Correction',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sort_order', models.IntegerField(blank=True, editable=False, null=True)),
                ('corrected_date', models.DateField(default=django.utils.timezone.localdate, verbose_name='corrected on')),
                ('text', models.TextField(help_text='Everybody can read this, on the piece and on the page of corrections, even where the piece itself is for members: do not quote from behind the gate.', max_length=600, verbose_name='what was wrong and what is right')),
                ('article', modelcluster.fields.ParentalKey(on_delete=django.db.models.deletion.CASCADE, related_name='corrections', to='publishing.articlepage')),
            ],
            options={
                'verbose_name': 'correction',
                'verbose_name_plural': 'corrections',
                'ordering': ['sort_order'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Picture',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=255, verbose_name='title')),
                ('file', wagtail.images.models.WagtailImageField(height_field='height', upload_to=wagtail.images.models.get_upload_to, verbose_name='file', width_field='width')),
                ('description', models.CharField(blank=True, default='', max_length=255, verbose_name='description')),
                ('width', models.IntegerField(editable=False, verbose_name='width')),
                ('height', models.IntegerField(editable=False, verbose_name='height')),
                ('created_at', models.DateTimeField(auto_now_add=True, db_index=True, verbose_name='created at')),
                ('focal_point_x', models.PositiveIntegerField(blank=True, null=True)),
                ('focal_point_y', models.PositiveIntegerField(blank=True, null=True)),
                ('focal_point_width', models.PositiveIntegerField(blank=True, null=True)),
                ('focal_point_height', models.PositiveIntegerField(blank=True, null=True)),
                ('file_size', models.PositiveIntegerField(editable=False, null=True)),
                ('file_hash', models.CharField(blank=True, db_index=True, editable=False, max_length=40)),
                ('credit', models.CharField(blank=True, max_length=120, verbose_name='credit')),
                ('collection', models.ForeignKey(default=wagtail.models.media.get_root_collection_id, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='wagtailcore.collection', verbose_name='collection')),
                ('tags', taggit.managers.TaggableManager(blank=True, help_text=None, through='taggit.TaggedItem', to='taggit.Tag', verbose_name='tags')),
                ('uploaded_by_user', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, to=settings.AUTH_USER_MODEL, verbose_name='uploaded by user')),
            ],
            options={
                'verbose_name': 'picture',
                'verbose_name_plural': 'pictures',
                'abstract': False,
            },
            bases=(wagtail.images.models.ImageFileMixin, modelsearch.index.Indexed, models.Model),
        ),
        migrations.CreateModel(
            name='Author',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80, verbose_name='name')),
                ('slug', models.SlugField(max_length=80, unique=True, verbose_name='short name in addresses')),
                ('bio', models.CharField(blank=True, max_length=240, verbose_name='one line about them')),
                ('person', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='author', to=settings.AUTH_USER_MODEL, verbose_name='account')),
                ('portrait', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='publishing.picture', verbose_name='portrait')),
            ],
            options={
                'verbose_name': 'author',
                'verbose_name_plural': 'authors',
                'ordering': ('name',),
            },
        ),
        migrations.AddField(
            model_name='articlepage',
            name='lead_image',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='publishing.picture', verbose_name='lead picture'),
        ),
        migrations.CreateModel(
            name='PreviewLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('shared_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('article', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='preview_links', to='publishing.articlepage')),
                ('shared_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.AddField(
            model_name='articlepage',
            name='series',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='publishing.series', verbose_name='series'),
        ),
        migrations.CreateModel(
            name='Tagging',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('content_object', modelcluster.fields.ParentalKey(on_delete=django.db.models.deletion.CASCADE, related_name='taggings', to='publishing.articlepage')),
                ('tag', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='taggings', to='publishing.tag')),
            ],
        ),
        migrations.AddField(
            model_name='articlepage',
            name='tags',
            field=modelcluster.contrib.taggit.ClusterTaggableManager(blank=True, help_text='A comma-separated list of tags.', through='publishing.Tagging', to='publishing.Tag', verbose_name='tags'),
        ),
        migrations.CreateModel(
            name='PublicView',
            fields=[
                ('article', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='public_view', serialize=False, to='publishing.articlepage')),
                ('section_title', models.CharField(max_length=255)),
                ('section_path', models.TextField()),
                ('path', models.TextField()),
                ('headline', models.CharField(max_length=255)),
                ('standfirst', models.TextField(blank=True)),
                ('teaser_html', models.TextField(blank=True)),
                ('description', models.CharField(blank=True, max_length=300)),
                ('search_text', models.TextField(blank=True)),
                ('image', models.JSONField(blank=True, default=dict)),
                ('authors', models.JSONField(blank=True, default=list)),
                ('authors_text', models.TextField(blank=True)),
                ('level', models.CharField(choices=[('public', 'Everybody'), ('registered', 'Readers with an account'), ('members', 'Members')], max_length=12)),
                ('metered', models.BooleanField()),
                ('discussion', models.CharField(choices=[('open', 'Open: those admitted may write'), ('closed', 'Closed: comments can be read, none can be added'), ('off', 'Off: no discussion is shown')], max_length=8)),
                ('word_count', models.PositiveIntegerField(default=0)),
                ('tags', models.JSONField(blank=True, default=list)),
                ('series_part', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('whats_new', models.CharField(blank=True, max_length=300)),
                ('corrections', models.JSONField(blank=True, default=list)),
                ('earlier', models.JSONField(blank=True, default=list)),
                ('live', models.BooleanField(default=True)),
                ('first_published_at', models.DateTimeField()),
                ('updated_at', models.DateTimeField()),
                ('section', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='public_views', to='publishing.sectionpage')),
                ('series', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='public_views', to='publishing.series')),
            ],
        ),
        migrations.CreateModel(
            name='Listing',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('author', 'Author'), ('tag', 'Tag'), ('corrected', 'Corrected')], max_length=10)),
                ('list_id', models.PositiveBigIntegerField()),
                ('placed_at', models.DateTimeField()),
                ('view', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='listings', to='publishing.publicview')),
            ],
        ),
        migrations.CreateModel(
            name='Byline',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sort_order', models.IntegerField(blank=True, editable=False, null=True)),
                ('article', modelcluster.fields.ParentalKey(on_delete=django.db.models.deletion.CASCADE, related_name='bylines', to='publishing.articlepage')),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='publishing.author', verbose_name='author')),
            ],
            options={
                'ordering': ['sort_order'],
                'abstract': False,
                'constraints': [models.UniqueConstraint(fields=('article', 'author'), name='one_byline_per_author')],
            },
        ),
        migrations.CreateModel(
            name='EarlierPiece',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sort_order', models.IntegerField(blank=True, editable=False, null=True)),
                ('article', modelcluster.fields.ParentalKey(on_delete=django.db.models.deletion.CASCADE, related_name='earlier_pieces', to='publishing.articlepage')),
                ('earlier', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='publishing.articlepage', verbose_name='earlier piece')),
            ],
            options={
                'ordering': ['sort_order'],
                'abstract': False,
                'constraints': [models.UniqueConstraint(fields=('article', 'earlier'), name='one_mention_per_earlier_piece')],
            },
        ),
        migrations.CreateModel(
            name='PictureRendition',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('filter_spec', models.CharField(db_index=True, max_length=255)),
                ('file', wagtail.images.models.WagtailImageField(height_field='height', storage=wagtail.images.models.get_rendition_storage, upload_to=wagtail.images.models.get_rendition_upload_to, width_field='width')),
                ('width', models.IntegerField(editable=False)),
                ('height', models.IntegerField(editable=False)),
                ('focal_point_key', models.CharField(blank=True, default='', editable=False, max_length=16)),
                ('image', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='renditions', to='publishing.picture')),
            ],
            options={
                'unique_together': {('image', 'filter_spec', 'focal_point_key')},
            },
            bases=(wagtail.images.models.ImageFileMixin, models.Model),
        ),
        migrations.CreateModel(
            name='ArticleFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('path', models.CharField(max_length=255)),
                ('behind_gate', models.BooleanField()),
                ('article', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='placed_files', to='publishing.articlepage')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('path', 'article'), name='one_place_per_file_and_article')],
            },
        ),
        migrations.AddConstraint(
            model_name='tagging',
            constraint=models.UniqueConstraint(fields=('content_object', 'tag'), name='one_tagging_per_tag'),
        ),
        migrations.AddIndex(
            model_name='publicview',
            index=models.Index(fields=['live', '-first_published_at', '-article'], name='public_views_newest'),
        ),
        migrations.AddIndex(
            model_name='publicview',
            index=models.Index(fields=['section', 'live', '-first_published_at', '-article'], name='public_views_of_section'),
        ),
        migrations.AddIndex(
            model_name='listing',
            index=models.Index(fields=['kind', 'list_id', '-placed_at', '-view'], name='listings_newest'),
        ),
        migrations.AddConstraint(
            model_name='listing',
            constraint=models.UniqueConstraint(fields=('kind', 'list_id', 'view'), name='one_place_per_list'),
        ),
        migrations.AddConstraint(
            model_name='author',
            constraint=models.CheckConstraint(condition=models.Q(('slug', ''), _negated=True), name='author_has_a_slug'),
        ),
        migrations.AddConstraint(
            model_name='series',
            constraint=models.CheckConstraint(condition=models.Q(('slug', ''), _negated=True), name='series_has_a_slug'),
        ),
        migrations.AddConstraint(
            model_name='tag',
            constraint=models.CheckConstraint(condition=models.Q(('slug', ''), _negated=True), name='tag_has_a_slug'),
        ),
        migrations.RemoveField(
            model_name='publicview',
            name='authors_text',
        ),
        migrations.AddIndex(
            model_name='publicview',
            index=models.Index(fields=['path'], name='public_views_by_path'),
        ),
        migrations.CreateModel(
            name='FailedPublication',
            fields=[
                ('article', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='failed_publication', serialize=False, to='publishing.articlepage')),
                ('problem', models.TextField()),
                ('failed_at', models.DateTimeField()),
            ],
        ),
        migrations.AddField(
            model_name='searchdocument',
            name='normalised_by',
            field=models.PositiveSmallIntegerField(default=0),
        ),
    ]
