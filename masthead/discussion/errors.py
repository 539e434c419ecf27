"""Every way this room says no."""

from django.utils.translation import gettext_lazy as _

from masthead.kit.refusals import Refusal


class NoSuchThread(Refusal):
    code = "no-such-thread"
    status = 404
    sentence = _("There is no such discussion.")


class NoSuchComment(Refusal):
    """It does not exist or is hidden; the refusal does not say which."""

    code = "no-such-comment"
    status = 404
    sentence = _("There is no such comment, or it is no longer shown.")


class NoSuchPage(Refusal):
    code = "no-such-page"
    status = 400
    sentence = _(
        "This address does not lead anywhere in the discussion. Please start again from its first page."
    )


class OnlyMembersRead(Refusal):
    code = "members-read"
    status = 403
    sentence = _("This discussion is read and written by members.")


class OnlyMembersWrite(Refusal):
    code = "members-write"
    status = 403
    sentence = _(
        "Writing here is for members. Your text is kept below; become a member, or renew, and send it again."
    )


class ThreadIsClosed(Refusal):
    code = "thread-is-closed"
    status = 409
    sentence = _("This discussion is closed. It can still be read.")


# --- what is wrong with a text: always 422, always with the text given back ---------------------------------


class TextRefused(Refusal):
    """A text that cannot be taken as it is. `facts["cleaned"]`, where there is one, is the same text without
    the fault.
    """

    code = "text-refused"
    status = 422
    sentence = _("This text cannot be taken as it is.")


class EmptyText(TextRefused):
    code = "empty-text"
    sentence = _("There is nothing to read in this yet. Please write something.")


class TextTooLong(TextRefused):
    code = "text-too-long"
    sentence = _(
        "That is %(length)s characters; a comment may have %(most)s. Please shorten it, or post it in parts."
    )


class TextTooDeep(TextRefused):
    code = "text-too-deep"
    sentence = _(
        "Quotes, lists and emphasis are nested more than %(most)s deep here. Please take out some layers."
    )


class ControlCharacters(TextRefused):
    code = "control-characters"
    sentence = _(
        "This text contained control characters that nobody can see. They are taken out below; please look "
        "it over and send it again."
    )


class BidiControlCharacters(TextRefused):
    code = "direction-characters"
    sentence = _(
        "This text contained invisible characters that turn the direction of writing, which can make words "
        "appear in another order "
        "than they stand. They are taken out below; please look it over and send it again."
    )


class TooManyCombiningMarks(TextRefused):
    code = "piled-marks"
    sentence = _(
        "Letters here carry more marks than any language needs. The surplus is taken out below; please look "
        "it over and send it again."
    )


class LinkRefused(TextRefused):
    code = "link-refused"
    sentence = _(
        "A link may lead to a web page (http, https) or to an e-mail address (mailto). Please change this "
        "one: %(address)s"
    )


# --- what stands in the way of one comment ------------------------------------------------------------------


class RepliedToCommentIsGone(Refusal):
    code = "answered-comment-is-gone"
    status = 409
    sentence = _(
        "The comment you answer is no longer there. Your text is kept below; you may post it to the whole "
        "discussion instead."
    )


class RepliedToCommentIsElsewhere(Refusal):
    code = "answered-comment-is-elsewhere"
    status = 422
    sentence = _(
        "The comment you answer is not part of this discussion. Your text is kept below; you may post it to "
        "the whole discussion instead."
    )


class FormAlreadyUsed(Refusal):
    """The same form, but with another text: the first was taken, the second would be lost without a word."""

    code = "form-sent-before"
    status = 409
    sentence = _(
        "This form has posted a comment before, with another text. Send it once more to post what stands "
        "below as a second comment."
    )


class NotYourComment(Refusal):
    code = "not-your-comment"
    status = 403
    sentence = _("Only the person who wrote a comment can change it or take it back.")


class EditTimeIsOver(Refusal):
    code = "edit-time-is-over"
    status = 409
    sentence = _(
        "A comment can be changed for %(minutes)s minutes after it was posted. You can answer it, or delete "
        "it."
    )


class CommentIsGone(Refusal):
    code = "comment-is-gone"
    status = 409
    sentence = _("This comment is no longer there.")


class OwnComment(Refusal):
    code = "own-comment"
    status = 403
    sentence = _("Votes on a comment are for everybody but its author.")


class ReasonIsMissing(Refusal):
    code = "reason-is-missing"
    status = 422
    sentence = _("Please give the reason: the author of the comment will be told.")
