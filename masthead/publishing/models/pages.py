"""The pages staff write in the desk: the front, its sections and their pieces."""

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
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
from wagtail.fields import StreamField
from wagtail.models import Orderable, Page

from masthead.articles.blocks import BodyBlock
from masthead.articles.models.choices import OwnAccess, Talk
from masthead.articles.models.pictures import Picture
from masthead.articles.models.publication import Author
from masthead.articles.models.subjects import Series, Tagging


class ServedByTheRoom(Page):
    """A page that only the room's own views draw, on the site and in the desk's preview alike."""

    content_panels: ClassVar[list[Any]] = [TitleFieldPanel("title")]
    promote_panels: ClassVar[list[Any]] = [FieldPanel("slug")]
    settings_panels: ClassVar[list[Any]] = [PublishingPanel()]
    show_in_menus_default = False
    # Who may read is the gate's to say: lists, feeds and the front door know nothing of the engine's privacy.
    private_page_options: ClassVar[list[str]] = []

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
        TitleFieldPanel(
            "title", heading=_("Name"), placeholder=_("Name"), help_text=_("As it stands in the menu.")
        ),
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
                    TitleFieldPanel(
                        "title",
                        heading=_("Headline"),
                        placeholder=_("Headline"),
                        help_text=_("Everybody can read it."),
                    ),
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
