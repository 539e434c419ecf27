"""Every write of the room, one function per thing that can happen."""

from masthead.articles.operations.autosaving import make_way
from masthead.articles.operations.checking import (
    Finding,
    by_the_clock,
    check_links,
    ensure_ready,
    findings,
    links_in,
    unready,
    unready_lead,
)
from masthead.articles.operations.deleting import bury_article
from masthead.articles.operations.following import (
    follow,
    let_piece_go,
    save_piece,
    stop_following,
    tell_followers,
)
from masthead.articles.operations.leaving import erase
from masthead.articles.operations.listing import describe_series, follow_address
from masthead.articles.operations.pictures import add_picture, add_sound, cleaned_picture
from masthead.articles.operations.previewing import (
    DAYS,
    decision_as,
    end_preview,
    link_by_token,
    share_preview,
    token_of,
)
from masthead.articles.operations.publishing import (
    draft_view,
    files_of_draft,
    finish_article,
    redraw_pieces_with,
    withdraw_article,
)
from masthead.articles.operations.representing import (
    follow_publication,
    follow_section,
    refresh_pieces,
    rename_author,
    rename_tag,
)
from masthead.articles.operations.review import note_access, note_page_action, tell_author, tell_editors
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
    "DAYS",
    "Finding",
    "add_author",
    "add_picture",
    "add_series",
    "add_sound",
    "bury_article",
    "by_the_clock",
    "check_links",
    "cleaned_picture",
    "decision_as",
    "describe_publication",
    "describe_series",
    "draft_view",
    "end_preview",
    "ensure_ready",
    "erase",
    "files_of_draft",
    "findings",
    "finish_article",
    "finish_look",
    "follow",
    "follow_address",
    "follow_publication",
    "follow_section",
    "let_piece_go",
    "link_by_token",
    "links_in",
    "make_way",
    "note_access",
    "note_page_action",
    "open_section",
    "prepare_publication",
    "publish_article",
    "redraw_pieces_with",
    "refresh_pieces",
    "rename_author",
    "rename_tag",
    "save_piece",
    "share_preview",
    "shown_logos",
    "stop_following",
    "tell_author",
    "tell_editors",
    "tell_followers",
    "token_of",
    "unpublish_article",
    "unready",
    "unready_lead",
    "withdraw_article",
    "write_article",
]
