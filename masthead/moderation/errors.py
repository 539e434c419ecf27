"""Every way this room says no."""

from django.utils.translation import gettext_lazy as _

from masthead.kit.refusals import Refusal


class OwnCommentReported(Refusal):
    code = "own-comment-reported"
    status = 403
    sentence = _("This comment is your own. You can delete it instead of reporting it.")


class ExplanationIsMissing(Refusal):
    code = "words-are-missing"
    status = 422
    sentence = _("Please say in your own words what it is.")


class ActedOnMeanwhile(Refusal):
    code = "acted-on-meanwhile"
    status = 409
    sentence = _("Somebody has acted on this meanwhile. Nothing was changed, and nobody was told twice.")
