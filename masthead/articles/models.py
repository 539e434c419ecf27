"""Pages, authors and the publication itself; and the two stored views of every published piece."""

from typing import Any, ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models, transaction
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve
from django.utils.translation import gettext_lazy as _
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalKey
from wagtail import hooks
from wagtail.admin.panels import (
    FieldPanel,
    InlinePanel,
    MultiFieldPanel,
    ObjectList,
    PublishingPanel,
    TabbedInterface,
    TitleFieldPanel,
)
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting
from wagtail.fields import StreamField
from wagtail.images.models import AbstractImage, AbstractRendition
from wagtail.models import Orderable, Page

from masthead.articles.blocks import BodyBlock
from masthead.articles.gone import GoneAddress
from masthead.articles.keepsakes import Follow, Followed, Saved, Told
from masthead.articles.look import Look
from masthead.articles.searched import SearchedBody
from masthead.articles.subjects import (
    Correction,
    EarlierPiece,
    ListedUnder,
    Listing,
    Series,
    Tag,
    Tagging,
)

__all__ = [
    "AccessLevel",
    "ArticlePage",
    "Author",
    "Byline",
    "Correction",
    "EarlierPiece",
    "FinishedBody",
    "Follow",
    "Followed",
    "FrontPage",
    "GoneAddress",
    "ListedUnder",
    "Listing",
    "Look",
    "OwnAccess",
    "Picture",
    "PictureRendition",
    "PlacedFile",
    "PublicView",
    "PublicViewQuerySet",
    "Publication",
    "Readers",
    "Saved",
    "SearchedBody",
    "SectionPage",
    "Series",
    "ServedByTheRoom",
    "Tag",
    "Tagging",
    "Talk",
    "Told",
    "Writers",
    "thread_key",
]


class AccessLevel(models.TextChoices):
    """Who may read a piece to its end. The values are those of `paywall.decisions.Level`."""

    PUBLIC = "public", _("Everybody")
    REGISTERED = "registered", _("Readers with an account")
    MEMBERS = "members", _("Members")


class OwnAccess(models.TextChoices):
    """The same for a section or a piece, which may leave the answer to what it belongs to."""

    INHERIT = "inherit", _("As its section and the publication say")
    PUBLIC = AccessLevel.PUBLIC.value, AccessLevel.PUBLIC.label
    REGISTERED = AccessLevel.REGISTERED.value, AccessLevel.REGISTERED.label
    MEMBERS = AccessLevel.MEMBERS.value, AccessLevel.MEMBERS.label


class Readers(models.TextChoices):
    """Who may read letters. The values are those of `discussion.models.Readers`."""

    EVERYBODY = "everybody", _("Everybody")
    REGISTERED = "registered", _("Readers with an account")
    MEMBERS = "members", _("Members")


class Writers(models.TextChoices):
    """Who may write letters. The values are those of `discussion.models.Writers`."""

    REGISTERED = "registered", _("Readers with an account")
    MEMBERS = "members", _("Members")


class Talk(models.TextChoices):
    """What may be done beneath a piece."""

    OPEN = "open", _("Open: those admitted may write")
    CLOSED = "closed", _("Closed: letters can be read, none can be added")
    OFF = "off", _("Off: no discussion is shown")


class Picture(AbstractImage):
    """An uploaded picture. What it knew about its camera and place is removed on the way in."""

    credit = models.CharField(_("credit"), max_length=120, blank=True)

    admin_form_fields = (
        "title",
        "file",
        "collection",
        "description",
        "credit",
        "tags",
        "focal_point_x",
        "focal_point_y",
        "focal_point_width",
        "focal_point_height",
    )

    class Meta(AbstractImage.Meta):
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")


class PictureRendition(AbstractRendition):
    """One size of a picture, as a page shows it."""

    image = models.ForeignKey(Picture, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        unique_together = (("image", "filter_spec", "focal_point_key"),)


@register_setting(icon="site", order=10)
class Publication(BaseGenericSetting):
    """The one row that says what this publication is called, and what holds unless a piece says otherwise."""

    name = models.CharField(_("name"), max_length=80, default="Masthead")
    tagline = models.CharField(
        _("tagline"), max_length=160, blank=True, help_text=_("One line for search engines and feeds.")
    )
    language = models.CharField(
        _("language"),
        max_length=12,
        default="en",
        validators=[RegexValidator(r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$")],
    )
    default_access = models.CharField(
        _("who may read a piece to its end"),
        max_length=12,
        choices=AccessLevel.choices,
        default=AccessLevel.MEMBERS,
        help_text=_(
            "For every section and piece that does not say otherwise. Changing it takes effect at once."
        ),
    )
    discussion_readable_by = models.CharField(
        _("who may read letters"), max_length=12, choices=Readers.choices, default=Readers.EVERYBODY
    )
    discussion_posting_by = models.CharField(
        _("who may write letters"), max_length=12, choices=Writers.choices, default=Writers.MEMBERS
    )

    panels: ClassVar[list[Any]] = [
        MultiFieldPanel(
            [FieldPanel("name"), FieldPanel("tagline"), FieldPanel("language")], heading=_("The publication")
        ),
        MultiFieldPanel([FieldPanel("default_access")], heading=_("Reading")),
        MultiFieldPanel(
            [FieldPanel("discussion_readable_by"), FieldPanel("discussion_posting_by")],
            heading=_("Discussion"),
        ),
    ]

    class Meta:
        verbose_name = _("publication")

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        # One transaction for the row and what follows: a crash between them must not leave a piece open.
        with transaction.atomic():
            super().save(*args, **kwargs)


class Author(models.Model):
    """Somebody whose name stands over pieces; perhaps with an account, perhaps not."""

    name = models.CharField(_("name"), max_length=80)
    slug = models.SlugField(_("short name in addresses"), max_length=80, unique=True)
    line = models.CharField(_("one line about them"), max_length=240, blank=True)
    portrait = models.ForeignKey(
        Picture,
        verbose_name=_("portrait"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    person = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        verbose_name=_("account"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="author",
    )

    panels: ClassVar[list[Any]] = [
        FieldPanel("name"),
        FieldPanel("slug"),
        FieldPanel("line"),
        FieldPanel("portrait"),
        FieldPanel("person"),
    ]

    class Meta:
        verbose_name = _("author")
        verbose_name_plural = _("authors")
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        with transaction.atomic():  # the name over every piece changes with it, or not at all
            super().save(*args, **kwargs)


class ServedByTheRoom(Page):
    """A page that only the room's own views draw, on the site and in the desk's preview alike."""

    content_panels: ClassVar[list[Any]] = [TitleFieldPanel("title")]
    promote_panels: ClassVar[list[Any]] = [FieldPanel("slug")]
    settings_panels: ClassVar[list[Any]] = [PublishingPanel()]
    show_in_menus_default = False

    class Meta:
        abstract = True

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:  # noqa: ARG002 - Wagtail's signature
        from wagtail.views import serve_chain  # loads every page model, so not before they are

        chain = serve_chain
        for wrap in reversed(hooks.get_hooks("on_serve_page")):
            chain = wrap(chain)
        return chain(self, request, [], {})


class FrontPage(ServedByTheRoom):
    """The front of the publication; its sections stand beneath it."""

    parent_page_types: ClassVar[list[str]] = ["wagtailcore.Page"]
    max_count = 1  # what may stand beneath it says so itself: sections, and pages of rooms above

    class Meta:
        verbose_name = _("front page")


class SectionPage(ServedByTheRoom):
    """A section: its pieces stand beneath it and inherit its access."""

    description = models.CharField(_("description"), max_length=240, blank=True)
    access = models.CharField(
        _("who may read its pieces to their end"),
        max_length=12,
        choices=OwnAccess.choices,
        default=OwnAccess.INHERIT,
        help_text=_(
            "For every piece of the section that does not say otherwise. Changing it takes effect at once."
        ),
    )

    is_opinion = models.BooleanField(
        _("opinion"),
        default=False,
        help_text=_("Its pieces stand on the front page with the portraits of those who signed them."),
    )

    content_panels: ClassVar[list[Any]] = [
        TitleFieldPanel("title", heading=_("Name")),
        FieldPanel("description"),
        FieldPanel("is_opinion"),
    ]
    settings_panels: ClassVar[list[Any]] = [FieldPanel("access"), PublishingPanel()]
    parent_page_types: ClassVar[list[str]] = ["articles.FrontPage"]
    subpage_types: ClassVar[list[str]] = ["articles.ArticlePage"]

    class Meta:
        verbose_name = _("section")
        verbose_name_plural = _("sections")

    def clean(self) -> None:
        super().clean()
        try:
            taken = self.slug and resolve(f"/{self.slug}/").url_name != "wagtail_serve"
        except Resolver404:
            taken = False
        if taken:
            sentence = _("Another page of the magazine has this address. Please choose another one.")
            raise ValidationError({"slug": sentence})


class ArticlePage(ServedByTheRoom):
    """A piece. The title is its headline, the page above it its section."""

    standfirst = models.TextField(
        _("standfirst"),
        max_length=600,
        blank=True,
        help_text=_("One to three sentences. Everybody can read them."),
    )
    lead_image = models.ForeignKey(
        Picture,
        verbose_name=_("lead picture"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    lead_alternative = models.CharField(_("the picture in words"), max_length=300, blank=True)
    lead_caption = models.CharField(_("caption"), max_length=300, blank=True)
    lead_credit = models.CharField(_("credit"), max_length=120, blank=True)
    body = StreamField(BodyBlock(), verbose_name=_("body"), blank=True)
    access = models.CharField(
        _("who may read it to the end"), max_length=12, choices=OwnAccess.choices, default=OwnAccess.INHERIT
    )
    metered = models.BooleanField(
        _("may be read on the meter"),
        default=True,
        help_text=_("Off: only members (or readers with an account) read on after the gate."),
    )
    discussion = models.CharField(_("discussion"), max_length=8, choices=Talk.choices, default=Talk.OPEN)
    tags = ClusterTaggableManager(through=Tagging, blank=True, verbose_name=_("tags"))
    series = models.ForeignKey(
        Series, verbose_name=_("series"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    series_part = models.PositiveSmallIntegerField(
        _("its number in the series"),
        null=True,
        blank=True,
        help_text=_("Empty: after those with a number, in the order in which they appeared."),
    )
    whats_new = models.CharField(
        _("what is new in this piece"),
        max_length=300,
        blank=True,
        help_text=_("One sentence for those who read the earlier coverage. Everybody can read it."),
    )

    parent_page_types: ClassVar[list[str]] = ["articles.SectionPage"]
    subpage_types: ClassVar[list[str]] = []
    preview_modes: ClassVar[list[tuple[str, Any]]] = [
        ("member", _("As a member")),
        ("stranger", _("As a stranger")),
        ("meter", _("As a stranger with no free piece left")),
        ("registered", _("As a reader with an account")),
    ]

    def publish(self, *args: Any, **kwargs: Any) -> None:
        # One transaction for the row and its views: a piece is published whole, or not at all.
        with transaction.atomic():
            super().publish(*args, **kwargs)

    class Meta:
        verbose_name = _("article")
        verbose_name_plural = _("articles")

    edit_handler = TabbedInterface(
        [
            ObjectList(
                [
                    TitleFieldPanel("title", heading=_("Headline")),
                    FieldPanel("standfirst"),
                    InlinePanel("bylines", heading=_("Authors"), label=_("Author")),
                    MultiFieldPanel(
                        [
                            FieldPanel("lead_image"),
                            FieldPanel("lead_alternative"),
                            FieldPanel("lead_caption"),
                            FieldPanel("lead_credit"),
                        ],
                        heading=_("Lead picture"),
                    ),
                    FieldPanel("body"),
                ],
                heading=_("The piece"),
            ),
            ObjectList(
                [FieldPanel("access"), FieldPanel("metered"), FieldPanel("discussion")], heading=_("Readers")
            ),
            ObjectList(
                [
                    FieldPanel("tags"),
                    MultiFieldPanel([FieldPanel("series"), FieldPanel("series_part")], heading=_("Series")),
                    MultiFieldPanel(
                        [
                            FieldPanel("whats_new"),
                            InlinePanel("earlier_pieces", label=_("Earlier piece"), max_num=5),
                        ],
                        heading=_("Earlier coverage"),
                        help_text=_("What you name comes first; pieces with the same tags fill it up."),
                    ),
                    InlinePanel("corrections", heading=_("Corrections"), label=_("Correction")),
                ],
                heading=_("Around it"),
            ),
            ObjectList([FieldPanel("slug"), PublishingPanel()], heading=_("Address and time")),
        ]
    )


class Byline(Orderable):
    """One author over one piece; the order is the order of the names."""

    article = ParentalKey(ArticlePage, on_delete=models.CASCADE, related_name="bylines")
    author = models.ForeignKey(Author, verbose_name=_("author"), on_delete=models.PROTECT, related_name="+")

    panels: ClassVar[list[Any]] = [FieldPanel("author")]

    class Meta(Orderable.Meta):
        constraints = [models.UniqueConstraint(fields=["article", "author"], name="one_byline_per_author")]


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
