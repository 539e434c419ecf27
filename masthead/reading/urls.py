"""The addresses outside Wagtail's page tree; Wagtail resolves front page, sections and articles."""

import re

from django.urls import path, re_path, register_converter
from django.urls.converters import StringConverter

from masthead.reading import feeds, sitemaps, views

app_name = "reading"


class FeedFormatConverter(StringConverter):
    """The forms in which a feed can be had."""

    regex = "|".join(map(re.escape, feeds.CONTENT_TYPES))


class FollowableConverter(StringConverter):
    """Whom one can follow."""

    regex = "author|section"


register_converter(FeedFormatConverter, "feed")
register_converter(FollowableConverter, "followable")
urlpatterns = [
    path("rss.xml", feeds.site_feed, {"file_name": "rss.xml"}, name="feed"),
    path("<feed:file_name>", feeds.site_feed, name="feed-of-all"),
    path("<name:slug>/<feed:file_name>", feeds.section_feed, name="section-feed"),
    path("authors/<name:slug>/<feed:file_name>", feeds.author_feed, name="author-feed"),
    path("tags/<name:slug>/<feed:file_name>", feeds.tag_feed, name="tag-feed"),
    path("authors/", views.authors_page, name="authors"),
    path("authors/<name:slug>/", views.author_page, name="author"),
    path("tags/", views.tags_page, name="tags"),
    path("tags/<name:slug>/", views.tag_page, name="tag"),
    path("archive/", views.archive, name="archive"),
    path("archive/<int:year>/<int:month>/", views.archive_month, name="archive-month"),
    path("series/<name:slug>/", views.series_page, name="series"),
    path("corrections/", views.corrections_page, name="corrections"),
    path("saved/", views.saved, name="saved"),
    path("pieces/<int:article_id>/yours/", views.article_buttons, name="article-buttons"),
    path("pieces/<int:article_id>/keep/", views.save_or_unsave, name="save"),
    path("following/<followable:kind>/<int:followable_id>/", views.follow_or_unfollow, name="follow"),
    path("following/<followable:kind>/<int:followable_id>/yours/", views.follow_button, name="follow-button"),
    path("sitemap-news.xml", sitemaps.news_sitemap, name="news-sitemap"),
    path("sitemap.xml", sitemaps.sitemap, name="sitemap"),
    path("robots.txt", views.robots, name="robots"),
    path("search/", views.search_page, name="search"),
    re_path(r"^theme-(?P<digest>[0-9a-f]{16})\.css$", views.theme_stylesheet, name="theme-stylesheet"),
    path("preview/<str:token>/", views.shared_preview, name="preview"),
    path("preview/<str:token>/media/<path:path>", views.shared_preview_file, name="preview-file"),
    path("media/<path:path>", views.media_file, name="media"),
]
