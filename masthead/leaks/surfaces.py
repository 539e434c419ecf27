"""Every address of articles and the desk, and addresses that should not exist."""

from collections.abc import Iterator
from urllib.parse import quote

from django.db.models import Q
from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect
from wagtail.documents import get_document_model
from wagtail.models import Revision

from masthead.discussion.models import Thread
from masthead.leaks.gated_text import hidden_parts
from masthead.publishing.models import ArticlePage, Author, PreviewLink, SectionPage, Series, Tag
from masthead.publishing.operations import preview_token
from masthead.publishing.queries import address_of, page_address, preview_address
from masthead.reading.queries import listings

# What other systems answer at, beside the page itself.
ARTICLE_VARIANTS = (
    "?page=1", "?page=2", "?print=1", "?format=json", "?output=amp", "?amp=1", "?preview=true",
    "?before=1-1", "?order=newest", "?pass=staff", "?gift=1", "amp/", "feed/", "rss.xml",
    "index.json", "print/", "embed/", "full/", "page/2/",
)  # fmt: skip
FEEDS = ("rss.xml", "atom.xml", "feed.json")
PROBES = (
    "/nowhere/", "/nowhere/at-all/", "/api/", "/api/v2/pages/", "/api/v2/pages/?fields=*",
    "/api/v2/pages/find/?html_path=/", "/api/v3/pages/", "/documents/", "/desk/", "/desk/pages/",
    "/desk/api/main/pages/?fields=*", "/desk/reports/site-history/", "/feed/", "/feed/rdf/",
    "/llms.txt", "/wp-json/wp/v2/posts",
    "/ghost/api/content/posts/", "/.well-known/nodeinfo", "/oembed/?url=/", "/_util/login/",
    "/media/", "/media/images/", "/media/original_images/",
)  # fmt: skip


def leak_surfaces() -> Iterator[str]:
    """Paths (with their questions) on this site; links in the answers add to them."""
    yield from ("/", "/?page=2", "/sitemap.xml", "/sitemap-news.xml", "/robots.txt", "/search/", *PROBES)
    yield from (f"/{form}" for form in FEEDS)
    over = ~Q(ended_at=None) | Q(expires_at__lte=timezone.now())
    for link in PreviewLink.objects.filter(over).order_by("-pk")[:10]:  # placeholder
        yield preview_address(preview_token(link))
    yield from ("/preview/1/", "/preview/1:made-up/", "/preview/1:made-up/media/images/")
    for slug in SectionPage.objects.filter(live=True).values_list("slug", flat=True):
        section = page_address(slug)
        yield from (
            section,
            section.rstrip("/"),
            *(f"{section}{form}" for form in FEEDS),
            f"{section}?before=9999999999999999-1",
            f"{section}?page=2",
            f"/search/?section={slug}",
        )
    yield from _lists()
    for hidden in hidden_parts():
        yield from _of_a_piece(hidden.path, hidden.article_id)
        yield from hidden.searches
        yield from (f"/media/{quote(path)}" for path in sorted(hidden.files))
    for old_path in Redirect.objects.values_list("old_path", flat=True):
        yield from (f"{old_path}/", old_path)
    for document in get_document_model().objects.all():
        yield document.url
    for row in Thread.objects.only("pk"):
        thread = row.get_absolute_url()
        yield from (thread, f"{thread}comments/", f"{thread}mine/", f"{thread}write/", f"{thread}rss.xml")
        yield from (f"{thread}?order={order}" for order in ("best", "newest", "oldest", "conversation"))


def _lists() -> Iterator[str]:
    yield from (
        "/authors/",
        "/tags/",
        "/archive/",
        "/corrections/",
        "/corrections/?before=9999999999999999-1",
    )
    yield "/saved/"
    yield from (f"/following/author/{pk}/" for pk in Author.objects.values_list("pk", flat=True))
    for kind in (Author, Tag, Series):
        for subject in kind.objects.all():
            address = address_of(subject)
            yield from (address, f"{address}?before=9999999999999999-1")
            if kind is not Series:
                yield f"/search/?{kind.__name__.lower()}={subject.slug}&order=oldest"
            yield from (f"{address}{form}" for form in FEEDS)
    yield from (month.address for month in listings.archive_months())


def _of_a_piece(path: str, article_id: int) -> Iterator[str]:
    yield from (path, path.rstrip("/"), path.upper(), f"/front{path}", f"/{path}")
    yield from (path + tail for tail in ARTICLE_VARIANTS)
    yield from (f"/pieces/{article_id}/yours/", f"/pieces/{article_id}/keep/")
    desk = f"/desk/pages/{article_id}/"
    for tail in (
        "",
        "edit/",
        "edit/preview/",
        "view_draft/",
        "history/",
        "usage/",
        "privacy/",
        "workflow/confirm/",
    ):
        yield desk + tail
    yield from (
        f"/api/v2/pages/{article_id}/",
        f"/desk/api/main/pages/{article_id}/?fields=*",
        f"/desk/userbar/{article_id}/",
    )
    article = ArticlePage.objects.get(pk=article_id)
    revision: Revision | None = article.latest_revision
    if revision is not None:
        yield from (f"{desk}revisions/{revision.pk}/view/", f"{desk}revisions/compare/earliest...live/")
