"""An article's HTML for feed readers: only the tags and attributes that feed readers accept."""

import re

import nh3

from masthead.kit.addresses import absolute_address
from masthead.publishing.models import PublicView

# What validator.w3.org/feed takes without a warning, and `controls`, without which there is no sound. No
# drawings (the numbers of a chart are in its table) and no roles; identifiers, so that notes can be reached.
_CLEANER = nh3.Cleaner(
    tags={
        *("p", "b", "strong", "i", "em", "a", "ol", "ul", "li", "br", "h2", "h3", "sup"),
        *("figure", "figcaption", "img", "blockquote", "footer", "aside", "span", "div", "section"),
        *("table", "caption", "thead", "tbody", "tr", "th", "td", "details", "summary", "audio"),
    },
    clean_content_tags={"svg", "script", "style"},
    attributes={
        "a": {"href", "id"},
        "li": {"id", "value"},
        "img": {"src", "srcset", "sizes", "width", "height", "alt"},
        "th": {"scope"},
        "audio": {"src", "controls", "preload"},
    },
    link_rel=None,
)
_TAG = re.compile(r'<[a-z](?:[^"<>]|"[^"]*")*>')
_ADDRESS = re.compile(r'( (?:src|href|srcset)="|(?<=w, ))(?!//)([/#][^" ]*)')


def for_feed_readers(view: PublicView) -> str:
    """The open part of a piece, with absolute links, and said so if it runs from right to left."""

    def absolute(found: re.Match[str]) -> str:
        return found[1] + absolute_address(view.path + found[2] if found[2].startswith("#") else found[2])

    def with_absolute_links(tag: re.Match[str]) -> str:
        return _ADDRESS.sub(absolute, tag[0])

    html = _TAG.sub(with_absolute_links, _CLEANER.clean(view.teaser_html))
    return f'<div dir="rtl">{html}</div>' if html and view.direction == "rtl" else html
