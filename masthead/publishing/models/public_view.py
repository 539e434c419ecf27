"""What is stored of a piece when it is published: its two views, and where its files stand."""

from typing import ClassVar

from django.db import models

from masthead.articles.models.choices import AccessLevel, Talk
from masthead.articles.models.pages import ArticlePage, SectionPage
from masthead.articles.models.subjects import Series


class PublicViewQuerySet(models.QuerySet["PublicView"]):
    def live(self) -> "PublicViewQuerySet":
        """Those of pieces that are published now."""
        return self.filter(live=True)

    def newest_first(self) -> "PublicViewQuerySet":
        return self.order_by("-first_published_at", "-article_id")


class PublicView(models.Model):
    """All that a stranger may see of a piece, made at publication. Lists, feeds and tags read only this."""

    article = models.OneToOneField(
        ArticlePage, primary_key=True, on_delete=models.CASCADE, related_name="public_view"
    )
    section = models.ForeignKey(SectionPage, on_delete=models.CASCADE, related_name="public_views")
    section_title = models.CharField(max_length=255)
    section_path = models.TextField()
    path = models.TextField()
    headline = models.CharField(max_length=255)
    standfirst = models.TextField(blank=True)
    # The open part: the whole body of a public piece, what stands before the gate of any other.
    teaser_html = models.TextField(blank=True)
    description = models.CharField(max_length=300, blank=True)
    search_text = models.TextField(blank=True)
    # Empty, or {alt, caption, credit, srcset, wide|card|og: {src, width, height}}.
    image = models.JSONField(default=dict, blank=True)
    authors = models.JSONField(default=list, blank=True)  # [{id, name, slug, line, portrait}]
    authors_text = models.TextField(blank=True)
    level = models.CharField(max_length=12, choices=AccessLevel.choices)
    metered = models.BooleanField()
    discussion = models.CharField(max_length=8, choices=Talk.choices)
    words = models.PositiveIntegerField(default=0)
    tags = models.JSONField(default=list, blank=True)  # [{id, name, slug}]
    series = models.ForeignKey(
        Series, null=True, blank=True, on_delete=models.SET_NULL, related_name="public_views"
    )
    series_part = models.PositiveSmallIntegerField(null=True, blank=True)
    whats_new = models.CharField(max_length=300, blank=True)
    corrections = models.JSONField(default=list, blank=True)  # [{date, text}], newest first
    earlier = models.JSONField(default=list, blank=True)  # numbers of the pieces the editor named
    live = models.BooleanField(default=True)
    first_published_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    objects: ClassVar[models.Manager["PublicView"]] = PublicViewQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["live", "-first_published_at", "-article"], name="public_views_newest"),
            models.Index(
                fields=["section", "live", "-first_published_at", "-article"], name="public_views_of_section"
            ),
        ]

    def __str__(self) -> str:
        return self.headline

    @property
    def minutes(self) -> int:
        """How long the whole piece takes at 230 words a minute, at least one."""
        return max(1, round(self.words / 230))

    @property
    def is_free(self) -> bool:
        return self.level == AccessLevel.PUBLIC

    @property
    def was_revised(self) -> bool:
        """Whether it changed a good while after it appeared, so that a reader should be told."""
        return (self.updated_at - self.first_published_at).total_seconds() > 3600

    @property
    def thread_key(self) -> str:
        return thread_key(self.article_id)


class FinishedBody(models.Model):
    """The whole text of a piece, rendered and sanitised once. `queries.full_body` is the only door to it."""

    article = models.OneToOneField(
        ArticlePage, primary_key=True, on_delete=models.CASCADE, related_name="finished_body"
    )
    before_gate = models.TextField(blank=True)
    after_gate = models.TextField(blank=True)
    open_notes = models.TextField(blank=True)  # the footnotes everybody may read
    notes = models.TextField(blank=True)  # all of them
    finished_at = models.DateTimeField()


class PlacedFile(models.Model):
    """Where a file of the media folder stands: in which piece, and on which side of its gate.

    A file with no row here belongs to the desk and is never served to strangers.
    """

    article = models.ForeignKey(ArticlePage, on_delete=models.CASCADE, related_name="placed_files")
    path = models.CharField(max_length=255)
    behind_gate = models.BooleanField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["path", "article"], name="one_place_per_file_and_article")
        ]


def thread_key(article_id: int) -> str:
    """The key under which the discussion of a piece hangs."""
    return f"article:{article_id}"
