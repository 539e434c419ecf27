"""How the publication looks: the row staff change in the desk, and the stylesheet made of it."""

import hashlib
from collections.abc import Mapping
from typing import Any, ClassVar

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

from masthead.kit.colours import HEX, contrast, mix, readable_on

A_COLOUR = RegexValidator(r"\A#[0-9a-f]{6}\Z", _("A colour is written #rrggbb, in small letters."))
AN_ADDRESS = RegexValidator(
    r"\A(/(?!/)[^\s\"<>]*|https?://[^\s\"<>]+|mailto:[^\s\"<>]+)\Z",
    _("An address begins with / on this site, or with https://."),
)
ENOUGH, ENOUGH_FOR_EDGES = 4.5, 3.0  # WCAG 2.2, 1.4.3 and 1.4.11


class Pairing(models.TextChoices):
    """A serif for what is read and a sans for what is operated."""

    NEWSREADER = "newsreader", _("Newsreader and Libre Franklin: sharp, literary")
    LITERATA = "literata", _("Literata and Public Sans: round, calm")


SERIFS = {Pairing.LITERATA: ("Literata", "Literata Stand-in", "Literata Display Stand-in")}
SANSES = {Pairing.LITERATA: ("Public Sans", "Public Stand-in")}

# The house's own words and edges, which every paper has to carry: the same as in design's tokens.css.
INKS = {
    "light": {
        "ink": "#1b1916",
        "ink-2": "#565148",
        "ink-3": "#6b655a",
        "good": "#2b6a52",
        "wrong": "#a62b1f",
    },
    "dark": {"ink": "#e9e4d9", "ink-2": "#b0a999", "ink-3": "#999182", "good": "#7fc0a4", "wrong": "#e88a77"},
}
EDGES = {"light": "#8a8375", "dark": "#7d7668"}
TOO_LITTLE_FOR_WORDS = {
    "light": _("Small grey print has a contrast of {ratio:.1f} here; 4.5 is needed. Choose a lighter paper."),
    "dark": _("Small grey print has a contrast of {ratio:.1f} here; 4.5 is needed. Choose a darker paper."),
}
TOO_LITTLE_FOR_EDGES = {
    "light": _("Edges of fields have a contrast of {ratio:.1f} here; 3 is needed. Choose a lighter paper."),
    "dark": _("Edges of fields have a contrast of {ratio:.1f} here; 3 is needed. Choose a darker paper."),
}
TOO_LITTLE_FOR_LABELS = {
    "light": _("On its paper this has a contrast of {ratio:.1f}; 4.5 is needed. Choose a darker one."),
    "dark": _("On its paper this has a contrast of {ratio:.1f}; 4.5 is needed. Choose a lighter one."),
}
DARK = "dark"
HOUSE = {"accent": "#a62b1f", "paper": "#fbfaf6", "accent_dark": "#e88a77", "paper_dark": "#161513"}


class LinkBlock(blocks.StructBlock):
    text = blocks.CharBlock(label=_("Words"), max_length=40)
    address = blocks.CharBlock(label=_("Address"), max_length=400, validators=[AN_ADDRESS])

    class Meta:
        icon = "link"
        label = _("Link")


class Links(blocks.StreamBlock):
    link = LinkBlock()


def colour(name: Any, default: str, help_text: Any = "") -> "models.CharField[str, str]":
    return models.CharField(name, max_length=7, default=default, validators=[A_COLOUR], help_text=help_text)


def picked(field: str) -> FieldPanel:
    return FieldPanel(field, widget=TextInput(attrs={"type": "color"}))


class Look(PreviewableMixin, models.Model):
    """The one row that says how the publication looks."""

    logo = models.ForeignKey(
        "articles.Picture",
        verbose_name=_("logo"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("In place of the name in type; at most 40 pixels high, 80 on the front page."),
    )
    logo_dark = models.ForeignKey(
        "articles.Picture",
        verbose_name=_("logo for dark screens"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    pairing = models.CharField(_("type"), max_length=12, choices=Pairing.choices, default=Pairing.NEWSREADER)
    accent = colour(_("accent"), HOUSE["accent"], _("Section labels, drop capitals, what is new."))
    paper = colour(_("paper"), HOUSE["paper"])
    accent_dark = colour(_("accent on dark screens"), HOUSE["accent_dark"])
    paper_dark = colour(_("paper on dark screens"), HOUSE["paper_dark"])
    header_links = StreamField(
        Links(max_num=4, required=False),
        verbose_name=_("links in the header"),
        blank=True,
        help_text=_("Beside the sections, which stand there by themselves."),
    )
    footer_links = StreamField(
        Links(max_num=12, required=False), verbose_name=_("links in the footer"), blank=True
    )
    # {logo|logo_dark: {src, width, height}}, made when the row is saved.
    shown = models.JSONField(default=dict, blank=True, editable=False)

    panels: ClassVar[list[Any]] = [
        HelpPanel(template="articles/desk/_about_the_look.html"),
        MultiFieldPanel([FieldPanel("logo"), FieldPanel("logo_dark")], heading=_("Logo")),
        FieldPanel("pairing"),
        MultiFieldPanel([picked("accent"), picked("paper")], heading=_("Colours")),
        MultiFieldPanel([picked("accent_dark"), picked("paper_dark")], heading=_("Colours on dark screens")),
        MultiFieldPanel([FieldPanel("header_links"), FieldPanel("footer_links")], heading=_("Menus")),
    ]

    class Meta:
        verbose_name = _("look")
        verbose_name_plural = _("look")

    def __str__(self) -> str:
        return _now("The look of the publication")

    def clean(self) -> None:
        """Refuse colours that somebody could not read, and say which."""
        super().clean()
        wrong = {
            **unreadable(scheme="light", paper=self.paper, accent=self.accent),
            **{
                f"{field}_dark": sentence
                for field, sentence in unreadable(
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
    def preview_modes(self) -> list[tuple[str, Any]]:
        return [("", _("The front page")), (DARK, _("The front page on a dark screen"))]

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        (show,) = hooks.get_hooks("show_look")  # the view is above this file
        answer: HttpResponse = show(request, self, on_dark=mode_name == DARK)
        return answer


def unreadable(*, scheme: str, paper: str, accent: str) -> dict[str, str]:
    """What is wrong with a paper and an accent: a sentence under `paper` or `accent`; empty if both serve."""
    if not (HEX.fullmatch(paper) and HEX.fullmatch(accent)):
        return {}  # the fields say so themselves
    grounds = (paper, _second_paper(scheme, paper))
    words = min(contrast(ink, ground) for ink in INKS[scheme].values() for ground in grounds)
    edges = min(contrast(EDGES[scheme], ground) for ground in grounds)
    labels = min(contrast(accent, ground) for ground in grounds)
    if words < ENOUGH:
        return {"paper": _sentence(TOO_LITTLE_FOR_WORDS, scheme, words)}
    if edges < ENOUGH_FOR_EDGES:
        return {"paper": _sentence(TOO_LITTLE_FOR_EDGES, scheme, edges)}
    if labels < ENOUGH:
        return {"accent": _sentence(TOO_LITTLE_FOR_LABELS, scheme, labels)}
    return {}


def _sentence(sentences: Mapping[str, Any], scheme: str, ratio: float) -> str:
    return str(sentences[scheme]).format(ratio=ratio)


def sheet_of(look: Look) -> str:
    """The stylesheet that makes the house's pages look so; empty while nothing differs from the house."""
    rules = []
    if (look.paper, look.accent) != (HOUSE["paper"], HOUSE["accent"]):
        rules.append(f":root{{{_palette('light', look.paper, look.accent)}}}")
    if (look.paper_dark, look.accent_dark) != (HOUSE["paper_dark"], HOUSE["accent_dark"]):
        dark = _palette("dark", look.paper_dark, look.accent_dark)
        rules.append(f"@media (prefers-color-scheme:dark){{:root{{{dark}}}}}")
    elif rules:  # what was said of light screens must not hold on dark ones
        rules[0] = f"@media not (prefers-color-scheme:dark){{{rules[0]}}}"
    rules.append(_type_of(look))
    return f"@layer tokens{{{''.join(rules)}}}\n" if any(rules) else ""


def dark_sheet_of(look: Look) -> str:
    """What a dark screen would make of the look, whatever the screen: for the preview in the desk."""
    ink = INKS["dark"]["ink"]
    colours = INKS["dark"] | {
        "control": EDGES["dark"],
        "rule-strong": mix(look.paper_dark, ink, 0.85),
        "mark": "#5a4a1c",
    }
    inks = ";".join(f"--{name}:{value}" for name, value in colours.items())
    palette = _palette("dark", look.paper_dark, look.accent_dark)
    return f"@layer tokens{{:root:root{{color-scheme:dark;{inks};{palette}}}{_type_of(look)}}}\n"


def _type_of(look: Look) -> str:
    if look.pairing not in SERIFS:
        return ""
    serif, stand_in, display = SERIFS[Pairing(look.pairing)]
    sans, sans_stand_in = SANSES[Pairing(look.pairing)]
    return (
        f':root{{--serif:"{serif}","{stand_in}",Georgia,serif;--display:"{serif}","{display}",Georgia,serif;'
        f'--sans:"{sans}","{sans_stand_in}",system-ui,sans-serif;--s0:1.0625rem;--prose:.95}}'
    )


def mail_look(look: Look) -> dict[str, Any]:
    """Colours and families for e-mails, which know no custom properties and load no fonts."""
    serif, *_stand_ins = SERIFS.get(Pairing(look.pairing), ("Newsreader",))
    sans, *_stand_ins = SANSES.get(Pairing(look.pairing), ("Libre Franklin",))
    return {
        "light": _mail_colours("light", look.paper, look.accent),
        "dark": _mail_colours("dark", look.paper_dark, look.accent_dark),
        "serif": f"{serif}, Charter, Georgia, serif",
        "sans": f"{sans}, Helvetica Neue, Arial, sans-serif",
    }


def _mail_colours(scheme: str, paper: str, accent: str) -> dict[str, str]:
    ink, muted = INKS[scheme]["ink"], INKS[scheme]["ink-2"]
    return {
        "paper": paper,
        "paper_2": _second_paper(scheme, paper),
        "ink": ink,
        "muted": muted,
        "rule": mix(paper, ink, 0.15),
        "accent": accent,
    }


def address_of(sheet: str) -> str:
    """Where the sheet is served: its content is in its name, so that it can be kept for ever."""
    return f"/look-{hashlib.sha256(sheet.encode()).hexdigest()[:16]}.css" if sheet else ""


def _second_paper(scheme: str, paper: str) -> str:
    return mix(paper, INKS[scheme]["ink"], 0.045)


def _palette(scheme: str, paper: str, accent: str) -> str:
    ink = INKS[scheme]["ink"]
    colours = {
        "paper": paper,
        "paper-2": _second_paper(scheme, paper),
        "paper-3": mix(paper, ink, 0.09),
        "rule": mix(paper, ink, 0.15),
        "accent": accent,
        "accent-ink": accent,
        "on-accent": readable_on(accent),
    }
    return ";".join(f"--{name}:{value}" for name, value in colours.items())
