"""Addresses of deleted pieces, which answer 410 until a new piece stands there."""

from django.db import models


class GoneAddress(models.Model):
    """A path at which a published piece stood, or that led to one, before the piece was deleted."""

    path = models.TextField(unique=True)
    gone_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.path
