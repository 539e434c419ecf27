"""The pages staff write in the desk: the front, its sections and their pieces."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve
from django.utils.text import slugify
from django.utils.translation import gettext as _now
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
from wagtail.models import Orderable, Page, Revision

from masthead.kit.addresses import composed
from masthead.kit.slugs import free_slug
from masthead.publishing.blocks import BodyBlock
from masthead.publishing.errors import NotReady
from masthead.publishing.models.choices import DiscussionSetting, OwnAccess
from masthead.publishing.models.pictures import Picture
from masthead.publishing.models.publication import Author
from masthead.publishing.models.taxonomy import Series, Tagging


def is_answered_elsewhere(slug: str) -> bool:
    """Whether another page of ours, none of the desk's, stands at the address `/<slug>/`."""
    try:
        return resolve(f"/{slug}/").url_name != "wagtail_serve"
    except Resolver404:
        return False


# What other requests may have changed since a page was read, and a save must not turn back.
_VERSIONS = ("live_revision", "latest_revision", "latest_revision_created_at")
_STATE = (
    *_VERSIONS,
    *("live", "has_unpublished_changes", "first_published_at", "last_published_at", "expired"),
)


class ViewServedPage(Page):
    """A page rendered by our own views, on the site and in the desk's preview alike."""

    content_panels: ClassVar[list[object]] = [TitleFieldPanel("title")]
    promote_panels: ClassVar[list[object]] = [FieldPanel("slug")]
    settings_panels: ClassVar[list[object]] = [PublishingPanel()]
    show_in_menus_default = False
    # Who may read is the gate's to say: lists, feeds and the front door know nothing of the engine's privacy.
    private_page_options: ClassVar[list[str]] = []
    # Which open form wrote this version, and with which of its sendings: "name:7". Revisions have it.
    typed_by = ""

    class Meta:
        abstract = True

    def full_clean(self, *args: Any, **kwargs: Any) -> None:
        _compose_slug(self)
        super().full_clean(*args, **kwargs)

    def minimal_clean(self) -> None:
        _compose_slug(self)
        super().minimal_clean()

    def take_turn(self, *, fresh: Sequence[str] = _STATE) -> None:
        """Until the transaction ends nobody else saves or publishes this; `fresh` is as others left it."""
        Page.objects.select_for_update().only("pk").get(pk=self.pk)
        stored = Page.objects.get(pk=self.pk)
        for name in fresh:
            setattr(self, name, getattr(stored, name))

    @transaction.atomic
    def save_revision(self, *args: Any, **kwargs: Any) -> Revision:
        """A new version, or one written over: one at a time, in the order in which they are dated."""
        self.take_turn(fresh=_VERSIONS)
        return super().save_revision(*args, **kwargs)

    def prepare_to_publish(self) -> None:
        """What somebody saves meanwhile comes before this or after it, never between."""
        self.take_turn(fresh=_VERSIONS)

    def serializable_data(self) -> dict[str, Any]:
        said = {"typed_by": self.typed_by} if self.typed_by else {}
        return {**super().serializable_data(), **said}

    def save(self, clean: bool = True, **kwargs: Any) -> None:
        """Save the row. A draft may say what its columns cannot hold: they get what fits, revisions all."""
        if self.live and clean:
            super().save(clean=clean, **kwargs)
            return
        whole = _cut_to_columns(self)
        try:
            super().save(clean=clean, **kwargs)
        finally:
            for name, value in whole.items():
                setattr(self, name, value)

    def get_admin_display_title(self) -> str:
        return str(super().get_admin_display_title()).strip() or _now("Without a headline")

    def publish(self, *args: Any, **kwargs: Any) -> None:
        """Publish a revision.

        :raises NotReady: it was saved as a draft with faults that still stand
        """
        try:
            super().publish(*args, **kwargs)
        except ValidationError as no:
            raise NotReady(sentences=" ".join(no.messages)) from no

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:  # noqa: ARG002 - Wagtail's signature
        from wagtail.views import serve_chain  # loads every page model, so not before they are

        chain = serve_chain
        for wrap in reversed(hooks.get_hooks("on_serve_page")):
            chain = wrap(chain)
        return chain(self, request, [], {})


def _compose_slug(page: Any) -> None:
    """Let the short name be stored as incoming addresses are compared."""
    page.slug = composed(page.slug)


def _cut_to_columns(page: Page) -> dict[str, Any]:
    """Let the texts of `page` fit its row, which needs a title and a free slug; as they were, by name."""
    whole = {}
    for field in page._meta.concrete_fields:
        text = getattr(page, field.attname)
        if field.max_length and isinstance(text, str) and len(text) > field.max_length:
            whole[field.attname] = text
            setattr(page, field.attname, text[: field.max_length])
    for name in ("title", "draft_title"):
        if not getattr(page, name).strip():
            whole.setdefault(name, getattr(page, name))
            setattr(page, name, _now("Without a headline"))
    if page.path and (parent := page.get_parent()):
        others = parent.get_children().not_page(page)
        slug = free_slug(
            slugify(page.slug or page.title, allow_unicode=True) or "draft",
            max_length=255,
            is_taken=lambda wanted: others.filter(slug=wanted).exists(),
        )
        if slug != page.slug:
            if page.slug or "title" in whole:  # else it is made of the headline now, once
                whole.setdefault("slug", page.slug)
            page.slug = slug
    return whole


class FrontPage(ViewServedPage):
    """The front of the publication; its sections stand beneath it."""

    parent_page_types: ClassVar[list[str]] = ["wagtailcore.Page"]
    max_count = 1  # child page types name this page as their parent: sections, and pages of rooms above

    class Meta:
        verbose_name = _("front page")


class SectionPage(ViewServedPage):
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

    content_panels: ClassVar[list[object]] = [
        TitleFieldPanel(
            "title", heading=_("Name"), placeholder=_("Name"), help_text=_("As it stands in the menu.")
        ),
        FieldPanel("description"),
        FieldPanel("is_opinion"),
    ]
    settings_panels: ClassVar[list[object]] = [FieldPanel("access"), PublishingPanel()]
    parent_page_types: ClassVar[list[str]] = ["publishing.FrontPage"]
    subpage_types: ClassVar[list[str]] = ["publishing.ArticlePage"]

    class Meta:
        verbose_name = _("section")
        verbose_name_plural = _("sections")

    def clean(self) -> None:
        super().clean()
        if self.slug and is_answered_elsewhere(self.slug):
            sentence = _("Another page of the magazine has this address. Please choose another one.")
            raise ValidationError({"slug": sentence})


class BodyField(StreamField):
    """The parts of a body. To a migration they are JSON: no column changes with the blocks there are."""

    def deconstruct(self) -> Any:
        """Name, path, arguments as a migration writes them: those of a `StreamField` without blocks."""
        name, _path, _args, kwargs = super().deconstruct()
        return name, "wagtail.fields.StreamField", [[]], {**kwargs, "block_lookup": {}}


class ArticlePage(ViewServedPage):
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
    body: Any = BodyField(BodyBlock(), verbose_name=_("body"), blank=True)
    access = models.CharField(
        _("who may read it to the end"), max_length=12, choices=OwnAccess.choices, default=OwnAccess.INHERIT
    )
    metered = models.BooleanField(
        _("may be read on the meter"),
        default=True,
        help_text=_("Off: only members (or readers with an account) read on after the gate."),
    )
    discussion = models.CharField(
        _("discussion"), max_length=8, choices=DiscussionSetting.choices, default=DiscussionSetting.OPEN
    )
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

    parent_page_types: ClassVar[list[str]] = ["publishing.SectionPage"]
    subpage_types: ClassVar[list[str]] = []
    preview_modes: ClassVar[list[tuple[str, object]]] = [
        ("member", _("As a member")),
        ("stranger", _("As a stranger")),
        ("meter", _("As a stranger with no free piece left")),
        ("registered", _("As a reader with an account")),
    ]

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

    panels: ClassVar[list[object]] = [FieldPanel("author")]

    class Meta(Orderable.Meta):
        constraints = [models.UniqueConstraint(fields=["article", "author"], name="one_byline_per_author")]
