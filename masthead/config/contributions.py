"""Which room adds what to the pages and jobs that gather from all."""

from collections.abc import Mapping, Sequence
from typing import Any

from masthead.articles import keeping as articles_keeping
from masthead.articles import leaks as articles_leaks
from masthead.articles import notices as articles_notices
from masthead.articles import operations as articles_operations
from masthead.articles import permissions as articles_permissions
from masthead.articles import queries as articles_queries
from masthead.articles import views as articles_views
from masthead.articles.blocks import providers as articles_providers
from masthead.colophon import operations as colophon_operations
from masthead.colophon import permissions as colophon_permissions
from masthead.colophon import queries as colophon_queries
from masthead.colophon import views as colophon_views
from masthead.demo import canaries as demo_canaries
from masthead.discussion import notices as discussion_notices
from masthead.discussion import operations as discussion_operations
from masthead.discussion import queries as discussion_queries
from masthead.discussion import views as discussion_views
from masthead.kit.jobs import health as kit_health
from masthead.memberships import notices as memberships_notices
from masthead.memberships import operations as memberships_operations
from masthead.memberships import permissions as memberships_permissions
from masthead.memberships import queries as memberships_queries
from masthead.memberships import views as memberships_views
from masthead.mentions import permissions as mentions_permissions
from masthead.mentions import queries as mentions_queries
from masthead.mentions import views as mentions_views
from masthead.moderation import notices as moderation_notices
from masthead.moderation import operations as moderation_operations
from masthead.moderation import queries as moderation_queries
from masthead.moderation import views as moderation_views
from masthead.notices import adapters as notices_adapters
from masthead.notices import operations as notices_operations
from masthead.notices import queries as notices_queries
from masthead.notices import views as notices_views
from masthead.payments import permissions as payments_permissions
from masthead.payments import queries as payments_queries
from masthead.paywall import gate as paywall_gate
from masthead.paywall import operations as paywall_operations
from masthead.paywall import permissions as paywall_permissions
from masthead.paywall import queries as paywall_queries
from masthead.people import queries as people_queries

CONTRIBUTIONS: Mapping[str, Sequence[Any]] = {
    "frame_sources": [articles_providers.frame_sources],
    "leak_surfaces": [
        articles_leaks.surfaces,
        notices_queries.surfaces,
        mentions_queries.surfaces,
        people_queries.surfaces,
    ],
    # Words behind gates that the leak audit looks for one by one; an empty list is a good answer.
    "leak_canaries": [demo_canaries.canaries],
    "health": [kit_health.health, notices_queries.health],
    "role_rights": [
        articles_permissions.RIGHTS,
        paywall_permissions.RIGHTS,
        memberships_permissions.RIGHTS,
        payments_permissions.RIGHTS,
        colophon_permissions.RIGHTS,
        mentions_permissions.RIGHTS,
    ],
    "article_page": [mentions_views.elsewhere],
    "account_page": [
        memberships_views.account_part,
        articles_views.account_part,
        notices_views.account_part,
        moderation_views.account_part,
    ],
    # What the header says to whoever is signed in: where staff work, and then what is about themselves.
    "staff_ways": [moderation_views.way_to_moderation],
    "you": [notices_views.notices_for_you],
    "notice_kinds": [
        discussion_notices.KINDS,
        articles_notices.KINDS,
        moderation_notices.KINDS,
        memberships_notices.KINDS,
        notices_adapters.KINDS,
    ],
    # What a page about somebody shows, beside what they told: (reader, viewer, before, now) -> part.
    "profile_page": [memberships_views.profile_part, discussion_views.profile_part],
    # What the page about leaving says beforehand; what is said to the outside first; and what is then erased.
    "leaving_page": [memberships_views.leaving_part, colophon_views.leaving_part],
    "before_leaving": [memberships_operations.end_renewal_of_leaver],
    "erasure": [
        colophon_operations.erase,
        articles_operations.erase,
        moderation_operations.erase,
        discussion_operations.erase,
        paywall_operations.erase,
        notices_operations.erase,
    ],
    "export": [
        people_queries.own_data,
        notices_queries.own_data,
        payments_queries.own_data,
        memberships_queries.own_data,
        paywall_queries.own_data,
        discussion_queries.own_data,
        moderation_queries.own_data,
        articles_queries.own_data,
        colophon_queries.own_data,
    ],
    "reserved_names": [],
    "letterhead": [articles_queries.letterhead],
    "kept_in_browsers": [
        people_queries.kept_in_browsers,
        paywall_gate.kept_in_browsers,
        discussion_queries.kept_in_browsers,
        articles_keeping.kept_in_browsers,
    ],
}
