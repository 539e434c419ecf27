"""Every write of the room, one function per thing that can happen."""

from masthead.mentions.operations.moderating import block_site, hide_mention, show_mention, unblock_site
from masthead.mentions.operations.receiving import add_mention, receive_mention
from masthead.mentions.operations.sending import plan_sending, send_mention
from masthead.mentions.operations.verifying import verify_mention

__all__ = [
    "add_mention",
    "block_site",
    "hide_mention",
    "plan_sending",
    "receive_mention",
    "send_mention",
    "show_mention",
    "unblock_site",
    "verify_mention",
]
