"""The views of this room: request in, one call, response out."""

from masthead.reading.views.files import media_file
from masthead.reading.views.lists import (
    archive,
    archive_month,
    author_page,
    authors_page,
    corrections_page,
    series_page,
    tag_page,
    tags_page,
)
from masthead.reading.views.pages import (
    article_page,
    front_page,
    robots,
    section_page,
    theme_preview,
    theme_stylesheet,
)
from masthead.reading.views.previews import preview, shared_preview, shared_preview_file
from masthead.reading.views.saved_and_followed import (
    account_part,
    article_buttons,
    follow_button,
    follow_or_unfollow,
    save_or_unsave,
    saved,
)
from masthead.reading.views.search import search_page

__all__ = [
    "account_part",
    "archive",
    "archive_month",
    "article_buttons",
    "article_page",
    "author_page",
    "authors_page",
    "corrections_page",
    "follow_button",
    "follow_or_unfollow",
    "front_page",
    "media_file",
    "preview",
    "robots",
    "save_or_unsave",
    "saved",
    "search_page",
    "section_page",
    "series_page",
    "shared_preview",
    "shared_preview_file",
    "tag_page",
    "tags_page",
    "theme_preview",
    "theme_stylesheet",
]
