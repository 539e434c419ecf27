"""What is stored of a published piece: public view, full body, and its files."""

from typing import ClassVar

from django.db import models

from masthead.kit import cursors
from masthead.kit.dependencies import Dependency
from masthead.kit.text import direction_of
from masthead.publishing.dependencies import lists_of
from masthead.publishing.models.choices import AccessLevel, DiscussionSetting
from masthead.publishing.models.pages import ArticlePage, SectionPage
from masthead.publishing.models.taxonomy import Series

THREAD_KEYS = "article:"  # how the keys of discussions begin that hang on a piece


class PublicViewQuerySet(models.QuerySet["PublicView"]):
    def live(self) -> "PublicViewQuerySet":
        """Those of pieces that are published now."""
        return self.filter(live=True)

    def newest_first(self) -> "PublicViewQuerySet":
        return self.order_by("-first_published_at", "-article_id")


class PublicView(models.Model):
    """All that everybody may see of a piece, built at publication. Lists, feeds and search read only this."""

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
    authors = models.JSONField(default=list, blank=True)  # [{id, name, slug, bio, portrait}]
    level = models.CharField(max_length=12, choices=AccessLevel.choices)
    metered = models.BooleanField()
    discussion = models.CharField(max_length=8, choices=DiscussionSetting.choices)
    word_count = models.PositiveIntegerField(default=0)
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
            models.Index(fields=["path"], name="public_views_by_path"),
            models.Index(fields=["live", "-first_published_at", "-article"], name="public_views_newest"),
            models.Index(
                fields=["section", "live", "-first_published_at", "-article"], name="public_views_of_section"
            ),
        ]

    def __str__(self) -> str:
        return self.headline

    @property
    def reading_minutes(self) -> int:
        """How long the whole piece takes at 230 words a minute, at least one."""
        return max(1, round(self.word_count / 230))

    @property
    def is_free(self) -> bool:
        return self.level == AccessLevel.PUBLIC

    @property
    def author_names(self) -> list[str]:
        """Who wrote it, in order; templates join them in their own language (`in_a_row`)."""
        return [author["name"] for author in self.authors]

    @property
    def direction(self) -> str:
        """Which way the piece is written, by its headline and standfirst: `ltr` or `rtl`."""
        return direction_of(f"{self.headline} {self.standfirst}")

    @property
    def is_for_members(self) -> bool:
        return self.level == AccessLevel.MEMBERS

    @property
    def was_revised(self) -> bool:
        """Whether it changed long enough after publication to be shown as revised."""
        return (self.updated_at - self.first_published_at).total_seconds() > 3600

    @property
    def thread_key(self) -> str:
        return thread_key(self.article_id)

    @property
    def lists(self) -> tuple[Dependency, ...]:
        """The lists it stands in beside those of everything, as cached pages depend on them."""
        return lists_of(
            section_id=self.section_id,
            series_id=self.series_id,
            author_ids=[author["id"] for author in self.authors],
            tag_ids=[tag["id"] for tag in self.tags],
        )


class FullBody(models.Model):
    """The whole text of a piece, rendered and sanitised once. `queries.full_body` is the only door to it."""

    article = models.OneToOneField(
        ArticlePage, primary_key=True, on_delete=models.CASCADE, related_name="stored_full_body"
    )
    before_gate = models.TextField(blank=True)
    after_gate = models.TextField(blank=True)
    open_footnotes = models.TextField(blank=True)  # the footnotes everybody may read
    footnotes = models.TextField(blank=True)  # all of them
    rendered_at = models.DateTimeField()


class ArticleFile(models.Model):
    """A file of the media folder that a published piece shows, and on which side of its gate.

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
    """The key of a piece's discussion thread."""
    return f"{THREAD_KEYS}{article_id}"


def article_of_thread(key: str) -> int | None:
    """The number of the piece whose discussion hangs under `key`; None where it hangs on something else."""
    return cursors.number(key.removeprefix(THREAD_KEYS)) if key.startswith(THREAD_KEYS) else None
