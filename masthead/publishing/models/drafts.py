"""What goes with a piece before it is published: its links, looked at, and who may read the draft."""

from django.conf import settings
from django.db import models

from masthead.articles.models.pages import ArticlePage


class CheckedLink(models.Model):
    """What was found at an address the last time the links of a piece were looked at."""

    article = models.ForeignKey(ArticlePage, on_delete=models.CASCADE, related_name="checked_links")
    address = models.TextField()
    alive = models.BooleanField()
    said = models.CharField(max_length=200, blank=True)
    checked_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.address


class PreviewLink(models.Model):
    """By which somebody without an account reads the newest draft of a piece, until it ends."""

    article = models.ForeignKey(ArticlePage, on_delete=models.CASCADE, related_name="preview_links")
    shared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    shared_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.article} {self.expires_at:%Y-%m-%d %H:%M}"
