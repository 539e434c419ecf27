"""Every way the fetcher says no. `passing` tells whether another try, later, may end differently."""

from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from masthead.kit.refusals import Refusal


class FetchRefused(Refusal):
    """An address was not fetched, or its answer not taken."""

    status = 400
    passing: ClassVar[bool] = False


class AddressIsMalformed(FetchRefused):
    code = "address-malformed"
    sentence = _("This is not a complete address that begins with http:// or https://.")


class AddressHoldsCredentials(FetchRefused):
    code = "address-holds-credentials"
    sentence = _("An address with a name or password in it is not fetched.")


class PortNotAllowed(FetchRefused):
    code = "port-not-allowed"
    sentence = _("Only the usual ports of the web, 80 and 443, are fetched from.")


class HostIsUnknown(FetchRefused):
    code = "host-unknown"
    passing = True
    sentence = _("The host of this address could not be found.")


class HostIsNotPublic(FetchRefused):
    code = "host-not-public"
    sentence = _("The host of this address is not on the public internet.")


class NoAnswer(FetchRefused):
    code = "no-answer"
    passing = True
    sentence = _("The host did not answer.")


class NotSecure(FetchRefused):
    code = "not-secure"
    passing = True
    sentence = _("The host could not prove who it is: its certificate is not valid.")


class TooSlow(FetchRefused):
    code = "too-slow"
    passing = True
    sentence = _("The answer took too long.")


class AnswerIsBroken(FetchRefused):
    code = "answer-broken"
    passing = True
    sentence = _("The answer broke off, or is not what its headers say.")


class HeadersAreTooLarge(FetchRefused):
    code = "headers-too-large"
    sentence = _("The answer brings more headers than we read.")


class AnswerIsTooLarge(FetchRefused):
    code = "answer-too-large"
    sentence = _("The answer is larger than we read.")


class KindNotWanted(FetchRefused):
    code = "kind-not-wanted"
    sentence = _("The answer is not a web page.")


class TooManyRedirects(FetchRefused):
    code = "too-many-redirects"
    sentence = _("The address leads on too often.")


class RedirectLosesProtection(FetchRefused):
    code = "redirect-loses-protection"
    sentence = _("The address leads from https to http.")


class RedirectNotFollowed(FetchRefused):
    code = "redirect-not-followed"
    sentence = _("The address leads on in a way that is not followed.")
