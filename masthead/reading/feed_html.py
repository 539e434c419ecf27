"""A finished text as it is read elsewhere, in feed readers: what works and is welcome there."""

import re

import nh3
from django.conf import settings

from masthead.articles.models import PublicView

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
_ADDRESS = re.compile(r'( (?:src|href|srcset)="|(?<=w, ))(?=[/#])(?!//)')


def for_readers_elsewhere(view: PublicView) -> str:
    """The open part of a piece, with addresses that lead to this site from anywhere."""
    origin, page = settings.SITE_URL, settings.SITE_URL + view.path

    def led_home(tag: re.Match[str]) -> str:
        return _ADDRESS.sub(lambda found: found[1] + (page if tag[0][found.end()] == "#" else origin), tag[0])

    return _TAG.sub(led_home, _CLEANER.clean(view.teaser_html))
