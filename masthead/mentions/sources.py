"""Reading a page that says it mentions us: does it, and what does it say of itself? Pure.

What is looked for are microformats (https://microformats.org/wiki/h-entry): the entry that holds the link,
its name, author, summary and date; where a page has none, what it tells search engines.
"""

from collections.abc import Iterator
from datetime import datetime

from lxml.html import HtmlElement

from masthead.kit.fetching import Fetched
from masthead.mentions.models import Reading
from masthead.mentions.pages import Page, leads_to, text_of
from masthead.mentions.texts import moment, plain


def read_source(fetched: Fetched, *, target: str, host: str, now: datetime) -> Reading | None:
    """What the page says of itself, or None when no link in it leads to `target`.

    Only links count (`href`, `src`), in the page as a reader has it: an address in the text is none, nor is
    one in a comment or a script.
    """
    page = Page.of(fetched)
    if page is None:
        return None
    page = page.without_the_unseen()
    link = next((element for element, address in page.links() if leads_to(address, target)), None)
    if link is None:
        return None
    entry = _entry(page, link)
    return Reading(
        title=plain(_name(page, entry), limit=200) or host,
        author=plain(_author(page, entry), limit=100),
        excerpt=plain(_summary(page, entry), limit=200),
        published_at=moment(_published(page, entry), now=now),
    )


def _entry(page: Page, link: HtmlElement) -> HtmlElement | None:
    """The h-entry around the link, else the first of the page."""
    for around in (link, *link.iterancestors()):
        if "h-entry" in _classes(around):
            return around
    return next((each for each in page.root.iter() if "h-entry" in _classes(each)), None)


def _name(page: Page, entry: HtmlElement | None) -> str:
    name = _property(entry, "p-name")
    return (
        (text_of(name) if name is not None else "") or page.meta("og:title", "twitter:title") or page.title()
    )


def _author(page: Page, entry: HtmlElement | None) -> str:
    author = _property(entry, "p-author")
    if author is None:
        return page.meta("author", "article:author_name", "dc.creator")
    name = next((each for each in author.iterdescendants() if "p-name" in _classes(each)), None)
    return text_of(author if name is None else name) or author.get("alt", "")


def _summary(page: Page, entry: HtmlElement | None) -> str:
    for name in ("p-summary", "e-content"):
        found = _property(entry, name)
        if found is not None and (text := text_of(found)):
            return text
    return page.meta("description", "og:description")


def _published(page: Page, entry: HtmlElement | None) -> str:
    found = _property(entry, "dt-published")
    if found is None:
        return page.meta("article:published_time", "date", "dc.date")
    return found.get("datetime") or found.get("title") or text_of(found)


def _property(entry: HtmlElement | None, name: str) -> HtmlElement | None:
    """The first element of `entry` with this class that belongs to the entry and not to one within it."""
    return None if entry is None else next(_own(entry, name), None)


def _own(entry: HtmlElement, name: str) -> Iterator[HtmlElement]:
    for element in entry.iterdescendants():
        if name in _classes(element):
            within = next(around for around in element.iterancestors() if around is entry or _is_item(around))
            if within is entry:
                yield element


def _is_item(element: HtmlElement) -> bool:
    return any(name.startswith("h-") for name in _classes(element))


def _classes(element: HtmlElement) -> list[str]:
    return element.get("class", "").split() if isinstance(element.tag, str) else []
