"""Which room adds what to the pages and jobs that gather from all."""

from collections.abc import Mapping, Sequence
from typing import Any

from masthead.articles import leaks as articles_leaks
from masthead.articles import permissions as articles_permissions
from masthead.articles import queries as articles_queries
from masthead.colophon import permissions as colophon_permissions
from masthead.discussion import notices as discussion_notices
from masthead.discussion import queries as discussion_queries
from masthead.kit.jobs import health as kit_health
from masthead.memberships import notices as memberships_notices
from masthead.memberships import permissions as memberships_permissions
from masthead.memberships import views as memberships_views
from masthead.moderation import notices as moderation_notices
from masthead.moderation import views as moderation_views
from masthead.notices import adapters as notices_adapters
from masthead.notices import queries as notices_queries
from masthead.notices import views as notices_views
from masthead.payments import permissions as payments_permissions
from masthead.paywall import gate as paywall_gate
from masthead.paywall import permissions as paywall_permissions
from masthead.people import queries as people_queries

CONTRIBUTIONS: Mapping[str, Sequence[Any]] = {
    "leak_surfaces": [articles_leaks.surfaces, notices_queries.surfaces],
    "health": [kit_health.health, notices_queries.health],
    "role_rights": [
        articles_permissions.RIGHTS,
        paywall_permissions.RIGHTS,
        memberships_permissions.RIGHTS,
        payments_permissions.RIGHTS,
        colophon_permissions.RIGHTS,
    ],
    "account_page": [
        memberships_views.account_part,
        notices_views.account_part,
        moderation_views.account_part,
    ],
    "you": [notices_views.notices_for_you],
    "notice_kinds": [
        discussion_notices.KINDS,
        moderation_notices.KINDS,
        memberships_notices.KINDS,
        notices_adapters.KINDS,
    ],
    "reserved_names": [],
    "letterhead": [articles_queries.letterhead],
    "kept_in_browsers": [
        people_queries.kept_in_browsers,
        paywall_gate.kept_in_browsers,
        discussion_queries.kept_in_browsers,
    ],
}
