"""Before publishing: what a piece still lacks, and whether its links lead somewhere."""

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from html import unescape
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.http import Http404
from django.urls import resolve
from django.utils.translation import gettext as _
from wagtail.contrib.redirects.models import Redirect

from masthead.articles import queries
from masthead.articles.blocks import GATE
from masthead.articles.blocks.marks import mismatched_marks
from masthead.articles.errors import NotReady
from masthead.articles.models import AccessLevel, ArticlePage, CheckedLink, Picture, PublicView, SectionPage
from masthead.articles.operations.finishing import finish
from masthead.kit import fetching

MOST_LINKS = 60
SECONDS_PER_LINK = 8.0
_HREF = re.compile(r'<a\b[^<>]*?\bhref="([^"]+)"')
# Answers of hosts that do not speak to machines: the link may well be good.
_SHY = frozenset({401, 402, 403, 405, 406, 429, 451, 999})


@dataclass(frozen=True)
class Finding:
    """One thing looked at: "good", "missing" (it stops publication) or "doubt" (somebody should look)."""

    state: str
    sentence: str


_by_the_clock: ContextVar[bool] = ContextVar("by_the_clock", default=False)


@contextmanager
def by_the_clock() -> Iterator[None]:
    """What is published in here was looked at when it was put on the clock, and is not held up again."""
    before = _by_the_clock.set(True)
    try:
        yield
    finally:
        _by_the_clock.reset(before)


def ensure_ready(article: ArticlePage) -> None:
    """Nothing stands in the way of publishing `article` as it is.

    :raises NotReady: a picture lacks its credit or its words, or a footnote its place
    """
    if not _by_the_clock.get() and (sentences := unready(article)):
        raise NotReady(sentences=" ".join(sentences))


def unready(article: ArticlePage) -> list[str]:
    """A sentence for everything that must be mended before `article` is published."""
    found = list(unready_lead(article.lead_image, article.lead_alternative, article.lead_credit))
    for part in article.body:
        if part.block_type == "picture" and part.value.get("image"):
            value = part.value
            found += _lacking(
                value["image"], value.get("alternative"), value.get("credit"), value["image"].title
            )
    if sum(1 for part in article.body if part.block_type == GATE) > 1:
        found.append(
            _("The gate stands here twice. Keep the one where the open part ends and remove the other.")
        )
    return found + list(mismatched_marks(article.body))


def unready_lead(picture: Picture | None, alternative: str, credit: str) -> Iterable[str]:
    """What the lead picture lacks, in sentences."""
    if picture is None:
        return []
    return _lacking(picture, alternative or picture.description, credit, picture.title)


def _lacking(picture: Picture, alternative: str | None, credit: str | None, title: str) -> Iterator[str]:
    if not (alternative or "").strip():
        yield _("The picture “%(title)s” is not described in words for those who cannot see it.") % {
            "title": title
        }
    if not ((credit or "").strip() or picture.credit.strip()):
        yield _("The picture “%(title)s” has no credit: say who made it.") % {"title": title}


def findings(article: ArticlePage) -> list[Finding]:
    """Everything worth knowing before `article` is published, what stops it first."""
    found = [Finding("missing", sentence) for sentence in unready(article)]
    found += _gate(article)
    found += _words(article)
    shown = article.lead_image or any(part.block_type == "picture" for part in article.body)
    if shown and not any(one.state == "missing" for one in found):
        found.append(Finding("good", _("Every picture has a credit and is described in words.")))
    return sorted(found, key=lambda one: ("missing", "doubt", "good").index(one.state))


def _gate(article: ArticlePage) -> Iterator[Finding]:
    level = queries.level_of(article, article.get_parent().specific, queries.publication())
    kinds = [part.block_type for part in article.body]
    who = AccessLevel(level).label
    if level == AccessLevel.PUBLIC:
        if GATE in kinds:
            yield Finding("doubt", _("The piece is open to everybody, so its gate has no effect."))
        else:
            yield Finding("good", _("The piece is open to everybody and needs no gate."))
    elif GATE not in kinds:
        yield Finding(
            "doubt",
            _("There is no gate: whoever may not read the piece sees its standfirst and nothing of its text. "
              "It is for: %(who)s.") % {"who": who},
        )  # fmt: skip
    elif kinds[-1] == GATE:
        yield Finding("doubt", _("Nothing stands behind the gate, so everybody reads the whole piece."))
    elif kinds[0] == GATE:
        yield Finding("doubt", _("Nothing stands before the gate: a stranger sees the standfirst only."))
    else:
        yield Finding("good", _("The gate is placed. What follows it is for: %(who)s.") % {"who": who})


def _words(article: ArticlePage) -> Iterator[Finding]:
    if article.standfirst.strip():
        yield Finding("good", _("There is a standfirst; lists and search engines show it."))
    else:
        yield Finding(
            "doubt", _("There is no standfirst: lists and search engines will show the first words.")
        )
    if not article.bylines.all():
        yield Finding("doubt", _("Nobody’s name stands over the piece."))
    if not list(article.body):
        yield Finding("doubt", _("The piece has no text yet."))


# --- links ------------------------------------------------------------------------------------------------


def links_in(article: ArticlePage) -> list[str]:
    """The addresses that the text of `article` leads to, each once, in order."""
    found = (unescape(href) for href in _HREF.findall(finish(article.body).whole))
    wanted = [
        href for href in found if not href.startswith("#") and urlsplit(href).scheme in {"", "http", "https"}
    ]
    return list(dict.fromkeys(wanted))[:MOST_LINKS]


def check_links(*, article_id: int, now: datetime) -> list[CheckedLink]:
    """What was found at every address the newest version of a piece leads to is kept; asks other machines.

    :raises NetworkInsideTransaction: a transaction is open
    """
    article = ArticlePage.objects.get(pk=article_id).get_latest_revision_as_object()
    checked = [_looked_at(article_id, address, now=now) for address in links_in(article)]
    with transaction.atomic():
        CheckedLink.objects.filter(article_id=article_id).delete()
        return CheckedLink.objects.bulk_create(checked)


def _looked_at(article_id: int, address: str, *, now: datetime) -> CheckedLink:
    if address.startswith("//"):
        address = f"https:{address}"
    inside = address.startswith(("/", settings.SITE_URL + "/"))
    alive, said = _at_home(address.removeprefix(settings.SITE_URL)) if inside else _abroad(address)
    return CheckedLink(article_id=article_id, address=address, alive=alive, said=said[:200], checked_at=now)


def _at_home(path: str) -> tuple[bool, str]:
    """Whether our own site has `path`. A piece that is not published is not there for readers."""
    bare = "/" + path.split("#", maxsplit=1)[0].split("?", maxsplit=1)[0].strip("/")
    if bare == "/" or PublicView.objects.filter(path=f"{bare}/", live=True).exists():
        return True, ""
    if SectionPage.objects.filter(slug=bare.strip("/"), live=True).exists():
        return True, ""
    if Redirect.objects.filter(old_path=bare).exists():
        return True, _("It has moved; the link still leads there.")
    try:
        found = resolve(f"{bare}/")
    except Http404:
        return False, _("There is no such page here.")
    if found.url_name == "wagtail_serve":
        return False, _("There is no such page here, or it is not published.")
    return True, ""


def _abroad(address: str) -> tuple[bool, str]:
    try:
        answer = fetching.fetch(
            address, kinds=frozenset(), others_without_body=True, seconds=SECONDS_PER_LINK
        )
    except fetching.FetchRefused as no:
        return False, str(no)
    if answer.ok:
        return True, ""
    if answer.status in _SHY:
        return True, _("It answers %(status)d to machines; please open it yourself.") % {
            "status": answer.status
        }
    return False, _("It answers %(status)d.") % {"status": answer.status}
