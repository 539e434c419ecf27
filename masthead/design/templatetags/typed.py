"""The sentences with which the desk's script says where what was typed is."""

import json

from django import template
from django.utils.translation import gettext as _

register = template.Library()


@register.simple_tag
def typed_words() -> str:
    """Every sentence of `typed.js`, as JSON; names in braces are filled in by the script."""
    return json.dumps(
        {
            "unchanged": _("Nothing is unsaved."),
            "saving": _("Saving…"),
            "saved": _("Saved at {at}."),
            "savedWithFaults": _("Saved at {at}. Not ready yet: {faults}"),
            "savedBut": _("Saved at {at}, but not this: {faults} {where}"),
            "unsaved": _("Not saved yet. {where}"),
            "inBrowser": _("What you typed is in this browser only."),
            "nowhere": _("This browser cannot store what you typed: do not close the page."),
            "network": _("Not saved: no connection. It is tried again. {where}"),
            "server": _("Not saved: the server does not answer as it should. It is tried again. {where}"),
            "token": _("Not saved yet: the page is asking for permission anew. {where}"),
            "signedOut": _("Not saved: your sign-in has ended. {where}"),
            "somebodyElse": _("Not saved: somebody else is signed in here now. {where}"),
            "signInAgain": _("Sign in again"),
            "conflict": _(
                "Not saved: {why} Save yours as the newest version, or look at the other first. {where}"
            ),
            "seeNewest": _("See the newest version"),
            "refused": _("Not saved: {why} {where}"),
            "locked": _("You cannot change this now: what stands above says why."),
            "offer": _("On {at} you typed something here that was not saved (“{title}”)."),
            "putBack": _("Put it back"),
            "throwAway": _("Throw it away"),
            "restHead": _("You typed this and it was not saved. It is in this browser only:"),
            "rest": _("“{title}”, {at}"),
            "signOutLoses": _(
                "Something you typed is in this browser only, and signing out throws it away. "
                "Sign out nevertheless?"
            ),
        }
    )
