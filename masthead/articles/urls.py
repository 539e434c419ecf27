"""The addresses that are no pages of the tree; Wagtail finds front page, sections and pieces."""

from django.urls import path, re_path

from masthead.articles import feeds, sitemaps, views

app_name = "articles"
urlpatterns = [
    path("rss.xml", feeds.whole, name="feed"),
    path("<slug:slug>/rss.xml", feeds.of_section, name="section-feed"),
    path("sitemap.xml", sitemaps.sitemap, name="sitemap"),
    path("robots.txt", views.robots, name="robots"),
    path("search/", views.search, name="search"),
    re_path(r"^look-(?P<digest>[0-9a-f]{16})\.css$", views.look_sheet, name="look"),
    path("media/<path:path>", views.media_file, name="media"),
]
