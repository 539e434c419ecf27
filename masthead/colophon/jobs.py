"""Work by the clock."""

from masthead.colophon import operations
from masthead.kit.jobs import job


@job()
def forget_delivered_messages() -> None:
    """Let go of what has arrived."""
    operations.forget_delivered_messages()
