"""The site's addresses and a few more, each of which gives something away in its own way."""

import base64
import gzip
import html
import json
from collections.abc import Callable
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils import timezone

from masthead.config.urls import urlpatterns as own
from masthead.paywall.decide import Level
from masthead.publishing import queries
from masthead.publishing.models import PreviewLink
from masthead.publishing.operations import draft_of
from masthead.reading.views.previews import draft_context
from masthead.reading.views.search import search_page_for
from tests.leaks.conftest import SECRET


def in_json(request: HttpRequest) -> HttpResponse:
    return HttpResponse(
        json.dumps({"items": [{"html": f"<p>{SECRET}</p>"}]}), content_type="application/json"
    )


def backwards(request: HttpRequest) -> HttpResponse:
    return HttpResponse(SECRET[::-1], content_type="text/plain")


def as_entities(request: HttpRequest) -> HttpResponse:
    return HttpResponse("<p>" + "".join(f"&#{ord(letter)};" for letter in SECRET) + "</p>")


def word_by_word(request: HttpRequest) -> HttpResponse:
    return HttpResponse("".join(f"<span>{word} </span>" for word in html.escape(SECRET).split()))


def in_base64(request: HttpRequest) -> HttpResponse:
    return HttpResponse(f'<div data-later="{base64.b64encode(SECRET.encode()).decode()}"></div>')


def compressed(request: HttpRequest) -> HttpResponse:
    return HttpResponse(gzip.compress(SECRET.encode()), headers={"Content-Encoding": "gzip"})


def packed_oddly(request: HttpRequest) -> HttpResponse:
    return HttpResponse(b"\x01\x02", headers={"Content-Encoding": "zstd"})


def redirecting(request: HttpRequest) -> HttpResponse:
    return HttpResponse(status=302, headers={"Location": f"/nowhere/?text={quote(SECRET)}"})


def to_machines(request: HttpRequest) -> HttpResponse:
    return HttpResponse(SECRET if "Googlebot" in request.headers["user-agent"] else "")


def to_prefetches(request: HttpRequest) -> HttpResponse:
    return HttpResponse(SECRET if request.headers.get("sec-purpose") else "")


def to_fragments(request: HttpRequest) -> HttpResponse:
    return HttpResponse(SECRET if request.headers.get("hx-request") else "")


def to_clients_of_json(request: HttpRequest) -> HttpResponse:
    return HttpResponse(SECRET if request.headers["accept"] == "application/json" else "")


def in_the_head(request: HttpRequest) -> HttpResponse:
    return HttpResponse(headers={"X-Summary": quote(SECRET)} if request.method == "HEAD" else {})


def to_any_account(request: HttpRequest) -> HttpResponse:
    return HttpResponse(SECRET if request.user.is_authenticated else "")


def to_any_pass(request: HttpRequest) -> HttpResponse:
    return HttpResponse(SECRET if "pass" in request.COOKIES and not request.user.is_authenticated else "")


def to_whoever_searches(request: HttpRequest) -> HttpResponse:
    return search_page_for(request, set(Level))


def to_whoever_had_a_link(request: HttpRequest, token: str) -> HttpResponse:
    """A link to a draft that has no end."""
    number = token.partition(":")[0]
    link = PreviewLink.objects.filter(pk=int(number)).first() if number.isdigit() else None
    draft = queries.newest_draft_of(link.article_id) if link else None
    drawn = draft_context(draft_of(article=draft, now=timezone.now()), mode="member") if draft else {}
    return HttpResponse(drawn.get("body", ""))


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return HttpResponse(f"<title>{SECRET}</title>", status=404)


handler404 = "tests.leaks.leaky_urls.not_found"

EVERYBODY = {"spent meter", "stranger", "registered", "bot"}
LEAKS: dict[str, tuple[Callable[..., HttpResponse], set[str]]] = {
    "api/v2/pages/": (in_json, EVERYBODY),
    "llms.txt": (backwards, EVERYBODY),
    "feed/": (as_entities, EVERYBODY),
    "feed/rdf/": (word_by_word, EVERYBODY),
    "atom.xml": (in_base64, EVERYBODY),
    "feed.json": (compressed, EVERYBODY),
    "sitemap-news.xml": (packed_oddly, EVERYBODY),
    "oembed/": (redirecting, EVERYBODY),
    "api/": (to_machines, {"bot"}),
    "api/v3/pages/": (to_prefetches, {"prefetch"}),
    "api/v2/pages/find/": (to_fragments, {"fragment"}),
    "wp-json/wp/v2/posts": (to_clients_of_json, {"JSON"}),
    "ghost/api/content/posts/": (in_the_head, {"HEAD"}),
    "search/": (to_whoever_searches, {*EVERYBODY, "lapsed", "forged pass", "expired pass", "fragment"}),
    "documents/": (to_any_account, {"registered", "lapsed"}),
    "desk/api/main/pages/": (to_any_pass, {"forged pass", "expired pass"}),
}

urlpatterns = [
    path("preview/<str:token>/", to_whoever_had_a_link),
    *(path(route, view) for route, (view, _) in LEAKS.items()),
    *own,
]
