"""What this room does when staff change a site page."""

from django.db.models.signals import post_delete
from wagtail import signals

from masthead.site_pages import operations
from masthead.site_pages.models import SitePage


def site_page_changed(instance: object, **_: object) -> None:
    page = instance.specific if hasattr(instance, "specific") else instance
    if isinstance(page, SitePage):
        operations.announce_page_change(page_id=page.pk)


def connect() -> None:
    """Connect the signals of Wagtail."""
    signals.page_published.connect(site_page_changed, sender=SitePage, dispatch_uid="site_pages.published")
    signals.page_unpublished.connect(
        site_page_changed, sender=SitePage, dispatch_uid="site_pages.unpublished"
    )
    post_delete.connect(site_page_changed, sender=SitePage, dispatch_uid="site_pages.deleted")
    signals.page_slug_changed.connect(site_page_changed, dispatch_uid="site_pages.slug")
    signals.post_page_move.connect(site_page_changed, dispatch_uid="site_pages.move")
