"""Reading a page that says it mentions us: does it, and what does it say of itself? Pure.

What is looked for are microformats (https://microformats.org/wiki/h-entry): the entry that holds the link,
its name, author, summary and date; where a page has none, what it tells search engines.
"""

from datetime import datetime

from lxml.html import HtmlElement

from masthead.kit.fetching import FetchResponse
from masthead.mentions.microformats import Entry, read_entry
from masthead.mentions.pages import ForeignPage, is_same_page
from masthead.mentions.plain_text import parse_moment, plain_text
from masthead.mentions.values import SourceDetails


def read_source(fetched: FetchResponse, *, target: str, host: str, now: datetime) -> SourceDetails | None:
    """What the page says of itself, or None when no link in it leads to `target`.

    Only links count (`href`, `src`), in the page as a reader has it: an address in the text is none, nor is
    one in a comment or a script.
    """
    page = ForeignPage.from_response(fetched)
    if page is None:
        return None
    page = page.visible_only()
    link = next((element for element, address in page.links() if is_same_page(address, target)), None)
    if link is None:
        return None
    around = _entry(page, link)
    entry = Entry() if around is None else read_entry(around)
    title = entry.name or page.meta("og:title", "twitter:title") or page.title()
    author = entry.author or page.meta("author", "article:author_name", "dc.creator")
    excerpt = entry.summary or page.meta("description", "og:description")
    published = entry.published or page.meta("article:published_time", "date", "dc.date")
    return SourceDetails(
        title=plain_text(title, limit=200) or host,
        author=plain_text(author, limit=100),
        excerpt=plain_text(excerpt, limit=200),
        published_at=parse_moment(published, now=now),
    )


def _entry(page: ForeignPage, link: HtmlElement) -> HtmlElement | None:
    """The h-entry around the link, else the first of the page."""
    for around in (link, *link.iterancestors()):
        if "h-entry" in _classes(around):
            return around
    return next((each for each in page.root.iter() if "h-entry" in _classes(each)), None)


def _classes(element: HtmlElement) -> list[str]:
    return element.get("class", "").split() if isinstance(element.tag, str) else []
