"""Tags, series, earlier coverage and corrections of pieces, and the lists made of them."""

from typing import Any, ClassVar

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from taggit.models import ItemBase, TagBase
from wagtail.admin.panels import FieldPanel, PageChooserPanel
from wagtail.models import Orderable

from masthead.kit.slugs import slug_of


class Tag(TagBase):
    """A word for what pieces are about; they are listed under it."""

    free_tagging = True
    slug = models.SlugField(_("short name in addresses"), max_length=100, unique=True)

    panels: ClassVar[list[object]] = [FieldPanel("name"), FieldPanel("slug")]

    class Meta:
        verbose_name = _("tag")
        verbose_name_plural = _("tags")
        ordering = ("name",)
        constraints = [models.CheckConstraint(condition=~models.Q(slug=""), name="tag_has_a_slug")]

    def save(self, *args: Any, **kwargs: Any) -> None:
        with transaction.atomic():  # the views of every piece with this tag are rebuilt in it
            super().save(*args, **kwargs)

    def slugify(self, tag: str, i: int | None = None) -> str:
        """The name as an address shows it; `i` counts on where it is taken."""
        slug = slug_of(tag, max_length=90, fallback="tag")
        return slug if i is None else f"{slug}-{i}"


class Tagging(ItemBase):
    """One tag on one piece."""

    tag = models.ForeignKey(Tag, on_delete=models.CASCADE, related_name="taggings")
    content_object = ParentalKey("publishing.ArticlePage", on_delete=models.CASCADE, related_name="taggings")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["content_object", "tag"], name="one_tagging_per_tag")]


class Series(models.Model):
    """Pieces that belong together, in an order."""

    title = models.CharField(_("title"), max_length=120)
    slug = models.SlugField(_("short name in addresses"), max_length=80, unique=True)
    description = models.CharField(_("description"), max_length=300, blank=True)

    panels: ClassVar[list[object]] = [FieldPanel("title"), FieldPanel("slug"), FieldPanel("description")]

    class Meta:
        verbose_name = _("series")
        verbose_name_plural = _("series")
        ordering = ("title",)
        constraints = [models.CheckConstraint(condition=~models.Q(slug=""), name="series_has_a_slug")]

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        with transaction.atomic():
            super().save(*args, **kwargs)


class EarlierPiece(Orderable):
    """A piece the editor names as earlier coverage of the same matter."""

    article = ParentalKey("publishing.ArticlePage", on_delete=models.CASCADE, related_name="earlier_pieces")
    earlier = models.ForeignKey(
        "publishing.ArticlePage", verbose_name=_("earlier piece"), on_delete=models.CASCADE, related_name="+"
    )

    panels: ClassVar[list[object]] = [PageChooserPanel("earlier", "publishing.ArticlePage")]

    class Meta(Orderable.Meta):
        constraints = [
            models.UniqueConstraint(fields=["article", "earlier"], name="one_mention_per_earlier_piece")
        ]


class Correction(Orderable):
    """What was wrong in a piece, and when that was put right."""

    article = ParentalKey("publishing.ArticlePage", on_delete=models.CASCADE, related_name="corrections")
    corrected_date = models.DateField(_("corrected on"), default=timezone.localdate)
    text = models.TextField(
        _("what was wrong and what is right"),
        max_length=600,
        help_text=_(
            "Everybody can read this, on the piece and on the page of corrections, even where the piece "
            "itself is for members: do not quote from behind the gate."
        ),
    )

    panels: ClassVar[list[object]] = [FieldPanel("corrected_date"), FieldPanel("text")]

    class Meta(Orderable.Meta):
        verbose_name = _("correction")
        verbose_name_plural = _("corrections")


class ListKind(models.TextChoices):
    """What a list of pieces may be a list of."""

    AUTHOR = "author", _("Author")
    TAG = "tag", _("Tag")
    CORRECTED = "corrected", _("Corrected")


class Listing(models.Model):
    """One published piece in one list; as public as its public view.

    `list_id` is the author's or the tag's number, 0 for the list of corrected pieces; `placed_at` is
    when the piece appeared, or was last corrected.
    """

    view = models.ForeignKey("publishing.PublicView", on_delete=models.CASCADE, related_name="listings")
    kind = models.CharField(max_length=10, choices=ListKind.choices)
    list_id = models.PositiveBigIntegerField()
    placed_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "list_id", "view"], name="one_place_per_list")]
        indexes = [
            models.Index(fields=["kind", "list_id", "-placed_at", "-view"], name="listings_newest"),
        ]
