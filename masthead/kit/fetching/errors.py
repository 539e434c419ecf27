"""The fetcher's refusals. `is_temporary` says whether a later attempt may succeed."""

from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from masthead.kit.refusals import Refusal


class FetchRefused(Refusal):
    """An address was not fetched, or its answer not taken."""

    status = 400
    is_temporary: ClassVar[bool] = False


class AddressIsMalformed(FetchRefused):
    code = "address-malformed"
    sentence = _("This is not a complete address that begins with http:// or https://.")


class AddressHoldsCredentials(FetchRefused):
    code = "address-holds-credentials"
    sentence = _("An address with a name or password in it is not fetched.")


class PortNotAllowed(FetchRefused):
    code = "port-not-allowed"
    sentence = _("Only the usual ports of the web, 80 and 443, are fetched from.")


class HostIsNotPublic(FetchRefused):
    """There is no such host, or it is one of a private network: whoever named it is not told which.

    So both are said in one sentence and tried as often, or a stranger could ask us for the names of machines
    that only we can reach.
    """

    code = "host-not-public"
    is_temporary = True
    sentence = _("The host of this address could not be found on the public internet.")


class NoResponse(FetchRefused):
    code = "no-answer"
    is_temporary = True
    sentence = _("The host did not answer.")


class CertificateIsInvalid(FetchRefused):
    code = "not-secure"
    is_temporary = True
    sentence = _("The host could not prove who it is: its certificate is not valid.")


class TimedOut(FetchRefused):
    code = "too-slow"
    is_temporary = True
    sentence = _("The answer took too long.")


class ResponseIsBroken(FetchRefused):
    code = "answer-broken"
    is_temporary = True
    sentence = _("The answer broke off, or is not what its headers say.")


class HeadersAreTooLarge(FetchRefused):
    code = "headers-too-large"
    sentence = _("The answer brings more headers than we read.")


class ResponseIsTooLarge(FetchRefused):
    code = "answer-too-large"
    sentence = _("The answer is larger than we read.")


class MediaTypeNotAccepted(FetchRefused):
    code = "kind-not-wanted"
    sentence = _("The answer is not a web page.")


class TooManyRedirects(FetchRefused):
    code = "too-many-redirects"
    sentence = _("The address leads on too often.")


class RedirectLeavesHttps(FetchRefused):
    code = "redirect-loses-protection"
    sentence = _("The address leads from https to http.")


class RedirectNotFollowed(FetchRefused):
    code = "redirect-not-followed"
    sentence = _("The address leads on in a way that is not followed.")
