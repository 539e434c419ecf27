"""Every write of the room, one function per thing that can happen."""

from masthead.articles.operations.leaving import erase
from masthead.articles.operations.listing import describe_series, follow_address
from masthead.articles.operations.pictures import add_picture, cleaned_picture
from masthead.articles.operations.publishing import (
    draft_view,
    finish_article,
    follow_publication,
    follow_section,
    redraw_pieces_with,
    refresh_pieces,
    rename_author,
    rename_tag,
    withdraw_article,
)
from masthead.articles.operations.site import (
    describe_publication,
    finish_look,
    open_section,
    prepare_publication,
    shown_logos,
)
from masthead.articles.operations.writing import (
    add_author,
    add_series,
    publish_article,
    unpublish_article,
    write_article,
)

__all__ = [
    "add_author",
    "add_picture",
    "add_series",
    "cleaned_picture",
    "describe_publication",
    "describe_series",
    "draft_view",
    "erase",
    "finish_article",
    "finish_look",
    "follow_address",
    "follow_publication",
    "follow_section",
    "open_section",
    "prepare_publication",
    "publish_article",
    "redraw_pieces_with",
    "refresh_pieces",
    "rename_author",
    "rename_tag",
    "shown_logos",
    "unpublish_article",
    "withdraw_article",
    "write_article",
]
