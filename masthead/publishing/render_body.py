"""From blocks to the stored HTML: rendered, sanitised and cut at the gate, once, at publication.

All else reads the result.
"""

import html
import re
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import unquote

import nh3
from django.conf import settings
from django.utils import translation

from masthead.publishing.blocks import CHART, FOOTNOTE, GATE
from masthead.publishing.footnotes import Footnotes

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
class RenderedBody:
    """A body as readers get it, in HTML: what stands before the gate, what behind it, and the footnotes.

    `notes` are all footnotes, `open_footnotes` those that everybody may read; they stand under the text. What
    else is known of a body follows from these four and is worked out once.
    """

    before_gate: str
    after_gate: str
    open_footnotes: str = ""
    footnotes: str = ""

    @cached_property
    def whole(self) -> str:
        """The whole text with all its notes."""
        return join_html(self.before_gate, self.after_gate, self.footnotes)

    @cached_property
    def open_part(self) -> str:
        """What stands before the gate, with the notes that everybody may read."""
        return join_html(self.before_gate, self.open_footnotes)

    @cached_property
    def closed_part(self) -> str:
        """What stands behind the gate, with all notes."""
        return join_html(self.after_gate, self.footnotes)

    @cached_property
    def text(self) -> str:
        """The words of the whole text, with its notes."""
        return plain_text(self.whole)

    @cached_property
    def open_text(self) -> str:
        """The words of the open part."""
        return plain_text(self.open_part)

    @cached_property
    def word_count(self) -> int:
        """How many words it has, notes aside."""
        return len(plain_text(self.before_gate + self.after_gate).split())

    @cached_property
    def files_before(self) -> frozenset[str]:
        """The files of the media folder that stand before the gate."""
        return media_files(self.before_gate)

    @cached_property
    def files_after(self) -> frozenset[str]:
        """The files of the media folder that stand behind the gate."""
        return media_files(self.after_gate)

    @cached_property
    def files(self) -> frozenset[str]:
        """Every file of the media folder that it shows, its notes included."""
        return media_files(self.whole)


def render_body(body: Any, *, language: str) -> RenderedBody:
    """The rendered HTML of a StreamField value, cut at its first gate; without a gate all is behind it.

    Its few words of our own ("Transcript", "Source") are in `language`, whoever publishes.
    """
    before: list[str] = []
    after: list[str] = []
    parts = list(body)
    gate_seen = all(part.block_type != GATE for part in parts)
    with translation.override(language):
        notes = Footnotes()
        for part in parts:
            if part.block_type == GATE:
                gate_seen = True
            elif part.block_type == FOOTNOTE:
                notes.add(mark=part.value["mark"], text=_sanitised(part), behind_gate=gate_seen)
            else:
                (after if gate_seen else before).append(_sanitised(part))
        head = notes.with_numbers("\n".join(before), behind_gate=False)
        tail = notes.with_numbers("\n".join(after), behind_gate=True)
        return RenderedBody(head, tail, notes.open_list(), notes.full_list())


def join_html(*parts: str) -> str:
    """Fragments of HTML joined; empty ones are left out."""
    return "\n".join(part for part in parts if part)


def _sanitised(part: Any) -> str:
    """One block of the body, sanitised. A chart's SVG is generated here and added after sanitising."""
    clean = str(_CLEANER.clean(part.render())).strip()
    if part.block_type == CHART:
        drawing = part.block.drawing(part.value, name=f"chart-{str(part.id or 'draft')[:8]}")
        clean = clean.replace(_CHART, _CHART + drawing, 1)
    return clean


def plain_text(finished_html: str) -> str:
    """The text of rendered HTML, entities decoded; without chart drawings and footnote numbers."""
    spaced = _BLOCK_EDGE.sub(lambda edge: edge.group() + "\n", _DRAWING.sub("", finished_html))
    return re.sub(r"[ \t]*\n\s*", "\n", html.unescape(_TEXT_ONLY.clean(spaced))).strip()


def media_files(finished_html: str) -> frozenset[str]:
    """The files of the media folder that finished HTML shows or links to, as paths within that folder."""
    found = re.findall(re.escape(settings.MEDIA_URL) + r"([^\s\"'<>?#,]+)", html.unescape(finished_html))
    return frozenset(unquote(path) for path in found)
