"""RefusalPages of the front door, before a request reaches Django."""

from django.utils.translation import gettext_lazy as _

from masthead.kit.refusals import Refusal


class RequestIsMalformed(Refusal):
    """The request breaks the rules of HTTP, or could be read in two ways."""

    code = "request-is-malformed"
    status = 400
    sentence = _("Your browser sent a request that cannot be read. Please check the address and try again.")


class MethodIsUnknown(Refusal):
    code = "method-is-unknown"
    status = 405
    sentence = _("Nothing here can be done in that way.")


class BodyIsTooSlow(Refusal):
    code = "body-is-too-slow"
    status = 408
    sentence = _(
        "What you sent arrived too slowly, so it was not taken. Please try again on a better connection."
    )


class BodyIsTooLarge(Refusal):
    code = "body-is-too-large"
    status = 413
    sentence = _("What you sent is too large to be taken. Please make it smaller and try again.")


class AddressIsTooLong(Refusal):
    code = "address-is-too-long"
    status = 414
    sentence = _("This address is too long to lead anywhere here.")


class HeadersAreTooLarge(Refusal):
    code = "headers-are-too-large"
    status = 431
    sentence = _("Your browser sent too much with this request. Deleting this site's cookies usually helps.")


class TooBusy(Refusal):
    code = "too-busy"
    status = 503
    sentence = _("A great many people are here at once. Please try again in a few seconds.")


class ServerIsStopping(Refusal):
    """The server is stopping; what had not fully arrived is not taken."""

    code = "closing-for-the-moment"
    status = 503
    sentence = _("The publication is being restarted. Please try again in a few seconds.")


class InternalError(Refusal):
    code = "something-broke"
    status = 500
    sentence = _("Something went wrong on our side. It has been noted; please try again in a moment.")


class ClientDisconnected(Exception):
    """The client disconnected before the request was complete."""
