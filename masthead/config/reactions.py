"""When something happens, what follows. Read it top to bottom."""

from collections.abc import Mapping, Sequence

from masthead.articles import events as articles
from masthead.discussion import events as discussion
from masthead.discussion import reactions as discussion_reactions
from masthead.kit.events import Event, Reaction
from masthead.memberships import events as memberships
from masthead.memberships import reactions as memberships_reactions
from masthead.notices import events as notices
from masthead.notices import jobs as notices_jobs
from masthead.payments import events as payments
from masthead.payments import jobs as payments_jobs
from masthead.paywall import events as paywall
from masthead.people import events as people

REACTIONS: Mapping[type[Event], Sequence[Reaction]] = {
    people.PersonJoined: [],
    people.PersonSignedIn: [],
    people.PersonSignedOut: [],
    people.AccessVersionRaised: [],
    people.DisplayNameChanged: [],
    notices.DeliveryQueued: [notices_jobs.deliver_soon],
    payments.ProviderMessageKept: [payments_jobs.queue_message],
    payments.PaymentSucceeded: [memberships_reactions.start_or_extend],
    payments.PaymentFailed: [],
    payments.RenewalCancelled: [memberships_reactions.expect_no_renewal],
    payments.RenewalResumed: [memberships_reactions.expect_renewal],
    payments.SubscriptionEnded: [memberships_reactions.expect_no_renewal],
    memberships.PlansChanged: [],
    articles.ArticlePublished: [],
    articles.ArticleUnpublished: [],
    articles.PublicViewsRebuilt: [],
    articles.PublicationChanged: [],
    paywall.PolicyChanged: [],
    discussion.ThreadOpened: [],
    discussion.ThreadChanged: [],
    discussion.ThreadClosed: [],
    discussion.CommentPosted: [discussion_reactions.tell_parent_author],
    discussion.CommentHeld: [],
    discussion.CommentEdited: [],
    discussion.CommentDeleted: [],
    discussion.CommentHidden: [],
    discussion.CommentRestored: [],
    discussion.VoteCast: [],
}
