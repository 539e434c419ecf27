"""Every write of the room, one function per thing that can happen."""

from masthead.publishing.operations.autosave import continues, discard_begun_piece, may_overwrite
from masthead.publishing.operations.deletion import record_gone_addresses
from masthead.publishing.operations.drafts import Draft, draft_of
from masthead.publishing.operations.erasure import erase
from masthead.publishing.operations.listings_and_redirects import announce_series_change, redirect_old_address
from masthead.publishing.operations.page_actions import draw_missing_sizes, make_actions_whole
from masthead.publishing.operations.pictures import add_audio, add_picture
from masthead.publishing.operations.preview_links import (
    PREVIEW_DAYS,
    end_preview,
    preview_decision,
    preview_link_by_token,
    preview_token,
    share_preview,
)
from masthead.publishing.operations.publish_and_withdraw import (
    rebuild_views_with_picture,
    store_public_view,
    withdraw_article,
)
from masthead.publishing.operations.readiness import (
    Finding,
    check_links,
    ensure_ready,
    links_in,
    missing_for_publication,
    missing_on_lead_picture,
    readiness_findings,
)
from masthead.publishing.operations.rebuild_in_batches import (
    apply_author_change,
    apply_publication_change,
    apply_section_change,
    apply_section_deletion,
    apply_tag_change,
    apply_tag_deletion,
    rebuild_batch,
)
from masthead.publishing.operations.rebuild_public_views import announce_language_change, redraw_bodies
from masthead.publishing.operations.review import (
    audit_access_change,
    audit_page_action,
    notify_author,
    notify_editors,
)
from masthead.publishing.operations.schedule import publish_due
from masthead.publishing.operations.search_documents import announce_old_desk_index, refold_search_texts
from masthead.publishing.operations.site import (
    ensure_section,
    free_slug_under_front,
    prepare_publication,
    update_publication,
)
from masthead.publishing.operations.writing import (
    add_author,
    add_series,
    publish_article,
    unpublish_article,
    write_article,
)

__all__ = [
    "PREVIEW_DAYS",
    "Draft",
    "Finding",
    "add_audio",
    "add_author",
    "add_picture",
    "add_series",
    "announce_language_change",
    "announce_old_desk_index",
    "announce_series_change",
    "apply_author_change",
    "apply_publication_change",
    "apply_section_change",
    "apply_section_deletion",
    "apply_tag_change",
    "apply_tag_deletion",
    "audit_access_change",
    "audit_page_action",
    "check_links",
    "continues",
    "discard_begun_piece",
    "draft_of",
    "draw_missing_sizes",
    "end_preview",
    "ensure_ready",
    "ensure_section",
    "erase",
    "free_slug_under_front",
    "links_in",
    "make_actions_whole",
    "may_overwrite",
    "missing_for_publication",
    "missing_on_lead_picture",
    "notify_author",
    "notify_editors",
    "prepare_publication",
    "preview_decision",
    "preview_link_by_token",
    "preview_token",
    "publish_article",
    "publish_due",
    "readiness_findings",
    "rebuild_batch",
    "rebuild_views_with_picture",
    "record_gone_addresses",
    "redirect_old_address",
    "redraw_bodies",
    "refold_search_texts",
    "share_preview",
    "store_public_view",
    "unpublish_article",
    "update_publication",
    "withdraw_article",
    "write_article",
]
