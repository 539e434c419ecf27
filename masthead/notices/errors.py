"""Every way this room says no."""

from django.utils.translation import gettext_lazy as _

from masthead.kit.refusals import Refusal


class NoSuchNoticeKind(Refusal):
    code = "no-such-kind-of-notice"
    status = 404
    sentence = _("There is no such kind of notice.")


class NoticeKindIsMandatory(Refusal):
    """Receipts, codes and decisions about what somebody wrote."""

    code = "this-must-arrive"
    status = 422
    sentence = _("This kind of message cannot be switched off: you need to know.")


class NoSuchNotice(Refusal):
    code = "no-such-notice"
    status = 404
    sentence = _("There is no such notice.")
