"""Every read of the room."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Q
from lxml import etree
from lxml.html import fragment_fromstring
from wagtail.contrib.redirects.models import Redirect

from masthead.articles import queries as articles
from masthead.articles.models import PublicView
from masthead.kit.fetching import FetchRefused, addresses
from masthead.mentions.errors import NoSuchMention
from masthead.mentions.models import LONGEST_ADDRESS, Mention, SentMention, SourceHost
from masthead.mentions.texts import first_words

SHOWN = 20  # under a piece
CASES = 50  # on the moderators' page
MOST_LINKS = 50  # of one piece that are told
# The leak audit calls eight words of a hidden text a leak; under a closed piece no foreign text runs that
# far.
WORDS_UNDER_A_CLOSED_PIECE = 7


# --- under a piece ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Elsewhere:
    """One mention as the page shows it."""

    address: str
    title: str
    host: str
    author: str
    excerpt: str
    at: datetime


def elsewhere(article_id: int, *, may_read: bool) -> list[Elsewhere]:
    """What others wrote about a piece, newest first, in one query.

    Others may quote what stands behind the gate. So whoever may not read the piece gets no excerpts, and of
    titles and names only so many words that no run of the hidden text can be among them.
    """
    rows = Mention.objects.filter(article_id=article_id, state=Mention.State.SHOWN)

    def cut(text: str) -> str:
        return text if may_read else first_words(text, WORDS_UNDER_A_CLOSED_PIECE)

    return [
        Elsewhere(
            address=row.source,
            title=cut(row.title or row.host),
            host=row.host.removeprefix("www."),
            author=cut(row.author),
            excerpt=row.excerpt if may_read else "",
            at=row.published_at or row.received_at,
        )
        for row in rows.order_by("-received_at", "-pk")[:SHOWN]
    ]


def surfaces() -> Iterator[str]:
    """For the leak audit: where mentions arrive, and where their senders see what became of them."""
    yield from ("/webmention", "/pingback")
    for token in Mention.objects.order_by("-pk").values_list("token", flat=True)[:20]:
        yield f"/webmention/{token}/"


# --- receiving --------------------------------------------------------------------------------------------


def article_at(target: str) -> PublicView | None:
    """The published piece at an address of this site, also at one that it had before; None if there is
    none.
    """
    path = urlsplit(target).path
    views = PublicView.objects.filter(live=True)
    found = views.filter(path__in={path, path.rstrip("/") + "/"}).first()
    if found is not None:
        return found
    moved = Redirect.objects.filter(old_path=Redirect.normalise_path(path)).values("redirect_page_id")
    return views.filter(article_id__in=moved).first()


def is_ours(host: str) -> bool:
    """Whether this is the publication's own host."""
    return host == (urlsplit(settings.SITE_URL).hostname or "")


def standing_of(host: str) -> str:
    """What was decided about a site: trusted, blocked, or nothing."""
    return SourceHost.objects.filter(host=host).values_list("standing", flat=True).first() or ""


def by_token(token: str) -> Mention:
    """The mention whose status has this address.

    :raises NoSuchMention: there is none
    """
    mention = Mention.objects.filter(token=token).first()
    if mention is None:
        raise NoSuchMention
    return mention


def by_id(mention_id: int) -> Mention:
    """:raises NoSuchMention: there is none"""
    mention = Mention.objects.filter(pk=mention_id).first()
    if mention is None:
        raise NoSuchMention
    return mention


# --- moderating -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Case:
    """A mention and the piece under which it stands or would stand."""

    mention: Mention
    piece: PublicView | None

    @property
    def is_shown(self) -> bool:
        return self.mention.state == Mention.State.SHOWN

    @property
    def is_hidden(self) -> bool:
        return self.mention.state == Mention.State.HIDDEN

    @property
    def is_decided(self) -> bool:
        return self.is_shown or self.is_hidden


def waiting() -> list[Case]:
    """Mentions that a moderator has to see first, the oldest first."""
    return _cases(Mention.objects.filter(state=Mention.State.WAITING).order_by("received_at", "pk")[:CASES])


def newest_decided() -> list[Case]:
    """Mentions that are shown or hidden, the newest first."""
    decided = Mention.objects.filter(state__in=[Mention.State.SHOWN, Mention.State.HIDDEN])
    return _cases(decided.order_by("-received_at", "-pk")[:CASES])


def case_of(mention: Mention) -> Case:
    return _cases([mention])[0]


def to_decide() -> int:
    """How many mentions wait for a moderator."""
    return Mention.objects.filter(state=Mention.State.WAITING).count()


def blocked_sites() -> list[SourceHost]:
    return list(SourceHost.objects.filter(standing=SourceHost.Standing.BLOCKED).order_by("host"))


def _cases(mentions: Iterable[Mention]) -> list[Case]:
    rows = list(mentions)
    views = articles.public_views_of(row.article_id for row in rows)
    return [Case(row, views.get(row.article_id)) for row in rows]


# --- by the clock, and sending ----------------------------------------------------------------------------


def due_for_a_look(*, now: datetime, limit: int = 20) -> list[int]:
    """The mentions whose pages are to be looked at again."""
    due = Mention.objects.filter(next_check_at__lte=now).order_by("next_check_at")
    return list(due.values_list("pk", flat=True)[:limit])


def due_to_send(*, now: datetime, limit: int = 20) -> list[int]:
    """The pages that are to be told now."""
    due = SentMention.objects.filter(next_try_at__lte=now).order_by("next_try_at")
    return list(due.values_list("pk", flat=True)[:limit])


def has_something_to_tell(article_id: int) -> bool:
    """Whether somebody is to be told that this piece changed: it links out, or did."""
    if SentMention.objects.filter(article_id=article_id).exists():
        return True
    view = articles.public_view_of(article_id)
    return view is not None and bool(links_out_of(view))


def links_out_of(view: PublicView) -> list[str]:
    """The pages elsewhere that the open part of a piece links to, each once, in order.

    Only the open part: to tell somebody of a link behind the gate would tell what is written there.
    """
    if "href" not in view.teaser_html:
        return []
    try:
        tree = fragment_fromstring(view.teaser_html, create_parent="div")
    except (etree.LxmlError, ValueError):
        return []
    found: dict[str, None] = {}
    for link in tree.iter("a"):
        address = _outward(link.get("href", ""))
        if address:
            found.setdefault(address)
    return list(found)[:MOST_LINKS]


def _outward(link: str) -> str:
    try:
        address = addresses.read(link)
    except FetchRefused:
        return ""
    text = str(address)
    return text if not is_ours(address.host) and len(text) <= LONGEST_ADDRESS else ""


def unsettled_of(host: str) -> Q:
    """Which rows of a site a block concerns: all that are not hidden already."""
    return Q(host=host) & ~Q(state__in=[Mention.State.HIDDEN, Mention.State.REFUSED, Mention.State.GONE])
