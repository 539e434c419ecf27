"""What belongs to a draft: its checked links, its preview links, and why it did not come out."""

from django.conf import settings
from django.db import models

from masthead.kit.refusals import sentence_of
from masthead.publishing.models.pages import ArticlePage


class CheckedLink(models.Model):
    """The result of the last check of one link of a piece."""

    article = models.ForeignKey(ArticlePage, on_delete=models.CASCADE, related_name="checked_links")
    address = models.TextField()
    works = models.BooleanField()
    problem = models.CharField(max_length=200, blank=True)  # a stored refusal
    checked_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.address

    def get_problem_display(self) -> str:
        """What is to be said of it, in the active language."""
        return sentence_of(self.problem)


class PreviewLink(models.Model):
    """A link by which somebody without an account reads the newest draft of a piece, until it ends."""

    article = models.ForeignKey(ArticlePage, on_delete=models.CASCADE, related_name="preview_links")
    shared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    shared_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.article} {self.expires_at:%Y-%m-%d %H:%M}"


class FailedPublication(models.Model):
    """Why a piece was not published or unpublished at its time; gone once it is."""

    article = models.OneToOneField(
        ArticlePage, primary_key=True, on_delete=models.CASCADE, related_name="failed_publication"
    )
    problem = models.TextField()  # a stored refusal
    failed_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.get_problem_display()

    def get_problem_display(self) -> str:
        """What is to be said of it, in the active language."""
        return sentence_of(self.problem)
