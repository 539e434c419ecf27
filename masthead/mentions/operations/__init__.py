"""Every write of the room, one function per thing that can happen."""

from masthead.mentions.operations.deciding import block_site, hide_mention, show_mention, unblock_site
from masthead.mentions.operations.receiving import keep_mention, receive_mention
from masthead.mentions.operations.sending import plan_sending, send
from masthead.mentions.operations.verifying import verify_mention

__all__ = [
    "block_site",
    "hide_mention",
    "keep_mention",
    "plan_sending",
    "receive_mention",
    "send",
    "show_mention",
    "unblock_site",
    "verify_mention",
]
