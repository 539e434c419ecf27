"""The publication and its sections as RSS: public views only."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.feedgenerator import Rss201rev2Feed
from django.utils.xmlutils import SimplerXMLGenerator
from django.views.decorators.http import require_safe

from masthead.articles import queries
from masthead.articles.models import PublicView

NEWEST = 30


class WithTheOpenPart(Rss201rev2Feed):
    """RSS 2.0 with the open part of each piece in `content:encoded`."""

    def rss_attributes(self) -> dict[str, str]:
        return {**super().rss_attributes(), "xmlns:content": "http://purl.org/rss/1.0/modules/content/"}

    def add_item_elements(self, handler: SimplerXMLGenerator, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item)
        if item["open_part"]:
            handler.addQuickElement("content:encoded", item["open_part"])


@require_safe
def whole(request: HttpRequest) -> HttpResponse:
    """The newest pieces of all sections."""
    line = queries.masthead_line()
    shelf = queries.public_views(limit=NEWEST)
    return _answer(
        request, title=line.name, description=line.tagline or line.name, path="/", views=shelf.views
    )


@require_safe
def of_section(request: HttpRequest, slug: str) -> HttpResponse:
    """The newest pieces of one section."""
    section = queries.section_page(slug)
    if section is None:
        raise Http404
    shelf = queries.public_views(section_id=section.pk, limit=NEWEST)
    title = f"{section.title} · {queries.masthead_line().name}"
    return _answer(
        request, title=title, description=section.description or title, path=f"/{slug}/", views=shelf.views
    )


def _answer(
    request: HttpRequest, *, title: str, description: str, path: str, views: Sequence[PublicView]
) -> HttpResponse:
    feed = WithTheOpenPart(
        title=title,
        link=settings.SITE_URL + path,
        description=description,
        language=queries.masthead_line().language,
        feed_url=settings.SITE_URL + request.path,
    )
    for view in views:
        feed.add_item(
            title=view.headline,
            link=settings.SITE_URL + view.path,
            description=view.description,
            unique_id=f"{settings.SITE_URL}/#piece-{view.article_id}",
            unique_id_is_permalink=False,
            author_name=view.authors_text or None,
            categories=[view.section_title],
            pubdate=view.first_published_at,
            updateddate=view.updated_at,
            open_part=absolute(view.teaser_html),
        )
    response = HttpResponse(content_type="application/rss+xml; charset=utf-8")
    feed.write(response, "utf-8")
    response["Cache-Control"] = "public, max-age=60"
    return response


def absolute(finished_html: str) -> str:
    """The same HTML with pictures and links that work outside the site."""
    origin = settings.SITE_URL
    html = finished_html.replace('src="/', f'src="{origin}/').replace('href="/', f'href="{origin}/')
    return html.replace('srcset="/', f'srcset="{origin}/').replace("w, /", f"w, {origin}/")
