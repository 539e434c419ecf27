"""What readers keep of the publication: pieces for later, and whom they follow."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Saved(models.Model):
    """A piece somebody put aside for later."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    article = models.ForeignKey("articles.ArticlePage", on_delete=models.CASCADE, related_name="+")
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "article"], name="a_piece_is_saved_once")]
        indexes = [models.Index(fields=["person", "-id"], name="saved_by_person")]


class Followed(models.TextChoices):
    """Whose new pieces one may be told of."""

    AUTHOR = "author", _("Author")
    SECTION = "section", _("Section")


class Follow(models.Model):
    """Somebody wishes to be told when an author or a section publishes."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    kind = models.CharField(max_length=8, choices=Followed.choices)
    subject_id = models.PositiveBigIntegerField()
    followed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "kind", "subject_id"], name="one_follow_per_subject")
        ]
        indexes = [models.Index(fields=["kind", "subject_id", "person"], name="followers_of_subject")]


class Told(models.Model):
    """A follower was told of a piece: once, whatever happens to the job that tells."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    article = models.ForeignKey("articles.ArticlePage", on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "article"], name="told_once_of_a_piece")]
