"""What this room does when the desk has changed a standing page."""

from typing import Any

from django.db.models.signals import post_delete
from wagtail import signals

from masthead.colophon import operations
from masthead.colophon.models import StandingPage


def follow_page(instance: Any, **_: Any) -> None:
    page = instance.specific if hasattr(instance, "specific") else instance
    if isinstance(page, StandingPage):
        operations.note_change_of_page(page_id=page.pk)


def connect() -> None:
    """Listen to Wagtail from now on."""
    signals.page_published.connect(follow_page, sender=StandingPage, dispatch_uid="colophon.published")
    signals.page_unpublished.connect(follow_page, sender=StandingPage, dispatch_uid="colophon.unpublished")
    post_delete.connect(follow_page, sender=StandingPage, dispatch_uid="colophon.deleted")
    signals.page_slug_changed.connect(follow_page, dispatch_uid="colophon.slug")
    signals.post_page_move.connect(follow_page, dispatch_uid="colophon.move")
