"""What every process must forget."""

from django.db import models


class Mark(models.Model):
    """Pages with this tag were true until now. Written with the change itself, read by every process."""

    tag = models.CharField(max_length=80)
    marked_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.tag
