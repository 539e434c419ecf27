"""Requests in, one call, answers out."""

from masthead.articles.views.files import media_file
from masthead.articles.views.lists import (
    archive,
    archive_month,
    author_page,
    authors_page,
    corrections_page,
    series_page,
    tag_page,
    tags_page,
)
from masthead.articles.views.pages import (
    article_page,
    front_page,
    look_preview,
    look_sheet,
    robots,
    section_page,
)
from masthead.articles.views.previews import preview, shared_preview, shared_preview_file
from masthead.articles.views.searching import search
from masthead.articles.views.yours import account_part, following, keep, saved, your_following, yours

__all__ = [
    "account_part",
    "archive",
    "archive_month",
    "article_page",
    "author_page",
    "authors_page",
    "corrections_page",
    "following",
    "front_page",
    "keep",
    "look_preview",
    "look_sheet",
    "media_file",
    "preview",
    "robots",
    "saved",
    "search",
    "section_page",
    "series_page",
    "shared_preview",
    "shared_preview_file",
    "tag_page",
    "tags_page",
    "your_following",
    "yours",
]
