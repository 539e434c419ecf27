"""Scheduled work of this room."""

from masthead.kit.jobs import job
from masthead.kit.lanes import Lane
from masthead.site_pages import operations


@job(lane=Lane.HOUSE)
def delete_delivered_messages() -> None:
    """Delete messages that have been delivered."""
    operations.delete_delivered_messages()
