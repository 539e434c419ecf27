"""From blocks to finished HTML: rendered, sanitised and cut at the gate, once."""

import html
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

import nh3
from django.conf import settings
from django.utils import translation

from masthead.articles import queries
from masthead.articles.blocks import CHART, FOOTNOTE, GATE
from masthead.articles.models import ArticlePage, Picture
from masthead.articles.operations.notes import Notes

_CLEANER = nh3.Cleaner(
    tags={
        *("p", "b", "strong", "i", "em", "a", "ol", "ul", "li", "br", "h2", "h3"),
        *("figure", "figcaption", "img", "blockquote", "footer", "aside", "span", "div", "section"),
        *("table", "caption", "thead", "tbody", "tr", "th", "td", "details", "summary", "audio"),
    },
    attributes={
        "a": {"href"},
        "img": {"src", "srcset", "sizes", "width", "height", "alt", "loading", "decoding"},
        "figure": {"class", "data-player", "data-shape", "data-play"},
        "div": {"class", "tabindex", "role", "aria-label"},
        "th": {"scope"},
        "audio": {"src", "controls", "preload", "aria-label"},
        **{tag: {"class"} for tag in ("aside", "span", "p", "section", "table", "details")},
    },
    url_schemes={"http", "https", "mailto", "tel"},
    link_rel="noopener",
)
_CHART = '<figure class="chart">'
_DRAWING = re.compile(r"<svg class=\"drawing\".*?</svg>|<sup class=\"ref\">.*?</sup>", re.DOTALL)
_BLOCK_EDGE = re.compile(
    r"</(?:p|li|h[23]|figcaption|blockquote|footer|figure|aside|caption|t[hdr]|summary|div)>|<br\s*/?>|(?=<span)"
)
_TEXT_ONLY = nh3.Cleaner(tags=set(), attributes={})


@dataclass(frozen=True)
class Finished:
    """A body as readers get it, in HTML: what stands before the gate, what behind it, and the footnotes.

    `notes` are all footnotes, `open_notes` those that everybody may read; they stand under the text.
    """

    before_gate: str
    after_gate: str
    open_notes: str = ""
    notes: str = ""
    files_before: frozenset[str] = field(default_factory=frozenset)
    files_after: frozenset[str] = field(default_factory=frozenset)

    @property
    def whole(self) -> str:
        """The whole text with all its notes."""
        return joined(self.before_gate, self.after_gate, self.notes)

    @property
    def words(self) -> int:
        return len(plain_text(self.before_gate + self.after_gate).split())


def finish(body: Any) -> Finished:
    """The finished HTML of a StreamField value, cut at its first gate; without one all is behind it.

    Its few words of our own ("Transcript", "Source") are in the publication's language, whoever publishes.
    """
    before: list[str] = []
    after: list[str] = []
    parts = list(body)
    gate_seen = all(part.block_type != GATE for part in parts)
    with translation.override(queries.masthead_line().language):
        notes = Notes()
        for part in parts:
            if part.block_type == GATE:
                gate_seen = True
            elif part.block_type == FOOTNOTE:
                notes.keep(mark=part.value["mark"], text=_clean(part), behind_gate=gate_seen)
            else:
                (after if gate_seen else before).append(_clean(part))
        head = notes.numbered("\n".join(before), behind_gate=False)
        tail = notes.numbered("\n".join(after), behind_gate=True)
        return finished(head, tail, notes.open_ones(), notes.all_of_them())


def finished(before_gate: str, after_gate: str, open_notes: str = "", notes: str = "") -> Finished:
    """A body that is finished already, with the files it shows on either side of its gate."""
    return Finished(
        before_gate,
        after_gate,
        open_notes,
        notes,
        files_before=media_files(before_gate),
        files_after=media_files(after_gate),
    )


def joined(*parts: str) -> str:
    """Pieces of finished HTML, one after the other; those that are empty leave no trace."""
    return "\n".join(part for part in parts if part)


def _clean(part: Any) -> str:
    """One part of the body, sanitised. A chart's drawing is ours and enters only afterwards."""
    clean = str(_CLEANER.clean(part.render())).strip()
    if part.block_type == CHART:
        drawing = part.block.drawing(part.value, name=f"chart-{str(part.id or 'draft')[:8]}")
        clean = clean.replace(_CHART, _CHART + drawing, 1)
    return clean


def plain_text(finished_html: str) -> str:
    """The words of finished HTML, entities read; no drawings, no numbers of notes."""
    spaced = _BLOCK_EDGE.sub(lambda edge: edge.group() + "\n", _DRAWING.sub("", finished_html))
    return re.sub(r"[ \t]*\n\s*", "\n", html.unescape(_TEXT_ONLY.clean(spaced))).strip()


def media_files(finished_html: str) -> frozenset[str]:
    """The files of the media folder that finished HTML shows or links to, as paths within that folder."""
    found = re.findall(re.escape(settings.MEDIA_URL) + r"([^\s\"'<>?#,]+)", html.unescape(finished_html))
    return frozenset(unquote(path) for path in found)


def shown_picture(article: ArticlePage) -> dict[str, Any]:
    """The lead picture in the sizes of pages, lists and previews elsewhere; empty when there is none."""
    picture: Picture | None = article.lead_image
    if picture is None:
        return {}
    wide, card, og = (
        picture.get_rendition(spec)
        for spec in ("width-1280", "fill-640x420", "fill-1200x630|format-jpeg|jpegquality-82")
    )
    return {
        "alt": article.lead_alternative or picture.description,
        "caption": article.lead_caption,
        "credit": article.lead_credit or picture.credit,
        **{
            name: {"src": size.url, "width": size.width, "height": size.height}
            for name, size in (("wide", wide), ("card", card), ("og", og))
        },
    }


def first_words(texts: Iterable[str], *, limit: int) -> str:
    """The first of `texts` that is not empty, on one line, cut between words at `limit` characters."""
    for text in texts:
        line = " ".join(text.split())
        if len(line) > limit:
            return line[: limit - 1].rsplit(" ", 1)[0].rstrip(" ,;:–—-") + "…"
        if line:
            return line
    return ""
