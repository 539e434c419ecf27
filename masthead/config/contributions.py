"""Which room adds what to the pages and jobs that gather from all."""

from collections.abc import Mapping, Sequence
from typing import Any

from masthead.articles import leaks as articles_leaks
from masthead.articles import permissions as articles_permissions
from masthead.articles import queries as articles_queries
from masthead.kit.jobs import health as kit_health
from masthead.memberships import permissions as memberships_permissions
from masthead.memberships import views as memberships_views
from masthead.moderation import views as moderation_views
from masthead.payments import permissions as payments_permissions
from masthead.paywall import permissions as paywall_permissions

CONTRIBUTIONS: Mapping[str, Sequence[Any]] = {
    "leak_surfaces": [articles_leaks.surfaces],
    "health": [kit_health.health],
    "role_rights": [
        articles_permissions.RIGHTS,
        paywall_permissions.RIGHTS,
        memberships_permissions.RIGHTS,
        payments_permissions.RIGHTS,
    ],
    "account_page": [memberships_views.account_part, moderation_views.account_part],
    "reserved_names": [],
    "letterhead": [articles_queries.letterhead],
}
