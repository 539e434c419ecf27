"""The theme: the one row that staff change in the desk, with its logo, colours, type and menus."""

from typing import Any, ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models, transaction
from django.forms import TextInput
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from wagtail import blocks, hooks
from wagtail.admin.panels import FieldPanel, HelpPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import PreviewableMixin

from masthead.theme.palette import DEFAULT_COLOURS, contrast_errors

COLOUR_VALIDATOR = RegexValidator(r"\A#[0-9a-f]{6}\Z", _("A colour is written #rrggbb, in small letters."))
LINK_VALIDATOR = RegexValidator(
    r"\A(/(?!/)[^\s\"<>]*|https?://[^\s\"<>]+|mailto:[^\s\"<>]+)\Z",
    _("An address begins with / on this site, or with https://."),
)


class FontPairing(models.TextChoices):
    """A pair of fonts: a serif for text, a sans for controls."""

    NEWSREADER = "newsreader", _("Newsreader and Libre Franklin: sharp, literary")
    LITERATA = "literata", _("Literata and Public Sans: round, calm")


DARK = "dark"


class LinkBlock(blocks.StructBlock):
    text = blocks.CharBlock(label=_("Words"), max_length=40)
    address = blocks.CharBlock(label=_("Address"), max_length=400, validators=[LINK_VALIDATOR])

    class Meta:
        icon = "link"
        label = _("Link")


class LinkList(blocks.StreamBlock):
    link = LinkBlock()


def colour_field(name: Any, default: str, help_text: Any = "") -> "models.CharField[str, str]":
    return models.CharField(
        name, max_length=7, default=default, validators=[COLOUR_VALIDATOR], help_text=help_text
    )


def colour_panel(field: str) -> FieldPanel:
    return FieldPanel(field, widget=TextInput(attrs={"type": "color"}))


class Theme(PreviewableMixin, models.Model):
    """The publication's one theme."""

    logo = models.ForeignKey(
        settings.WAGTAILIMAGES_IMAGE_MODEL,
        verbose_name=_("logo"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("In place of the name in type; at most 40 pixels high, 80 on the front page."),
    )
    logo_dark = models.ForeignKey(
        settings.WAGTAILIMAGES_IMAGE_MODEL,
        verbose_name=_("logo for dark screens"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    font_pairing = models.CharField(
        _("type"), max_length=12, choices=FontPairing.choices, default=FontPairing.NEWSREADER
    )
    accent = colour_field(
        _("accent"), DEFAULT_COLOURS["accent"], _("Section labels, drop capitals, what is new.")
    )
    paper = colour_field(_("paper"), DEFAULT_COLOURS["paper"])
    accent_dark = colour_field(_("accent on dark screens"), DEFAULT_COLOURS["accent_dark"])
    paper_dark = colour_field(_("paper on dark screens"), DEFAULT_COLOURS["paper_dark"])
    header_links = StreamField(
        LinkList(max_num=4, required=False),
        verbose_name=_("links in the header"),
        blank=True,
        help_text=_("Beside the sections, which stand there by themselves."),
    )
    footer_links = StreamField(
        LinkList(max_num=12, required=False), verbose_name=_("links in the footer"), blank=True
    )
    # {logo|logo_dark: {src, width, height}}, made when the row is saved.
    logos = models.JSONField(default=dict, blank=True, editable=False)

    panels: ClassVar[list[object]] = [
        HelpPanel(template="theme/desk/_about_the_theme.html"),
        MultiFieldPanel([FieldPanel("logo"), FieldPanel("logo_dark")], heading=_("Logo")),
        FieldPanel("font_pairing"),
        MultiFieldPanel([colour_panel("accent"), colour_panel("paper")], heading=_("Colours")),
        MultiFieldPanel(
            [colour_panel("accent_dark"), colour_panel("paper_dark")], heading=_("Colours on dark screens")
        ),
        MultiFieldPanel([FieldPanel("header_links"), FieldPanel("footer_links")], heading=_("Menus")),
    ]

    class Meta:
        verbose_name = _("theme")
        verbose_name_plural = _("theme")

    def __str__(self) -> str:
        return _now("The look of the publication")

    def clean(self) -> None:
        """Refuse colours with too little contrast (WCAG 2.2)."""
        super().clean()
        wrong = {
            **contrast_errors(scheme="light", paper=self.paper, accent=self.accent),
            **{
                f"{field}_dark": sentence
                for field, sentence in contrast_errors(
                    scheme="dark", paper=self.paper_dark, accent=self.accent_dark
                ).items()
            },
        }
        if wrong:
            raise ValidationError(wrong)

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.pk = 1  # there is one
        with transaction.atomic():
            super().save(*args, **kwargs)

    @property
    def preview_modes(self) -> list[tuple[str, object]]:
        return [("", _("The front page")), (DARK, _("The front page on a dark screen"))]

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        (show,) = hooks.get_hooks("preview_theme")  # the view is above this file
        answer: HttpResponse = show(request, self, on_dark=mode_name == DARK)
        return answer
