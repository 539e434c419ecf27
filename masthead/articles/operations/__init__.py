"""Every write of the room, one function per thing that can happen."""

from masthead.articles.operations.pictures import add_picture, cleaned_picture
from masthead.articles.operations.publishing import (
    draft_view,
    finish_article,
    follow_publication,
    follow_section,
    redraw_pieces_with,
    rename_author,
    withdraw_article,
)
from masthead.articles.operations.site import (
    describe_publication,
    finish_look,
    open_section,
    prepare_publication,
    shown_logos,
)
from masthead.articles.operations.writing import add_author, publish_article, unpublish_article, write_article

__all__ = [
    "add_author",
    "add_picture",
    "cleaned_picture",
    "describe_publication",
    "draft_view",
    "finish_article",
    "finish_look",
    "follow_publication",
    "follow_section",
    "open_section",
    "prepare_publication",
    "publish_article",
    "redraw_pieces_with",
    "rename_author",
    "shown_logos",
    "unpublish_article",
    "withdraw_article",
    "write_article",
]
