"""Every way payments say no."""

from django.utils.translation import gettext_lazy as _

from masthead.kit.refusals import Refusal


class AlreadySubscribed(Refusal):
    """A second live subscription is refused before anybody is asked for money."""

    code = "already-subscribed"
    status = 409
    sentence = _("You are paying for this already, so nothing was charged a second time.")


class PaymentIsOnItsWay(Refusal):
    """A checkout was completed by a means that takes days: a second one would be paid twice."""

    code = "payment-is-on-its-way"
    status = 409
    sentence = _(
        "Your payment is on its way and can take some days. You need not pay again: we write to you when it"
        " is here."
    )


class NoSuchCheckout(Refusal):
    """There is no such checkout, or it is somebody else's."""

    code = "no-such-checkout"
    status = 404
    sentence = _("There is no such page.")


class ProviderIsBusy(Refusal):
    """The same checkout was changed concurrently at every attempt."""

    code = "provider-is-busy"
    status = 503
    sentence = _("The payment is being changed from several places at once. Please try again in a moment.")


class ProviderIsAway(Refusal):
    """The provider did not answer in time, or broke off."""

    code = "provider-is-away"
    status = 503
    sentence = _(
        "The payment service does not answer at the moment, so nothing was charged and nothing has changed."
        " Please try again in a few minutes."
    )


class ProviderRefuses(Refusal):
    """The provider understood and said no: a wrong key, a setting that is missing, a rule of its own."""

    code = "provider-refuses"
    status = 502
    sentence = _(
        "The payment service did not accept this, so nothing was charged. The publication has to look at it;"
        " please write to us."
    )


class InvalidSignature(Refusal):
    """A message that the provider did not sign, or signed too long ago."""

    code = "bad-signature"
    status = 400
    sentence = _("This message does not carry the provider's signature.")


class SubscriptionHasEnded(Refusal):
    """Nothing can be cancelled or taken up again once the last paid day has passed."""

    code = "subscription-is-over"
    status = 409
    sentence = _(
        "This subscription has ended, so it cannot be changed any more. You are welcome to join again."
    )


class CheckoutIsClosed(Refusal):
    """The hosted page was paid or closed before."""

    code = "checkout-is-over"
    status = 410
    sentence = _("This payment page has been closed, and nothing was charged. Please choose a plan again.")
