"""Every way this room says no."""

from django.utils.translation import gettext_lazy as _

from masthead.kit.refusals import Refusal


class BodyNeedsDecision(Refusal):
    """Somebody asked for the whole text without a decision that allows it. A page never does."""

    code = "body-needs-decision"
    status = 403
    sentence = _("The rest of this piece is for readers who may read it.")


class NotReady(Refusal):
    """Something must be corrected before this piece is published."""

    code = "not-ready"
    status = 422
    sentence = _("This piece is not published yet. %(sentences)s")


class PreviewHasEnded(Refusal):
    """The preview link was not signed by us, has expired or was ended."""

    code = "preview-is-over"
    status = 410
    sentence = _("This link to a draft is over. Ask whoever sent it for a new one.")


class PictureCannotBeDrawn(Refusal):
    """The file of a picture is damaged or gone. `headline` of the piece, `title` of the picture."""

    code = "picture-cannot-be-drawn"
    status = 422
    sentence = _(
        "“%(headline)s” stays as it was: the file of its picture “%(title)s” is damaged or gone. Upload the "
        "picture again, choose the new one in the piece, and try once more."
    )


class PicturesAreNotDrawn(Refusal):
    """A picture of the piece lacks a size, and nobody may draw one now."""

    code = "pictures-are-not-drawn"
    status = 422
    sentence = _(
        "“%(headline)s” stays as it was: one of its pictures is not drawn in every size yet. Open the piece "
        "and publish it from there."
    )


class DatabaseIsBusy(Refusal):
    code = "database-is-busy"
    status = 503
    sentence = _(
        "“%(headline)s” stays as it was: the database did not take the change. Please try again in a minute."
    )


class DiskIsFull(Refusal):
    code = "disk-is-full"
    status = 507
    sentence = _(
        "“%(headline)s” stays as it was: the server’s disk is full. Please tell whoever looks after it."
    )


class ChangeFailed(Refusal):
    """Something nobody foresaw; the log has the traceback."""

    code = "change-failed"
    status = 500
    sentence = _(
        "“%(headline)s” stays as it was: something failed that nobody foresaw. It stands in the server’s "
        "log; please tell whoever looks after the server."
    )


# --- what the check of a link finds; stored, and said when it is shown --------------------------------------


class LinkHasMoved(Refusal):
    code = "link-has-moved"
    status = 301
    sentence = _("It has moved; the link still leads there.")


class NoPageHere(Refusal):
    code = "no-page-here"
    status = 404
    sentence = _("There is no such page here.")


class NoPublishedPageHere(Refusal):
    code = "no-published-page-here"
    status = 404
    sentence = _("There is no such page here, or it is not published.")


class LinkRefusesMachines(Refusal):
    code = "link-refuses-machines"
    status = 403
    sentence = _("It answers %(status)d to machines; please open it yourself.")


class LinkAnswersOtherwise(Refusal):
    code = "link-answers-otherwise"
    status = 404
    sentence = _("It answers %(status)d.")


class DeskRequestIsMalformed(Refusal):
    """A request that no page of the desk sends: a form without its fields, a word where a number stands."""

    code = "desk-request-is-malformed"
    status = 400
    sentence = _(
        "The desk cannot read what was sent: something is missing, or stands where a number should. Go back, "
        "load the page anew and try once more."
    )
