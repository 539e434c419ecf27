"""The publication, its sections, authors and tags as RSS, Atom and JSON Feed: public views only."""

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from xml.sax.xmlreader import AttributesImpl

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed, SyndicationFeed
from django.utils.html import escape
from django.utils.http import http_date
from django.utils.xmlutils import SimplerXMLGenerator
from django.views.decorators.http import require_safe

from masthead.articles import listings, queries
from masthead.articles.abroad import for_readers_elsewhere
from masthead.articles.models import ListedUnder, PublicView
from masthead.kit.freshness import changed_at

NEWEST = 30
SECTION = "section"
KINDS = {
    "rss.xml": "application/rss+xml; charset=utf-8",
    "atom.xml": "application/atom+xml; charset=utf-8",
    "feed.json": "application/feed+json; charset=utf-8",
}


@dataclass(frozen=True)
class Feed:
    """What a feed is of; `path` is the page it belongs to, `tag` the front door's name for its list."""

    title: str
    description: str
    path: str
    tag: str
    views: Sequence[PublicView]


class WithTheOpenPart(Rss201rev2Feed):
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
        if item["open_part"]:
            handler.addQuickElement("content:encoded", item["open_part"])


class AtomWithTheOpenPart(Atom1Feed):
    """Atom 1.0 with the open part of each piece as its content."""

    def add_item_elements(self, handler: SimplerXMLGenerator, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item)
        for author in item["authors"]:
            handler.startElement("author", AttributesImpl({}))
            handler.addQuickElement("name", author["name"])
            handler.addQuickElement("uri", author["url"])
            handler.endElement("author")
        if item["open_part"]:
            handler.addQuickElement("content", item["open_part"], {"type": "html"})


# --- addresses --------------------------------------------------------------------------------------------


@require_safe
def whole(request: HttpRequest, form: str) -> HttpResponseBase:
    """The newest pieces of all sections."""
    line = queries.masthead_line()
    views = queries.public_views(limit=NEWEST).views
    return _answer(request, form, Feed(line.name, line.tagline or line.name, "/", "lists", views))


@require_safe
def of_section(request: HttpRequest, slug: str, form: str) -> HttpResponseBase:
    """The newest pieces of one section."""
    section = _found(queries.section_page(slug))
    views = queries.public_views(section_id=section.pk, limit=NEWEST).views
    return _answer(request, form, _feed(section.title, section.description, f"/{slug}/", views))


@require_safe
def of_author(request: HttpRequest, slug: str, form: str) -> HttpResponseBase:
    """The newest pieces of one author."""
    author = _found(listings.author_called(slug))
    views = listings.listed(ListedUnder.AUTHOR, author.pk, limit=NEWEST, with_text=True).views
    return _answer(request, form, _feed(author.name, author.line, listings.address_of(author), views))


@require_safe
def of_tag(request: HttpRequest, slug: str, form: str) -> HttpResponseBase:
    """The newest pieces that bear one tag."""
    tag = _found(listings.tag_called(slug))
    views = listings.listed(ListedUnder.TAG, tag.pk, limit=NEWEST, with_text=True).views
    return _answer(request, form, _feed(tag.name, "", listings.address_of(tag), views))


def _found(subject: Any) -> Any:
    if subject is None:
        raise Http404
    return subject


def _feed(name: str, description: str, path: str, views: Sequence[PublicView]) -> Feed:
    title = f"{name} · {queries.masthead_line().name}"
    return Feed(title, description or title, path, "lists", views)


# --- forms ------------------------------------------------------------------------------------------------


def _answer(request: HttpRequest, form: str, feed: Feed) -> HttpResponseBase:
    """The feed in one of its forms, or 304 where the reader has it already (RFC 9110 §13)."""
    write: Callable[[HttpRequest, Feed], bytes] = {
        "rss.xml": _as_rss,
        "atom.xml": _as_atom,
        "feed.json": _as_json,
    }[form]
    body = write(request, feed)
    response = HttpResponse(body, content_type=KINDS[form])
    response["Cache-Control"] = "public, max-age=60"
    digest = hashlib.blake2b(body, digest_size=12).hexdigest()
    changed = int(changed_at(name=request.path, digest=digest, now=timezone.now()).timestamp())
    response["ETag"] = f'"{digest}"'
    response["Last-Modified"] = http_date(changed)
    if not request.GET:
        response["Masthead-Keep"] = "open"
        response["Masthead-Tags"] = f"{feed.tag} publication"
    return get_conditional_response(request, response["ETag"], changed, response) or response


def _as_rss(request: HttpRequest, feed: Feed) -> bytes:
    return _as_xml(request, feed, WithTheOpenPart)


def _as_atom(request: HttpRequest, feed: Feed) -> bytes:
    return _as_xml(request, feed, AtomWithTheOpenPart)


def _as_xml(request: HttpRequest, feed: Feed, kind: type[SyndicationFeed]) -> bytes:
    line = queries.masthead_line()
    made = kind(
        title=feed.title,
        link=settings.SITE_URL + feed.path,
        description=feed.description,
        subtitle=feed.description,
        language=line.language,
        author_name=line.name,
        feed_url=settings.SITE_URL + request.path,
    )
    for view in feed.views:
        made.add_item(
            title=view.headline,
            link=settings.SITE_URL + view.path,
            description=escape(view.description),  # read as HTML, in both
            unique_id=_number(view),
            unique_id_is_permalink=False,
            categories=[view.section_title, *(tag["name"] for tag in view.tags)],
            pubdate=view.first_published_at,
            updateddate=view.updated_at,
            open_part=for_readers_elsewhere(view),
            authors=_authors(view),
        )
    text: str = made.writeString("utf-8")
    return text.encode()


def _as_json(request: HttpRequest, feed: Feed) -> bytes:
    """JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/)."""
    line = queries.masthead_line()
    origin = settings.SITE_URL
    said = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": origin + feed.path,
        "feed_url": origin + request.path,
        "description": feed.description,
        "language": line.language,
        "authors": [{"name": line.name, "url": origin + "/"}],
        "items": [_item(view) for view in feed.views],
    }
    return json.dumps(said, ensure_ascii=False).encode()


def _item(view: PublicView) -> dict[str, Any]:
    item: dict[str, Any] = {
        "id": _number(view),
        "url": settings.SITE_URL + view.path,
        "title": view.headline,
        "summary": view.description,
        "date_published": view.first_published_at.isoformat(),
        "date_modified": view.updated_at.isoformat(),
        **({"authors": _authors(view)} if view.authors else {}),
        "tags": [view.section_title, *(tag["name"] for tag in view.tags)],
    }
    if view.teaser_html:
        item["content_html"] = for_readers_elsewhere(view)
    else:
        item["content_text"] = view.description
    if view.image:
        item["image"] = settings.SITE_URL + view.image["og"]["src"]
    return item


def _authors(view: PublicView) -> list[dict[str, str]]:
    return [
        {"name": author["name"], "url": f"{settings.SITE_URL}/authors/{author['slug']}/"}
        for author in view.authors
    ]


def _number(view: PublicView) -> str:
    """What a piece is called in feeds, whatever becomes of its address."""
    return f"{settings.SITE_URL}/#piece-{view.article_id}"
