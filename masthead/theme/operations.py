"""Every write about the theme."""

from typing import Any

from django.db import transaction

from masthead.kit.events import announce
from masthead.theme.events import ThemeChanged
from masthead.theme.models import Theme

LOGO_SIZE = "max-640x160"  # of a logo, twice as large as it is shown


@transaction.atomic
def prepare_theme() -> None:
    """Create the default theme, unless there is one already."""
    if not Theme.objects.exists():
        Theme.objects.create()


@transaction.atomic
def store_logos(*, theme: Theme) -> None:
    """Store the renditions of the logos and announce the change, so that every page uses `theme`."""
    Theme.objects.filter(pk=theme.pk).update(logos=logo_renditions(theme))
    announce(ThemeChanged())


def logo_renditions(theme: Theme) -> dict[str, Any]:
    """The logos as pages show them: {logo|logo_dark: {src, width, height}}."""
    logos = {}
    for name in ("logo", "logo_dark"):
        if picture := getattr(theme, name):
            size = picture.get_rendition(LOGO_SIZE)
            logos[name] = {"src": size.url, "width": size.width, "height": size.height}
    return logos
