"""From blocks to finished HTML: rendered, sanitised and cut at the gate, once."""

import html
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

import nh3
from django.conf import settings

from masthead.articles.blocks import GATE
from masthead.articles.models import ArticlePage, Picture

_CLEANER = nh3.Cleaner(
    tags={
        "p",
        "b",
        "strong",
        "i",
        "em",
        "a",
        "ol",
        "ul",
        "li",
        "br",
        "h2",
        "figure",
        "figcaption",
        "img",
        "blockquote",
        "footer",
        "aside",
        "span",
    },
    attributes={
        "a": {"href"},
        "img": {"src", "srcset", "sizes", "width", "height", "alt", "loading", "decoding"},
        "aside": {"class"},
        "span": {"class"},
        "figure": {"class"},
    },
    url_schemes={"http", "https", "mailto", "tel"},
    link_rel="noopener",
)
_BLOCK_EDGE = re.compile(r"</(?:p|li|h2|figcaption|blockquote|footer|figure|aside)>|<br\s*/?>|(?=<span)")
_TEXT_ONLY = nh3.Cleaner(tags=set(), attributes={})


@dataclass(frozen=True)
class Finished:
    """A body as readers get it: what stands before the gate and what stands behind it, in HTML."""

    before_gate: str
    after_gate: str
    files_before: frozenset[str] = field(default_factory=frozenset)
    files_after: frozenset[str] = field(default_factory=frozenset)

    @property
    def words(self) -> int:
        return len(plain_text(self.before_gate + self.after_gate).split())


def finish(body: Any) -> Finished:
    """The finished HTML of a StreamField value, cut at its first gate; without one all is behind it."""
    before: list[str] = []
    after: list[str] = []
    parts = list(body)
    gate_seen = all(part.block_type != GATE for part in parts)
    for part in parts:
        if part.block_type == GATE:
            gate_seen = True
            continue
        (after if gate_seen else before).append(_CLEANER.clean(part.render()).strip())
    head, tail = "\n".join(before), "\n".join(after)
    return Finished(head, tail, media_files(head), media_files(tail))


def plain_text(finished_html: str) -> str:
    """The words of finished HTML, blocks apart from each other, entities read."""
    spaced = _BLOCK_EDGE.sub(lambda edge: edge.group() + "\n", finished_html)
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
