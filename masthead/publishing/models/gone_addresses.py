"""Where something stood that is deleted: the address says so, until something new stands there."""

from django.db import models


class GoneAddress(models.Model):
    """A path at which a published piece stood, or that led to one, before the piece was deleted."""

    path = models.TextField(unique=True)
    gone_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.path
