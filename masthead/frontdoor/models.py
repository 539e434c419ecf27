"""What every process must no longer answer from its cache."""

from django.db import models


class Invalidation(models.Model):
    """Pages with this dependency were true until now. Written with the change, read by every process."""

    dependency = models.CharField(max_length=200)
    changed_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.dependency
