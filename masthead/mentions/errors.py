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


class SourceIsOurs(Refusal):
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


class DecidedMeanwhile(Refusal):
    code = "decided-meanwhile"
    status = 409
    sentence = _("This mention has changed meanwhile. Nothing was done.")


class CallIsMalformed(Refusal):
    """A Pingback call that cannot be read."""

    code = "call-malformed"
    status = 400
    sentence = _("This is not a Pingback call we can read.")


class MethodIsUnknown(Refusal):
    code = "method-unknown"
    status = 400
    sentence = _("The only method here is pingback.ping, with two addresses.")
