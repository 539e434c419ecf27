"""When something happens, what follows. Read it top to bottom."""

from collections.abc import Mapping, Sequence

from masthead.discussion import events as discussion
from masthead.discussion import jobs as discussion_jobs
from masthead.discussion import reactions as discussion_reactions
from masthead.frontdoor import reactions as frontdoor_reactions
from masthead.kit.events import Event, Reaction
from masthead.memberships import events as memberships
from masthead.memberships import reactions as memberships_reactions
from masthead.mentions import events as mentions
from masthead.mentions import jobs as mentions_jobs
from masthead.notices import events as notices
from masthead.notices import jobs as notices_jobs
from masthead.payments import events as payments
from masthead.payments import jobs as payments_jobs
from masthead.paywall import events as paywall
from masthead.people import events as people
from masthead.people import jobs as people_jobs
from masthead.publishing import events as publishing
from masthead.publishing import jobs as publishing_jobs
from masthead.reading import jobs as reading_jobs
from masthead.site_pages import events as site_pages
from masthead.theme import events as theme

REACTIONS: Mapping[type[Event], Sequence[Reaction]] = {
    people.PersonJoined: [],
    people.PersonSignedIn: [],
    people.PersonSignedOut: [],
    people.AccessVersionRaised: [frontdoor_reactions.void_older_passes, frontdoor_reactions.invalidate],
    people.DisplayNameChanged: [frontdoor_reactions.invalidate],
    people.AvatarChanged: [frontdoor_reactions.invalidate],
    people.AddressChanged: [],
    people.DataExportRequested: [people_jobs.enqueue_data_export],
    people.AccountDeleted: [frontdoor_reactions.invalidate],
    notices.DeliveryQueued: [notices_jobs.enqueue_delivery],
    payments.WebhookReceived: [payments_jobs.enqueue_webhook],
    payments.ReconciliationRequested: [payments_jobs.enqueue_reconciliation],
    payments.CoverageChanged: [memberships_reactions.follow_coverage],
    payments.InvoicePaid: [memberships_reactions.send_receipt],
    payments.PaymentFailed: [memberships_reactions.tell_of_failed_payment],
    memberships.PlansChanged: [frontdoor_reactions.invalidate],
    publishing.ArticlePublished: [
        frontdoor_reactions.invalidate,
        mentions_jobs.enqueue_planning,
        reading_jobs.enqueue_notify_followers,
    ],
    publishing.ArticleUnpublished: [frontdoor_reactions.invalidate, mentions_jobs.enqueue_planning],
    publishing.PublicViewsRebuilt: [frontdoor_reactions.invalidate, mentions_jobs.enqueue_planning_for_all],
    publishing.ViewsOutOfDate: [publishing_jobs.enqueue_rebuilding],
    publishing.DeskIndexOutOfDate: [publishing_jobs.enqueue_indexing],
    publishing.SearchTextsOutOfDate: [publishing_jobs.enqueue_refolding],
    publishing.PublicationChanged: [frontdoor_reactions.invalidate],
    publishing.LanguageChanged: [publishing_jobs.enqueue_redrawing],
    theme.ThemeChanged: [frontdoor_reactions.invalidate],
    site_pages.SitePagesChanged: [frontdoor_reactions.invalidate],
    publishing.TaxonomyChanged: [frontdoor_reactions.invalidate],
    paywall.PolicyChanged: [frontdoor_reactions.invalidate],
    discussion.ThreadOpened: [frontdoor_reactions.invalidate],
    discussion.ThreadChanged: [frontdoor_reactions.invalidate],
    discussion.ThreadClosed: [frontdoor_reactions.invalidate],
    discussion.CommentPosted: [discussion_reactions.notify_parent_author, frontdoor_reactions.invalidate],
    discussion.CommentHeldForModeration: [],
    discussion.CommentEdited: [frontdoor_reactions.invalidate],
    discussion.CommentDeleted: [frontdoor_reactions.invalidate],
    discussion.CommentHidden: [frontdoor_reactions.invalidate],
    discussion.CommentRestored: [frontdoor_reactions.invalidate],
    discussion.CommentErasureRequested: [discussion_jobs.enqueue_comment_erasure],
    mentions.MentionReceived: [mentions_jobs.enqueue_verification],
    mentions.MentionsChanged: [frontdoor_reactions.invalidate],
    mentions.MentionQueued: [mentions_jobs.enqueue_sending],
    discussion.VoteCast: [frontdoor_reactions.invalidate],
}
