"""The addresses that are no pages of the tree; Wagtail finds front page, sections and pieces."""

import re

from django.urls import path, re_path, register_converter
from django.urls.converters import StringConverter

from masthead.articles import feeds, sitemaps, views

app_name = "articles"


class FeedForm(StringConverter):
    """The forms in which a feed can be had."""

    regex = "|".join(map(re.escape, feeds.KINDS))


class Followed(StringConverter):
    """Whom one can follow."""

    regex = "author|section"


register_converter(FeedForm, "feed")
register_converter(Followed, "followed")
urlpatterns = [
    path("rss.xml", feeds.whole, {"form": "rss.xml"}, name="feed"),
    path("<feed:form>", feeds.whole),
    path("<slug:slug>/<feed:form>", feeds.of_section),
    path("authors/<slug:slug>/<feed:form>", feeds.of_author),
    path("tags/<slug:slug>/<feed:form>", feeds.of_tag),
    path("authors/", views.authors_page, name="authors"),
    path("authors/<slug:slug>/", views.author_page, name="author"),
    path("tags/", views.tags_page, name="tags"),
    path("tags/<slug:slug>/", views.tag_page, name="tag"),
    path("archive/", views.archive, name="archive"),
    path("archive/<int:year>/<int:month>/", views.archive_month, name="archive-month"),
    path("series/<slug:slug>/", views.series_page, name="series"),
    path("corrections/", views.corrections_page, name="corrections"),
    path("saved/", views.saved, name="saved"),
    path("pieces/<int:article_id>/yours/", views.yours, name="yours"),
    path("pieces/<int:article_id>/keep/", views.keep, name="keep"),
    path("following/<followed:kind>/<int:subject_id>/", views.following, name="following"),
    path("following/<followed:kind>/<int:subject_id>/yours/", views.your_following, name="your-following"),
    path("sitemap-news.xml", sitemaps.news_sitemap, name="news-sitemap"),
    path("sitemap.xml", sitemaps.sitemap, name="sitemap"),
    path("robots.txt", views.robots, name="robots"),
    path("search/", views.search, name="search"),
    re_path(r"^look-(?P<digest>[0-9a-f]{16})\.css$", views.look_sheet, name="look"),
    path("preview/<str:token>/", views.shared_preview, name="preview"),
    path("preview/<str:token>/media/<path:path>", views.shared_preview_file, name="preview-file"),
    path("media/<path:path>", views.media_file, name="media"),
]
