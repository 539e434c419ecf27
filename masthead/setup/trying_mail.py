"""One test message through a mail provider's API, in a process of its own.

Django's settings are made once in a process, and the wizard's come later. Reads one JSON object from its
input: `address` (an EMAIL_URL), `sender`, `to`, `subject`, `text`. Leaves with what the provider said, if it
did not take the message.
"""

import json
import sys

from django.conf import settings
from django.core.mail import EmailMessage

from masthead.kit.transactions import ensure_may_reach_out
from masthead.setup import mail_addresses


def main() -> None:
    """Send it."""
    from anymail.exceptions import AnymailError

    asked = json.load(sys.stdin)
    settings.configure(**mail_addresses.settings_of(asked["address"]))
    ensure_may_reach_out()
    message = EmailMessage(asked["subject"], asked["text"], asked["sender"], [asked["to"]])
    try:
        message.send()
    except (AnymailError, OSError) as error:
        sys.exit(" ".join(str(error).split()))


if __name__ == "__main__":
    main()
