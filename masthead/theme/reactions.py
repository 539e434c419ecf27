"""What this room does when the theme is saved."""

from django.db.models.signals import post_save

from masthead.theme import operations
from masthead.theme.models import Theme


def theme_saved(instance: Theme, **_: object) -> None:
    operations.store_logos(theme=instance)


def connect() -> None:
    """Connect the signal of our own model."""
    post_save.connect(theme_saved, sender=Theme, dispatch_uid="theme.saved")
