"""The mark a demonstration leaves, so that it is filled once and production can refuse to start on it."""

from django.db import models


class Demonstration(models.Model):
    """One row, from the moment filling begins. Its moment is the present of everything that is told."""

    begun_at = models.DateTimeField()
    filled_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"begun {self.begun_at:%Y-%m-%d %H:%M}"
