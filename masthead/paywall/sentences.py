"""What the gate says: above a piece that the meter opened, and in the one box under a closed piece. Pure."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from masthead.paywall.decide import Closed, Decision, Metered, Policy, Reason


@dataclass(frozen=True)
class GateWords:
    """The heading of the box, why the piece is closed, and what an account would give; each may be empty."""

    heading: str = ""
    sentence: str = ""
    with_account: str = ""


def left_sentence(decision: Decision, policy: Policy, today: date) -> str:
    """What stands above a piece that was read as a free one: how many are left, and until when."""
    if not isinstance(decision, Metered):
        return ""
    day = _written(decision.more_on or today + timedelta(days=policy.period_days))
    if decision.left == 0:
        return _("This was your last free members’ piece until %(day)s.") % {"day": day}
    return ngettext(
        "You can read %(left)d more members’ piece for free until %(day)s.",
        "You can read %(left)d more members’ pieces for free until %(day)s.",
        decision.left,
    ) % {"left": decision.left, "day": day}


def gate_words(decision: Decision, policy: Policy) -> GateWords:
    """What the box under a closed piece says; nothing for a piece that is not closed."""
    if not isinstance(decision, Closed):
        return GateWords()
    if decision.reason == Reason.REGISTER:
        sentence = _("This piece is free for readers with an account. An e-mail address is all it takes.")
        return GateWords(_("Read on with an account"), sentence, _free_with_account(policy))
    if decision.reason == Reason.METER_SPENT:
        return _spent(decision, policy)
    heading = _("This piece is for members")
    if decision.reason == Reason.NOT_COUNTED:
        return GateWords(heading, _("Open it in a browser to read it as one of your free pieces."))
    if decision.reason == Reason.CEILING:
        return GateWords(
            heading,
            _("Many free pieces were read from your network today; tomorrow there will be more."),
        )
    return GateWords(heading)


def _spent(decision: Closed, policy: Policy) -> GateWords:
    limit = policy.registered_limit if decision.signed_in else policy.stranger_limit
    heading = ngettext(
        "You have read your free members’ piece",
        "You have read your %(limit)d free members’ pieces",
        limit,
    ) % {"limit": limit}
    sentence = ""
    if decision.more_on is not None:
        sentence = _("The next one is free on %(day)s.") % {"day": _written(decision.more_on)}
    return GateWords(heading, sentence, _free_with_account(policy) if "register" in decision.offers else "")


def _free_with_account(policy: Policy) -> str:
    """How many members' pieces an account opens; nothing where it opens no more than none gives."""
    if policy.registered_limit <= policy.stranger_limit:
        return ""
    count = ngettext("%(limit)d members’ piece", "%(limit)d members’ pieces", policy.registered_limit)
    span = ngettext("in %(days)d day", "in %(days)d days", policy.period_days)
    return _("With an account you can read %(pieces)s for free %(span)s.") % {
        "pieces": count % {"limit": policy.registered_limit},
        "span": span % {"days": policy.period_days},
    }


def _written(day: date) -> str:
    return date_format(day, "DATE_FORMAT")
