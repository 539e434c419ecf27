"""Every way this room says no."""

from django.utils.translation import gettext_lazy as _

from masthead.kit.refusals import Refusal


class HoneypotFilled(Refusal):
    """The field that people do not see was filled in."""

    code = "looks-automatic"
    status = 422
    sentence = _(
        "A field that should stay empty was filled in, as programs do, so nothing was sent. "
        "Please empty it and send your message again."
    )


class NoSuchMessage(Refusal):
    code = "no-such-message"
    status = 404
    sentence = _("This message is not here any more: it was delivered, or somebody has dealt with it.")
