"""Saved articles and follows."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class SavedArticle(models.Model):
    """An article a person saved for later."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    article = models.ForeignKey("publishing.ArticlePage", on_delete=models.CASCADE, related_name="+")
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "article"], name="one_save_per_article")]
        indexes = [models.Index(fields=["person", "-id"], name="saved_by_person")]


class FollowableKind(models.TextChoices):
    """What can be followed."""

    AUTHOR = "author", _("Author")
    SECTION = "section", _("Section")


class Follow(models.Model):
    """A person follows an author or a section and is notified of new pieces."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    kind = models.CharField(max_length=8, choices=FollowableKind.choices)
    followable_id = models.PositiveBigIntegerField()
    followed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "kind", "followable_id"], name="one_follow_per_followable"
            )
        ]
        indexes = [models.Index(fields=["kind", "followable_id", "person"], name="followers_of_followable")]


class NotifiedFollower(models.Model):
    """A follower was notified of a piece; unique, so that a repeated job notifies nobody twice."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    article = models.ForeignKey("publishing.ArticlePage", on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "article"], name="one_notification_per_article")
        ]
