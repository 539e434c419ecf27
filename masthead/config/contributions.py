"""Which room adds what to the pages and jobs that gather from all."""

from collections.abc import Sequence

from masthead.demo import canaries as demo_canaries
from masthead.design.contributions import FORM_TARGETS, FRAME_SOURCES
from masthead.discussion import notices as discussion_notices
from masthead.discussion import operations as discussion_operations
from masthead.discussion import queries as discussion_queries
from masthead.discussion import views as discussion_views
from masthead.kit import health as kit_health
from masthead.kit.contributions import HEALTH, PUBLICATION_LANGUAGE, RETRIES, Contribution, contribute
from masthead.kit.jobs import health as jobs_health
from masthead.leaks.contributions import CANARIES, SURFACES
from masthead.leaks.surfaces import leak_surfaces
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
from masthead.notices.contributions import NOTICE_KINDS
from masthead.payments import permissions as payments_permissions
from masthead.payments import queries as payments_queries
from masthead.paywall import gate as paywall_gate
from masthead.paywall import operations as paywall_operations
from masthead.paywall import permissions as paywall_permissions
from masthead.paywall import queries as paywall_queries
from masthead.people import queries as people_queries
from masthead.people.contributions import (
    ACCOUNT_DELETION_PAGE,
    ACCOUNT_PAGE,
    BEFORE_ACCOUNT_DELETION,
    CONTACT_PAGE,
    DATA_EXPORT,
    EMAIL_CONTEXT,
    ERASURE,
    HEADER_PARTS,
    PROFILE_PAGE,
    RESERVED_NAMES,
    ROLE_PERMISSIONS,
    STAFF_LINKS,
    STAFF_NAMES,
)
from masthead.publishing import operations as publishing_operations
from masthead.publishing import permissions as publishing_permissions
from masthead.publishing import queries as publishing_queries
from masthead.publishing.blocks import providers as publishing_providers
from masthead.reading import notices as reading_notices
from masthead.reading import operations as reading_operations
from masthead.reading import queries as reading_queries
from masthead.reading import views as reading_views
from masthead.reading.contributions import ARTICLE_PAGE
from masthead.site_pages import operations as site_pages_operations
from masthead.site_pages import permissions as site_pages_permissions
from masthead.site_pages import queries as site_pages_queries
from masthead.site_pages import views as site_pages_views
from masthead.site_pages.contributions import BROWSER_STORAGE

CONTRIBUTIONS: Sequence[Contribution] = [
    contribute(PUBLICATION_LANGUAGE, publishing_queries.publication_language),
    contribute(FRAME_SOURCES, publishing_providers.frame_sources),
    contribute(FORM_TARGETS, payments_queries.page_origins),
    contribute(
        SURFACES,
        leak_surfaces,
        notices_queries.leak_surfaces,
        mentions_queries.leak_surfaces,
        people_queries.leak_surfaces,
    ),
    # Words behind gates that the leak audit looks for one by one; an empty list is a good answer.
    contribute(CANARIES, demo_canaries.canaries),
    contribute(HEALTH, kit_health.health, jobs_health.health, notices_queries.health),
    contribute(RETRIES, notices_operations.retry_in_words),
    contribute(
        ROLE_PERMISSIONS,
        publishing_permissions.ROLE_PERMISSIONS,
        paywall_permissions.ROLE_PERMISSIONS,
        memberships_permissions.ROLE_PERMISSIONS,
        payments_permissions.ROLE_PERMISSIONS,
        site_pages_permissions.ROLE_PERMISSIONS,
        mentions_permissions.ROLE_PERMISSIONS,
    ),
    contribute(ARTICLE_PAGE, mentions_views.article_part),
    contribute(
        ACCOUNT_PAGE,
        memberships_views.account_part,
        reading_views.account_part,
        notices_views.account_part,
        moderation_views.account_part,
    ),
    # In the header of whoever is signed in: links for staff, and then what is about themselves.
    contribute(STAFF_LINKS, moderation_views.header_link),
    contribute(HEADER_PARTS, notices_views.header_part),
    contribute(
        NOTICE_KINDS,
        discussion_notices.KINDS,
        reading_notices.KINDS,
        moderation_notices.KINDS,
        memberships_notices.KINDS,
        notices_adapters.KINDS,
    ),
    # Parts of a reader's public profile: (reader, viewer, before, now) -> part.
    contribute(PROFILE_PAGE, memberships_views.profile_part, discussion_views.profile_part),
    # Account deletion: parts of its page; calls to other machines before it; and each room's erasure.
    contribute(
        ACCOUNT_DELETION_PAGE, memberships_views.account_deletion_part, site_pages_views.account_deletion_part
    ),
    contribute(BEFORE_ACCOUNT_DELETION, memberships_operations.cancel_renewals_before_deletion),
    contribute(
        ERASURE,
        site_pages_operations.erase,
        reading_operations.erase,
        publishing_operations.erase,
        moderation_operations.erase,
        discussion_operations.erase,
        paywall_operations.erase,
        notices_operations.erase,
    ),
    contribute(
        DATA_EXPORT,
        people_queries.export_data,
        notices_queries.export_data,
        payments_queries.export_data,
        memberships_queries.export_data,
        paywall_queries.export_data,
        discussion_queries.export_data,
        moderation_queries.export_data,
        reading_queries.export_data,
        site_pages_queries.export_data,
    ),
    contribute(RESERVED_NAMES),
    contribute(STAFF_NAMES, people_queries.staff_names, publishing_queries.author_names),
    contribute(CONTACT_PAGE, site_pages_queries.contact_page),
    contribute(EMAIL_CONTEXT, publishing_queries.email_context),
    contribute(
        BROWSER_STORAGE,
        people_queries.browser_storage,
        paywall_gate.browser_storage,
        discussion_queries.browser_storage,
        publishing_queries.browser_storage,
        reading_queries.browser_storage,
    ),
]
