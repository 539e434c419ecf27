"""Every way this room says no."""

from django.utils.translation import gettext_lazy as _

from masthead.kit.refusals import Refusal


class SourceIsMalformed(Refusal):
    code = "source-malformed"
    status = 400
    sentence = _("The source is not a complete public web address that begins with http:// or https://.")


class TargetIsMalformed(Refusal):
    code = "target-malformed"
    status = 400
    sentence = _("The target is not a complete web address of this site.")


class SourceIsTarget(Refusal):
    code = "source-is-target"
    status = 400
    sentence = _("Source and target are the same page.")


class SourceIsOwnPage(Refusal):
    code = "source-is-ours"
    status = 400
    sentence = _("The source is a page of this site; mentions are for what is written elsewhere.")


class TargetIsUnknown(Refusal):
    code = "target-unknown"
    status = 400
    sentence = _("There is no published piece at the target that could be mentioned.")


class SiteIsBlocked(Refusal):
    code = "site-blocked"
    status = 403
    sentence = _("We take no mentions from this site.")


class LinkIsMissing(Refusal):
    """The page was read and does not link to the piece."""

    code = "link-missing"
    status = 400
    sentence = _("The page does not link to the piece.")


class PageIsGone(Refusal):
    code = "page-gone"
    status = 400
    sentence = _("The page is not there (status %(number)s).")


class PageIsTooHard(Refusal):
    """Reading the page took more than any page is given."""

    code = "page-too-hard"
    status = 400
    sentence = _("The page takes too long to read. A simpler one with the same link will do.")


class PageDidNotAnswer(Refusal):
    code = "page-without-answer"
    status = 400
    sentence = _("The page did not answer as a page (status %(number)s).")


class NoSuchMention(Refusal):
    code = "no-such-mention"
    status = 404
    sentence = _("There is no such mention.")


class ReasonIsMissing(Refusal):
    code = "reason-missing"
    status = 422
    sentence = _("Please give the reason.")


class MentionChangedMeanwhile(Refusal):
    code = "mention-changed-meanwhile"
    status = 409
    sentence = _("This mention has changed meanwhile. Nothing was done.")


class PingbackCallIsMalformed(Refusal):
    """A Pingback call that cannot be read."""

    code = "call-malformed"
    status = 400
    sentence = _("This is not a Pingback call we can read.")


class PingbackMethodIsUnknown(Refusal):
    code = "method-unknown"
    status = 400
    sentence = _("The only method here is pingback.ping, with two addresses.")


class AnswerIsUnreadable(Refusal):
    """What a site said to our pingback cannot be read."""

    code = "answer-unreadable"
    status = 502
    sentence = _("The site's answer could not be read.")


class SiteRefused(Refusal):
    """A site did not take our pingback."""

    code = "site-refused"
    status = 502
    sentence = _("The site refused it (fault %(number)s).")


class SiteAnsweredWithStatus(Refusal):
    """A site did not take our mention, or its page was not there."""

    code = "site-answered-with-status"
    status = 502
    sentence = _("The site answered with status %(number)s.")
