"""Readiness for publication: what a piece still lacks, and whether its links work."""

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from html import unescape

from django.conf import settings
from django.db import transaction
from django.http import Http404
from django.urls import resolve
from django.utils.translation import gettext as _
from wagtail.contrib.redirects.models import Redirect

from masthead.kit import fetching
from masthead.kit.addresses import decoded_path, parts_of
from masthead.kit.desk_forms import stream_faults
from masthead.kit.refusals import stored
from masthead.publishing import queries
from masthead.publishing.blocks import GATE
from masthead.publishing.blocks.footnotes import footnote_errors
from masthead.publishing.errors import (
    LinkAnswersOtherwise,
    LinkHasMoved,
    LinkRefusesMachines,
    NoPageHere,
    NoPublishedPageHere,
    NotReady,
)
from masthead.publishing.models import AccessLevel, ArticlePage, CheckedLink, Picture, PublicView, SectionPage
from masthead.publishing.render_body import render_body

MAX_LINKS = 60
SECONDS_PER_LINK = 8.0
_HREF = re.compile(r'<a\b[^<>]*?\bhref="([^"]+)"')
# Statuses of hosts that refuse programs: the link may well work.
_REFUSES_BOTS = frozenset({401, 402, 403, 405, 406, 429, 451, 999})


@dataclass(frozen=True)
class Finding:
    """One finding: "good", "missing" (it prevents publication) or "doubt" (an editor should check)."""

    state: str
    sentence: str


_skip_check: ContextVar[bool] = ContextVar("skip_readiness_check", default=False)


@contextmanager
def skip_readiness_check() -> Iterator[None]:
    """Skip the readiness check inside: a scheduled piece was checked when it was scheduled."""
    before = _skip_check.set(True)
    try:
        yield
    finally:
        _skip_check.reset(before)


def ensure_ready(article: ArticlePage) -> None:
    """Nothing stands in the way of publishing `article` as it is.

    :raises NotReady: a picture lacks its credit or its words, or a footnote its place
    """
    if not _skip_check.get() and (sentences := missing_for_publication(article)):
        raise NotReady(sentences=" ".join(sentences))


def missing_for_publication(article: ArticlePage) -> list[str]:
    """A sentence for everything that must be corrected before `article` is published."""
    found = list(missing_on_lead_picture(article.lead_image, article.lead_alternative, article.lead_credit))
    for part in article.body:
        if part.block_type == "picture" and part.value.get("image"):
            value = part.value
            found += _missing_on_picture(
                value["image"], value.get("alternative"), value.get("credit"), value["image"].title
            )
    if sum(1 for part in article.body if part.block_type == GATE) > 1:
        found.append(
            _("The gate stands here twice. Keep the one where the open part ends and remove the other.")
        )
    found += footnote_errors(article.body)
    return found + [fault for fault in stream_faults(article.body) if fault not in found]


def missing_on_lead_picture(picture: Picture | None, alternative: str, credit: str) -> Iterable[str]:
    """What the lead picture lacks, in sentences."""
    if picture is None:
        return []
    return _missing_on_picture(picture, alternative or picture.description, credit, picture.title)


def _missing_on_picture(
    picture: Picture, alternative: str | None, credit: str | None, title: str
) -> Iterator[str]:
    if not (alternative or "").strip():
        yield _("The picture “%(title)s” is not described in words for those who cannot see it.") % {
            "title": title
        }
    if not ((credit or "").strip() or picture.credit.strip()):
        yield _("The picture “%(title)s” has no credit: say who made it.") % {"title": title}


def readiness_findings(article: ArticlePage) -> list[Finding]:
    """Everything worth knowing before `article` is published, what stops it first."""
    found = [Finding("missing", sentence) for sentence in missing_for_publication(article)]
    found += _gate_findings(article)
    found += _text_findings(article)
    shown = article.lead_image or any(part.block_type == "picture" for part in article.body)
    if shown and not any(one.state == "missing" for one in found):
        found.append(Finding("good", _("Every picture has a credit and is described in words.")))
    return sorted(found, key=lambda one: ("missing", "doubt", "good").index(one.state))


def _gate_findings(article: ArticlePage) -> Iterator[Finding]:
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


def _text_findings(article: ArticlePage) -> Iterator[Finding]:
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
    rendered = render_body(article.body, language=queries.publication_summary().language)
    found = (unescape(href) for href in _HREF.findall(rendered.whole))
    wanted = [
        href for href in found if not href.startswith("#") and parts_of(href).scheme in {"", "http", "https"}
    ]
    return list(dict.fromkeys(wanted))[:MAX_LINKS]


def check_links(*, article_id: int, now: datetime) -> list[CheckedLink]:
    """Store the result of checking every link in the newest version of a piece; makes outbound requests.

    :raises NetworkInsideTransaction: a transaction is open
    """
    article = ArticlePage.objects.get(pk=article_id).get_latest_revision_as_object()
    checked = [_checked(article_id, address, now=now) for address in links_in(article)]
    with transaction.atomic():
        CheckedLink.objects.filter(article_id=article_id).delete()
        return CheckedLink.objects.bulk_create(checked)


def _checked(article_id: int, address: str, *, now: datetime) -> CheckedLink:
    if address.startswith("//"):
        address = f"https:{address}"
    inside = address.startswith(("/", settings.SITE_URL + "/"))
    works, problem = (
        _check_internal(address.removeprefix(settings.SITE_URL)) if inside else _check_external(address)
    )
    return CheckedLink(
        article_id=article_id, address=address, works=works, problem=problem[:200], checked_at=now
    )


def _check_internal(path: str) -> tuple[bool, str]:
    """Whether our own site has `path`; an unpublished piece does not count."""
    bare = "/" + decoded_path(path).strip("/")
    if bare == "/" or PublicView.objects.filter(path=f"{bare}/", live=True).exists():
        return True, ""
    if SectionPage.objects.filter(slug=bare.strip("/"), live=True).exists():
        return True, ""
    if Redirect.objects.filter(old_path=bare).exists():
        return True, stored(LinkHasMoved())
    try:
        found = resolve(f"{bare}/")
    except Http404:
        return False, stored(NoPageHere())
    if found.url_name == "wagtail_serve":
        return False, stored(NoPublishedPageHere())
    return True, ""


def _check_external(address: str) -> tuple[bool, str]:
    try:
        answer = fetching.fetch(
            address, media_types=frozenset(), skip_other_bodies=True, timeout_seconds=SECONDS_PER_LINK
        )
    except fetching.FetchRefused as no:
        return False, stored(no)
    if answer.ok:
        return True, ""
    if answer.status in _REFUSES_BOTS:
        return True, stored(LinkRefusesMachines(status=answer.status))
    return False, stored(LinkAnswersOtherwise(status=answer.status))
