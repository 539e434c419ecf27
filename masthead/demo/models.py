"""Marks a database as the demonstration's: it is filled once, and production refuses to start on it."""

from django.db import models


class Demonstration(models.Model):
    """One row, from the moment filling begins. `begun_at` is the "now" of all demonstration content."""

    begun_at = models.DateTimeField()
    filled_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"begun {self.begun_at:%Y-%m-%d %H:%M}"
