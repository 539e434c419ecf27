"""When something happens, what follows. Read it top to bottom."""

from collections.abc import Mapping, Sequence

from masthead.articles import events as articles
from masthead.articles import jobs as articles_jobs
from masthead.colophon import events as colophon
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

REACTIONS: Mapping[type[Event], Sequence[Reaction]] = {
    people.PersonJoined: [],
    people.PersonSignedIn: [],
    people.PersonSignedOut: [],
    people.AccessVersionRaised: [frontdoor_reactions.void_older_passes],
    people.DisplayNameChanged: [frontdoor_reactions.forget_everything],
    people.FaceChanged: [frontdoor_reactions.forget_everything],
    people.AddressChanged: [],
    people.ExportAsked: [people_jobs.pack_soon],
    people.PersonLeft: [frontdoor_reactions.forget_everything],
    notices.DeliveryQueued: [notices_jobs.deliver_soon],
    payments.ProviderMessageKept: [payments_jobs.queue_message],
    payments.PaymentSucceeded: [memberships_reactions.start_or_extend],
    payments.PaymentFailed: [],
    payments.RenewalCancelled: [memberships_reactions.expect_no_renewal],
    payments.RenewalResumed: [memberships_reactions.expect_renewal],
    payments.SubscriptionEnded: [memberships_reactions.expect_no_renewal],
    memberships.PlansChanged: [frontdoor_reactions.forget_offers],
    articles.ArticlePublished: [
        frontdoor_reactions.forget_piece,
        mentions_jobs.plan_soon,
        articles_jobs.tell_followers_soon,
    ],
    articles.ArticleUnpublished: [frontdoor_reactions.forget_piece, mentions_jobs.plan_soon],
    articles.PublicViewsRebuilt: [frontdoor_reactions.forget_pieces, mentions_jobs.plan_all_soon],
    articles.PublicationChanged: [frontdoor_reactions.forget_everything],
    colophon.StandingPagesChanged: [frontdoor_reactions.forget_everything],
    articles.SubjectsChanged: [frontdoor_reactions.forget_lists],
    paywall.PolicyChanged: [frontdoor_reactions.forget_policy],
    discussion.ThreadOpened: [frontdoor_reactions.forget_thread],
    discussion.ThreadChanged: [frontdoor_reactions.forget_thread],
    discussion.ThreadClosed: [frontdoor_reactions.forget_thread],
    discussion.CommentPosted: [discussion_reactions.tell_parent_author, frontdoor_reactions.forget_thread],
    discussion.CommentHeld: [],
    discussion.CommentEdited: [frontdoor_reactions.forget_comments],
    discussion.CommentDeleted: [frontdoor_reactions.forget_thread],
    discussion.CommentHidden: [frontdoor_reactions.forget_thread],
    discussion.CommentRestored: [frontdoor_reactions.forget_thread],
    discussion.LettersGoWith: [discussion_jobs.erase_soon],
    mentions.MentionReceived: [mentions_jobs.look_soon],
    mentions.MentionsChanged: [frontdoor_reactions.forget_elsewhere],
    mentions.MentionToSend: [mentions_jobs.tell_soon],
    discussion.VoteCast: [frontdoor_reactions.forget_comments],
}
