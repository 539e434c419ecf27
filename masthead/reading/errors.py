"""Every way this room says no."""

from django.utils.translation import gettext_lazy as _

from masthead.kit.refusals import Refusal


class BodyNeedsDecision(Refusal):
    """Somebody asked for the whole text without a decision that allows it. A page never does."""

    code = "body-needs-decision"
    status = 403
    sentence = _("The rest of this piece is for readers who may read it.")


class NotReady(Refusal):
    """Something must be mended before this piece is published."""

    code = "not-ready"
    status = 422
    sentence = _("This piece is not published yet. %(sentences)s")


class PreviewIsOver(Refusal):
    """The link to a draft was not ours, or is no longer good."""

    code = "preview-is-over"
    status = 410
    sentence = _("This link to a draft is over. Ask whoever sent it for a new one.")


class SearchIsTooShort(Refusal):
    code = "search-too-short"
    status = 422
    sentence = _("Please search for at least two letters.")


class SearchIsTooLong(Refusal):
    code = "search-too-long"
    status = 422
    sentence = _("Please search for a hundred letters or fewer.")


class NotAPicture(Refusal):
    code = "not-a-picture"
    status = 422
    sentence = _("This file is not a picture we can read. Use JPEG, PNG, GIF, WebP or AVIF.")


class NoSuchSubject(Refusal):
    code = "no-such-subject"
    status = 404
    sentence = _("There is nobody here by that name, and no such section.")


class NotPublished(Refusal):
    code = "not-published"
    status = 404
    sentence = _("This piece is not published, so it cannot be put aside.")
