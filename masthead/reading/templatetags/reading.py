"""Template tags and filters of this room."""

import json

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from masthead.kit.text import in_a_row
from masthead.kit.text_hygiene import without_forbidden_inside
from masthead.publishing.models import PublicView
from masthead.publishing.queries import author_address
from masthead.reading import structured_data as facts

register = template.Library()

_ESCAPES = {
    ord(">"): "\\u003E",
    ord("<"): "\\u003C",
    ord("&"): "\\u0026",
    0x2028: "\\u2028",
    0x2029: "\\u2029",
}


@register.simple_tag
def structured_data(view: PublicView, publication: object, body: str | None = None) -> SafeString:
    """The JSON-LD of a piece: a data block, which the content security policy does not count as script.

    `body`: the whole text, where the page shows it.
    """
    printable = without_forbidden_inside(facts.news_article(view, publication, body=body))
    data = json.dumps(printable, ensure_ascii=False).translate(_ESCAPES)
    return mark_safe(f'<script type="application/ld+json">{data}</script>')


@register.filter
def comment_count(counts: dict[int, int], view: PublicView) -> int:
    """The number of comments under `view`."""
    return counts.get(view.article_id, 0)


@register.filter
def byline_links(view: PublicView) -> SafeString:
    """The authors of `view` as a sentence lists them, each leading to their pieces."""
    links = [
        format_html('<a rel="author" href="{}">{}</a>', author_address(author["slug"]), author["name"])
        for author in view.authors
    ]
    return mark_safe(in_a_row(links))
