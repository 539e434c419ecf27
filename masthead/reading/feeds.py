"""The publication, its sections, authors and tags as RSS, Atom and JSON Feed: public views only."""

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from xml.sax.xmlreader import AttributesImpl

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed, SyndicationFeed
from django.utils.html import escape
from django.utils.http import http_date
from django.utils.xmlutils import SimplerXMLGenerator
from django.views.decorators.http import require_safe

from masthead.kit.addresses import absolute_address
from masthead.kit.caching import allow_caching
from masthead.kit.last_modified import last_modified_at
from masthead.kit.moments import machine_readable
from masthead.kit.text_hygiene import without_forbidden_inside
from masthead.kit.xml_feeds import feed_bytes
from masthead.publishing import queries as publishing
from masthead.publishing.dependencies import ArticleLists
from masthead.publishing.models import ListKind, PublicView
from masthead.reading.feed_html import for_feed_readers
from masthead.reading.queries import front, list_pages, listings

FEED_SIZE = 30
CONTENT_TYPES = {
    "rss.xml": "application/rss+xml; charset=utf-8",
    "atom.xml": "application/atom+xml; charset=utf-8",
    "feed.json": "application/feed+json; charset=utf-8",
}


@dataclass(frozen=True)
class Feed:
    """What a feed is of; `path` is the page it belongs to."""

    title: str
    description: str
    path: str
    views: Sequence[PublicView]


class RssFeed(Rss201rev2Feed):
    """RSS 2.0 with the open part of each piece in `content:encoded`."""

    def rss_attributes(self) -> dict[str, str]:
        return {
            **super().rss_attributes(),
            "xmlns:content": "http://purl.org/rss/1.0/modules/content/",
            "xmlns:dc": "http://purl.org/dc/elements/1.1/",
        }

    def add_item_elements(self, handler: SimplerXMLGenerator, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item)
        for author in item["authors"]:
            handler.addQuickElement("dc:creator", author["name"])
        if item["content"]:
            handler.addQuickElement("content:encoded", item["content"])


class AtomFeed(Atom1Feed):
    """Atom 1.0 with the open part of each piece as its content."""

    def add_item_elements(self, handler: SimplerXMLGenerator, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item)
        for author in item["authors"]:
            handler.startElement("author", AttributesImpl({}))
            handler.addQuickElement("name", author["name"])
            handler.addQuickElement("uri", author["url"])
            handler.endElement("author")
        if item["content"]:
            handler.addQuickElement("content", item["content"], {"type": "html"})


# --- addresses --------------------------------------------------------------------------------------------


@require_safe
def site_feed(request: HttpRequest, file_name: str) -> HttpResponseBase:
    """The newest pieces of all sections."""
    summary = publishing.publication_summary()
    views = list_pages.public_views(limit=FEED_SIZE).views
    return _feed_response(request, file_name, Feed(summary.name, summary.tagline or summary.name, "/", views))


@require_safe
def section_feed(request: HttpRequest, slug: str, file_name: str) -> HttpResponseBase:
    """The newest pieces of one section."""
    section = _found(front.section_page(slug))
    views = list_pages.public_views(section_id=section.pk, limit=FEED_SIZE).views
    path = publishing.address_of(section)
    return _feed_response(request, file_name, _feed(section.title, section.description, path, views))


@require_safe
def author_feed(request: HttpRequest, slug: str, file_name: str) -> HttpResponseBase:
    """The newest pieces of one author."""
    author = _found(listings.author_by_slug(slug))
    views = listings.list_page(ListKind.AUTHOR, author.pk, limit=FEED_SIZE, with_text=True).views
    return _feed_response(
        request, file_name, _feed(author.name, author.bio, publishing.address_of(author), views)
    )


@require_safe
def tag_feed(request: HttpRequest, slug: str, file_name: str) -> HttpResponseBase:
    """The newest pieces that bear one tag."""
    tag = _found(listings.tag_by_slug(slug))
    views = listings.list_page(ListKind.TAG, tag.pk, limit=FEED_SIZE, with_text=True).views
    return _feed_response(request, file_name, _feed(tag.name, "", publishing.address_of(tag), views))


def _found(subject: Any) -> Any:
    if subject is None:
        raise Http404
    return subject


def _feed(name: str, description: str, path: str, views: Sequence[PublicView]) -> Feed:
    title = f"{name} · {publishing.publication_summary().name}"
    return Feed(title, description or title, path, views)


# --- forms ------------------------------------------------------------------------------------------------


def _feed_response(request: HttpRequest, file_name: str, feed: Feed) -> HttpResponseBase:
    """The feed in one of its forms, or 304 where the reader has it already (RFC 9110 §13)."""
    write: Callable[[HttpRequest, Feed], bytes] = {
        "rss.xml": _as_rss,
        "atom.xml": _as_atom,
        "feed.json": _as_json,
    }[file_name]
    body = write(request, feed)
    response = HttpResponse(body, content_type=CONTENT_TYPES[file_name])
    response["Cache-Control"] = "public, max-age=60"
    digest = hashlib.blake2b(body, digest_size=12).hexdigest()
    changed = int(last_modified_at(name=request.path, digest=digest, now=timezone.now()).timestamp())
    response["ETag"] = f'"{digest}"'
    response["Last-Modified"] = http_date(changed)
    allow_caching(request, response, ArticleLists())
    return get_conditional_response(request, response["ETag"], changed, response) or response


def _as_rss(request: HttpRequest, feed: Feed) -> bytes:
    return _as_xml(request, feed, RssFeed)


def _as_atom(request: HttpRequest, feed: Feed) -> bytes:
    return _as_xml(request, feed, AtomFeed)


def _as_xml(request: HttpRequest, feed: Feed, kind: type[SyndicationFeed]) -> bytes:
    summary = publishing.publication_summary()
    made = kind(
        title=feed.title,
        link=absolute_address(feed.path),
        description=feed.description,
        subtitle=feed.description,
        language=summary.language,
        author_name=summary.name,
        feed_url=absolute_address(request.path),
    )
    for view in feed.views:
        made.add_item(
            title=view.headline,
            link=absolute_address(view.path),
            description=escape(view.description),  # read as HTML, in both
            unique_id=_guid(view),
            unique_id_is_permalink=False,
            categories=[view.section_title, *(tag["name"] for tag in view.tags)],
            pubdate=view.first_published_at,
            updateddate=view.updated_at,
            content=for_feed_readers(view),
            authors=_authors(view),
        )
    return feed_bytes(made)


def _as_json(request: HttpRequest, feed: Feed) -> bytes:
    """JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/)."""
    summary = publishing.publication_summary()
    said = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": absolute_address(feed.path),
        "feed_url": absolute_address(request.path),
        "description": feed.description,
        "language": summary.language,
        "authors": [{"name": summary.name, "url": absolute_address("/")}],
        "items": [_item(view) for view in feed.views],
    }
    return json.dumps(without_forbidden_inside(said), ensure_ascii=False).encode()


def _item(view: PublicView) -> dict[str, Any]:
    item: dict[str, Any] = {
        "id": _guid(view),
        "url": absolute_address(view.path),
        "title": view.headline,
        "summary": view.description,
        "date_published": machine_readable(view.first_published_at),
        "date_modified": machine_readable(view.updated_at),
        **({"authors": _authors(view)} if view.authors else {}),
        "tags": [view.section_title, *(tag["name"] for tag in view.tags)],
    }
    if view.teaser_html:
        item["content_html"] = for_feed_readers(view)
    else:
        item["content_text"] = view.description
    if view.image:
        item["image"] = absolute_address(view.image["og"]["src"])
    return item


def _authors(view: PublicView) -> list[dict[str, str]]:
    return [
        {"name": author["name"], "url": absolute_address(publishing.author_address(author["slug"]))}
        for author in view.authors
    ]


def _guid(view: PublicView) -> str:
    """The stable id (guid) of a piece in feeds; it does not change with the address."""
    return absolute_address(f"/#piece-{view.article_id}")
