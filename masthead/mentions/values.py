"""Small values of this room that need no database, so that a process of its own may know them too."""

from dataclasses import dataclass
from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _


class MentionProtocol(models.TextChoices):
    """The protocol of a mention."""

    WEBMENTION = "webmention", _("Webmention")
    PINGBACK = "pingback", _("Pingback")


@dataclass(frozen=True)
class SourceDetails:
    """What the source page says of itself, sanitised."""

    title: str
    author: str
    excerpt: str
    published_at: datetime | None
