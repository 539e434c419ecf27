"""Every read of the room. Lists, feeds and search read `PublicView`; the whole text has one door."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from urllib.parse import unquote

from django.conf import settings
from django.conf.global_settings import LANGUAGES_BIDI
from django.db import connection
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from wagtail.models import Page

from masthead.articles.decisions import Front, SectionName, lay_out
from masthead.articles.errors import BodyNeedsDecision, SearchIsTooLong, SearchIsTooShort
from masthead.articles.keepsakes import Follow, Saved
from masthead.articles.look import Look, address_of, sheet_of
from masthead.articles.models import (
    AccessLevel,
    ArticlePage,
    Author,
    CheckedLink,
    FinishedBody,
    FrontPage,
    GoneAddress,
    ListedUnder,
    Listing,
    OwnAccess,
    PlacedFile,
    PreviewLink,
    Publication,
    PublicView,
    SectionPage,
    Talk,
)
from masthead.discussion import queries as discussion
from masthead.discussion.queries import ThreadPage
from masthead.kit.own_data import Share
from masthead.paywall.decisions import Decision, Level, Piece
from masthead.people.models import Person

PAGE = 20
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

# --- what a stranger may see ------------------------------------------------------------------------------


@dataclass(frozen=True)
class Cursor:
    """The last piece of a page of older ones; the next page begins behind it."""

    published_at: datetime
    article_id: int

    def __str__(self) -> str:
        return f"{(self.published_at - _EPOCH) // timedelta(microseconds=1)}-{self.article_id}"

    @classmethod
    def parse(cls, text: str) -> "Cursor | None":
        """The cursor in an address, or None when it is missing or not ours."""
        micros, dash, article_id = text.partition("-")
        if not (
            dash and micros.isascii() and micros.isdigit() and article_id.isascii() and article_id.isdigit()
        ):
            return None
        if len(micros) > 17 or len(article_id) > 18:
            return None
        return cls(_EPOCH + timedelta(microseconds=int(micros)), int(article_id))


@dataclass(frozen=True)
class Shelf:
    """One page of pieces, newest first, and where the older ones begin."""

    views: Sequence[PublicView]
    older: Cursor | None


def public_views(*, section_id: int | None = None, before: Cursor | None = None, limit: int = PAGE) -> Shelf:
    """The newest `limit` published pieces, of one section or of all, that are older than `before`."""
    found = _published()
    if section_id is not None:
        found = found.filter(section_id=section_id)
    return shelf_of(found, before=before, limit=limit)


def public_views_of(article_ids: Iterable[int]) -> dict[int, PublicView]:
    """The public views of those of `article_ids` that are published, by article."""
    return {view.article_id: view for view in _published().filter(article_id__in=list(article_ids))}


def public_view_of(article_id: int) -> PublicView | None:
    """What everybody may see of a piece, or None when it is not published."""
    return _published().select_related("series").filter(article_id=article_id).first()


@dataclass(frozen=True)
class Gone:
    """When a piece that stood at an address was taken back; or, `for_good`, deleted."""

    at: datetime
    for_good: bool


def gone_from(path: str) -> Gone | None:
    """What became of the piece that stood at `path`; None if none did, or another stands there now."""
    views = PublicView.objects.filter(path=path).order_by("-live").values_list("live", "updated_at")
    newest = views.first()
    if newest is not None:
        return None if newest[0] else Gone(newest[1], for_good=False)
    deleted_at = GoneAddress.objects.filter(path=path).values_list("gone_at", flat=True).first()
    return Gone(deleted_at, for_good=True) if deleted_at else None


def _published() -> QuerySet[PublicView]:
    return PublicView.objects.filter(live=True)


def shelf_of(
    found: QuerySet[PublicView], *, before: Cursor | None, limit: int, oldest_first: bool = False
) -> Shelf:
    """One page of `found` behind the cursor, newest first unless told otherwise."""
    if before is not None:
        # Two plain comparisons instead of a row comparison, so that both databases walk the index.
        behind, tie = ("gte", "lte") if oldest_first else ("lte", "gte")
        found = found.filter(**{f"first_published_at__{behind}": before.published_at}).exclude(
            **{"first_published_at": before.published_at, f"article_id__{tie}": before.article_id}
        )
    order = ("first_published_at", "article_id")
    rows = list(found.order_by(*(order if oldest_first else (f"-{name}" for name in order)))[: limit + 1])
    last = rows[limit - 1] if len(rows) > limit else None
    return Shelf(rows[:limit], Cursor(last.first_published_at, last.article_id) if last else None)


# --- lists ------------------------------------------------------------------------------------------------


def front(*, recent: int = 200) -> Front:
    """The front page in a fixed number of queries, laid out of the `recent` newest pieces."""
    pool = shelf_of(_published().defer("teaser_html", "search_text"), before=None, limit=recent).views
    return lay_out(pool=pool, sections=masthead_line().sections, letters=letters_under(pool))


def letters_under(views: Iterable[PublicView]) -> dict[int, int]:
    """How many letters everybody may read under each of `views`, by article; none where there are none."""
    by_key = {view.thread_key: view.article_id for view in views if view.discussion != Talk.OFF}
    counts = discussion.counts_by_key(list(by_key))
    return {by_key[key]: count for key, count in counts.items() if key in by_key}


def talk_under(view: PublicView, *, now: datetime) -> ThreadPage | None:
    """The first letters under a piece as a stranger sees them, or None where its discussion is off.

    Pages are shared, so what is personal or for members only is never part of them.
    """
    thread = None if view.discussion == Talk.OFF else discussion.thread_by_key(view.thread_key)
    return discussion.first_page(thread=thread, reader_id=None, now=now) if thread else None


def section_page(slug: str) -> SectionPage | None:
    """The published section with this name in its address, or None."""
    return SectionPage.objects.filter(live=True, slug=slug).first()


def addresses(*, limit: int) -> list[tuple[str, datetime]]:
    """Path and last change of the newest `limit` published pieces, for the sitemap."""
    newest = _published().order_by("-first_published_at", "-article_id")
    return list(newest.values_list("path", "updated_at")[:limit])


# --- search -----------------------------------------------------------------------------------------------

SHORTEST, LONGEST, MOST_WORDS = 2, 100, 8
_PHRASE = re.compile(r'"([^"]*)"|(\S+)')
_QUOTES = str.maketrans(dict.fromkeys("“”„«»", '"'))


@dataclass(frozen=True)
class Sieve:
    """What a search is narrowed to; dates are days by the publication's clock, both included."""

    section_id: int | None = None
    author_id: int | None = None
    tag_id: int | None = None
    from_date: date | None = None
    to_date: date | None = None
    oldest_first: bool = False

    @property
    def narrows(self) -> bool:
        """Whether anything at all is left out."""
        return any((self.section_id, self.author_id, self.tag_id, self.from_date, self.to_date))


def search(
    *,
    words: str,
    sieve: Sieve | None = None,
    open_to: AbstractSet[Level] = frozenset(),
    before: Cursor | None = None,
    limit: int = PAGE,
) -> Shelf:
    """Published pieces that hold all `words`, those in quotation marks as they stand.

    Pieces of the levels in `open_to` are searched to their end; of any other only the public view is looked
    at, so that hits, number and order say nothing of what is behind its gate. Without words a `sieve` that
    narrows is enough.

    :raises SearchIsTooShort: fewer than two letters
    :raises SearchIsTooLong: more than a hundred letters
    """
    sieve = sieve or Sieve()
    if len(words) > LONGEST:
        raise SearchIsTooLong
    parts = sought(words)
    if sum(map(len, parts)) < SHORTEST and (words or not sieve.narrows):
        raise SearchIsTooShort
    found = _sifted(_published().defer("teaser_html"), sieve)
    for part in parts:
        found = found.filter(_holds(part, open_to))
    return shelf_of(found, before=before, limit=limit, oldest_first=sieve.oldest_first)


def sought(words: str) -> list[str]:
    """The first few of the words, folded; those between quotation marks together."""
    parts = (phrase or word for phrase, word in _PHRASE.findall(words.translate(_QUOTES)))
    return [folded for part in parts if (folded := fold(part.strip('"')))][:MOST_WORDS]


def _holds(part: str, open_to: AbstractSet[Level]) -> Q:
    """In the public view, or in the whole text of a piece that is open to its end.

    The whole text of a public piece is its public view; for strangers no other is even looked at.
    """
    holds = Q(search_text__contains=part)
    if gated := set(open_to) - {Level.PUBLIC}:
        holds |= Q(level__in=gated, article__searched_body__folded__contains=part)
    return holds


def _sifted(found: QuerySet[PublicView], sieve: Sieve) -> QuerySet[PublicView]:
    if sieve.section_id:
        found = found.filter(section_id=sieve.section_id)
    for kind, subject_id in ((ListedUnder.AUTHOR, sieve.author_id), (ListedUnder.TAG, sieve.tag_id)):
        if subject_id:
            places = Listing.objects.filter(kind=kind, subject_id=subject_id)
            found = found.filter(article_id__in=places.values("view_id"))
    if sieve.from_date:
        found = found.filter(first_published_at__gte=_midnight(sieve.from_date))
    if sieve.to_date:
        found = found.filter(first_published_at__lt=_midnight(sieve.to_date + timedelta(days=1)))
    return found


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def fold(text: str) -> str:
    """`text` as it is compared in a search: one case, no accents, no control characters."""
    spread = unicodedata.normalize("NFKD", text.casefold())
    return " ".join(
        "".join(mark for mark in spread if not unicodedata.combining(mark) and mark != "\x00").split()
    )


# --- the gate ---------------------------------------------------------------------------------------------


def level_of(article: ArticlePage, section: SectionPage, publication: Publication) -> AccessLevel:
    """Who may read `article` to its end: its own word, else its section's, else the publication's."""
    for own in (article.access, section.access):
        if own != OwnAccess.INHERIT:
            return AccessLevel(own)
    return AccessLevel(publication.default_access)


def piece_of(view: PublicView) -> Piece:
    """What the paywall needs to know of a piece."""
    return Piece(id=view.article_id, level=Level(view.level), metered=view.metered)


def full_body(*, article_id: int, decision: Decision) -> SafeString:
    """The whole finished text of a piece, its hidden part in an element `.gated`: the one door to it.

    :raises BodyNeedsDecision: `decision` does not allow reading
    :raises FinishedBody.DoesNotExist: the piece is not published
    """
    if decision.may_read is not True:
        raise BodyNeedsDecision
    body = FinishedBody.objects.get(article_id=article_id)
    gated = f'<div class="gated">{body.after_gate}</div>' if body.after_gate else ""
    return mark_safe(body.before_gate + gated + body.notes)


def placed_file(path: str) -> "Placed | None":
    """Where a file of the media folder stands in published pieces, or None when it stands in none."""
    rows = list(
        PlacedFile.objects.filter(path=path, article__public_view__live=True).values_list(
            "behind_gate", "article_id"
        )
    )
    if not rows:
        return None
    open_somewhere = any(not behind for behind, _ in rows)
    views = [] if open_somewhere else list(_published().filter(article_id__in=[pk for _, pk in rows]))
    return Placed(in_the_open=open_somewhere, pieces=tuple(piece_of(view) for view in views))


@dataclass(frozen=True)
class Placed:
    """A file of published pieces: for everybody, or for those who may read one of `pieces`."""

    in_the_open: bool
    pieces: tuple[Piece, ...]


def gated_views() -> QuerySet[PublicView]:
    """Every published piece that is not open to everybody, for the leak audit."""
    return _published().exclude(level=AccessLevel.PUBLIC).order_by("article_id")


# --- the desk ---------------------------------------------------------------------------------------------


def previews_of(article: ArticlePage, *, now: datetime) -> list[PreviewLink]:
    """The links by which a draft of `article` can be read now, the newest first."""
    found = PreviewLink.objects.filter(article_id=article.pk, ended_at=None, expires_at__gt=now)
    return list(found.select_related("shared_by").order_by("-pk"))


def preview_of(article: ArticlePage, link_id: int) -> PreviewLink | None:
    """The link of that number to a draft of `article`, or None."""
    return PreviewLink.objects.filter(article_id=article.pk, pk=link_id).first()


def checked_links_of(article: ArticlePage) -> list[CheckedLink]:
    """What was found the last time the links of `article` were looked at, the broken ones first."""
    return list(CheckedLink.objects.filter(article_id=article.pk).order_by("alive", "pk"))


def newest_draft_of(article_id: int) -> ArticlePage | None:
    """The piece as its editors last saved it, or None."""
    article = ArticlePage.objects.filter(pk=article_id).first()
    return article.get_latest_revision_as_object() if article else None


def access_before(row: ArticlePage | SectionPage | Publication, field: str) -> str | None:
    """Who may read, as the stored row says; None where there is none yet."""
    return type(row).objects.filter(pk=row.pk).values_list(field, flat=True).first()


@dataclass(frozen=True)
class OnTheDesk:
    """What the desk's first page shows of the pieces: titles, numbers and moments only."""

    written: Sequence[ArticlePage]
    published: Sequence[PublicView]
    discussed: Sequence[tuple[PublicView, int]]


def on_the_desk(*, limit: int = 6, recent: int = 60) -> OnTheDesk:
    """What is being written, what was published and what is discussed, in four queries whatever there is."""
    written = ArticlePage.objects.filter(has_unpublished_changes=True).select_related("owner")
    newest = list(
        _published()
        .defer("teaser_html", "search_text")
        .order_by("-first_published_at", "-article_id")[:recent]
    )
    letters = letters_under(newest)
    talked = sorted(
        (view for view in newest if letters.get(view.article_id)), key=lambda view: -letters[view.article_id]
    )
    return OnTheDesk(
        list(written.order_by("-latest_revision_created_at", "-pk")[:limit]),
        newest[:limit],
        [(view, letters[view.article_id]) for view in talked[:limit]],
    )


# --- the publication --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class PageName:
    """A page that the foot of every page names."""

    name: str
    address: str


@dataclass(frozen=True)
class LookLine:
    """How every page looks. `draft`: the sheet stands in the page itself, as only the desk's preview may."""

    pairing: str
    sheet: str
    address: str
    paper: str
    paper_dark: str
    shown: Mapping[str, Any]
    header_links: tuple[tuple[str, str], ...]
    footer_links: tuple[tuple[str, str], ...]
    draft: bool = False


def look_line(look: Look, *, draft: bool = False) -> LookLine:
    """What pages need to know of `look`."""
    sheet = sheet_of(look)
    header, footer = (
        tuple((link.value["text"], link.value["address"]) for link in links)
        for links in (look.header_links, look.footer_links)
    )
    return LookLine(
        look.pairing, sheet, address_of(sheet), look.paper, look.paper_dark, look.shown, header, footer, draft
    )


@dataclass(frozen=True)
class MastheadLine:
    """What the head of every page says."""

    name: str
    tagline: str
    language: str
    sections: tuple[SectionName, ...]
    look: LookLine
    pages: tuple[PageName, ...] = ()

    @property
    def direction(self) -> str:
        """Which way the language is written, as HTML's `dir` says it."""
        return "rtl" if self.language.split("-")[0].lower() in LANGUAGES_BIDI else "ltr"


_line: MastheadLine | None = None


def publication() -> Publication:
    """The publication's own row, with its defaults while nobody has saved it."""
    return Publication.objects.first() or Publication()


def look() -> Look:
    """How the publication looks: its row, or the house's look while nobody has saved one."""
    return Look.objects.first() or Look()


def belongs_to_the_look(path: str) -> bool:
    """Whether a file of the media folder is the logo, as every page shows it."""
    shown = masthead_line().look.shown
    return any(unquote(size["src"]) == settings.MEDIA_URL + path for size in shown.values())


def letterhead() -> dict[str, str]:
    """What e-mails are told of the publication."""
    line = masthead_line()
    return {"site_name": line.name, "language": line.language}


def masthead_line() -> MastheadLine:
    """Name, tagline and sections, remembered by this process until `forget_masthead_line`.

    Inside a transaction nothing is remembered: what is seen there may never be committed.
    """
    global _line  # noqa: PLW0603 - one small memory per process
    if connection.in_atomic_block:
        return _masthead_line()
    if _line is None:
        _line = _masthead_line()
    return _line


def forget_masthead_line(**_: object) -> None:
    """Read name and sections anew the next time. Called when they change, in every process."""
    global _line  # noqa: PLW0603
    _line = None


def _masthead_line() -> MastheadLine:
    row = publication()
    sections = tuple(
        SectionName(id=pk, name=title, address=f"/{slug}/", description=description, is_opinion=opinion)
        for pk, title, slug, description, opinion in SectionPage.objects.filter(live=True)
        .order_by("path")
        .values_list("pk", "title", "slug", "description", "is_opinion")
    )
    pages = tuple(
        PageName(name=title, address=f"/{slug}/")
        for title, slug in Page.objects.filter(live=True, show_in_menus=True, depth=3)
        .order_by("path")
        .values_list("title", "slug")
    )
    return MastheadLine(row.name, row.tagline, row.language, sections, look_line(look()), pages)


@dataclass(frozen=True)
class Beginnings:
    """What a new publication has already: `section_id` is its first section."""

    section_id: int | None
    has_author: bool
    has_piece: bool
    has_gated_piece: bool


def beginnings() -> Beginnings:
    """How far a new publication has come."""
    gated = (
        FinishedBody.objects.exclude(after_gate="")
        .exclude(before_gate="")
        .filter(article__public_view__live=True)
    )
    return Beginnings(
        section_id=SectionPage.objects.filter(live=True)
        .order_by("path")
        .values_list("pk", flat=True)
        .first(),
        has_author=Author.objects.exists(),
        has_piece=_published().exists(),
        has_gated_piece=gated.exclude(article__public_view__level=AccessLevel.PUBLIC).exists(),
    )


def front_page() -> FrontPage | None:
    """The front page, or None before the site is prepared."""
    return FrontPage.objects.first()


def own_data(person: Person, now: datetime) -> Share:  # noqa: ARG001 - the shape of every share
    """What this room holds of the person: what they put aside, and whom they follow."""
    content = {
        "saved": list(Saved.objects.filter(person=person).order_by("pk").values("article_id", "saved_at")),
        "follows": list(
            Follow.objects.filter(person=person).order_by("pk").values("kind", "subject_id", "followed_at")
        ),
    }
    return Share(name="reading-list", content=content)
