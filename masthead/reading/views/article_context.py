"""What the article page shows of a piece, published or not: made here for the page and for its previews."""

from django.utils import timezone
from django.utils.safestring import SafeString

from masthead.memberships import queries as memberships
from masthead.paywall import sentences
from masthead.paywall.decide import Decision, Open, Policy
from masthead.publishing.models import PublicView
from masthead.reading.queries.related import RelatedContent


def article_context(
    view: PublicView,
    *,
    related: RelatedContent,
    decision: Decision,
    body: SafeString | None,
    policy: Policy | None,
) -> dict[str, object]:
    """The piece as far as `decision` lets one read it, and what to offer whoever may not.

    `body` is the whole text for those who may read on, else None; an open piece needs no `policy`.
    """
    offers: tuple[str, ...] = getattr(decision, "offers", ())
    said = policy if policy and decision != Open() else None
    return {
        "view": view,
        "related": related,
        "decision": decision,
        "body": body,
        "left_sentence": sentences.left_sentence(decision, said, timezone.localdate()) if said else "",
        "gate_words": sentences.gate_words(decision, said) if said else None,
        "may_register": "register" in offers,
        "may_sign_in": "sign_in" in offers,
        "plans": memberships.offered_plans() if "join" in offers else None,
    }
