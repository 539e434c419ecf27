"""The paywall's one refusal; a closed piece is not refused but answered with offers."""

from django.utils.translation import gettext_lazy as _

from masthead.kit.refusals import Refusal


class PrefetchRefused(Refusal):
    """A browser wanted to load a metered piece before its reader asked for it."""

    code = "prefetch-refused"
    status = 503
    sentence = _("This piece is counted when it is read, so it cannot be loaded ahead of time.")
