"""Every way memberships say no."""

from django.utils.translation import gettext_lazy as _

from masthead.kit.refusals import Refusal


class NoSuchGrant(Refusal):
    """There is nothing under this reference that could be taken back."""

    code = "no-such-grant"
    status = 404
    sentence = _("There is no such entry in the ledger, so there is nothing to take back.")


class NoSuchMembership(Refusal):
    """This person has no subscription that could be cancelled or taken up again."""

    code = "no-such-membership"
    status = 404
    sentence = _("You have no membership that renews, so there is nothing to change here.")


class PlanIsNotOffered(Refusal):
    """The plan exists no more, or not for new members."""

    code = "plan-is-not-offered"
    status = 404
    sentence = _("This plan is not offered any more. The plans we offer today are on the membership page.")
