"""Every read of the room."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Q
from lxml import etree
from lxml.html import fragment_fromstring
from wagtail.contrib.redirects.models import Redirect

from masthead.kit.addresses import ascii_host, decoded_path
from masthead.kit.fetching import FetchRefused, public_addresses
from masthead.mentions.errors import NoSuchMention
from masthead.mentions.models import MAX_ADDRESS_LENGTH, Mention, SentMention, SourceSite
from masthead.mentions.plain_text import first_words
from masthead.publishing import queries as publishing
from masthead.publishing.models import PublicView

_ESCAPE = re.compile(r"%[0-9a-fA-F]{2}")
SHOWN_LIMIT = 20  # under a piece
QUEUE_SIZE = 50  # on the moderators' page
MOST_LINKS = 50  # mentions sent for one piece
# The leak audit calls eight words of a hidden text a leak; under a closed piece no foreign text runs that
# far.
MAX_WORDS_WITHOUT_ACCESS = 7


# --- under a piece ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ShownMention:
    """One mention as the page shows it."""

    address: str
    title: str
    host: str
    author: str
    excerpt: str
    at: datetime


def shown_mentions(article_id: int, *, may_read: bool) -> list[ShownMention]:
    """The mentions shown under a piece, newest first, in one query.

    Other sites may quote what is behind the gate. So whoever may not read the piece gets no excerpts, and of
    titles and names only so many words that no run of the hidden text can be among them.
    """
    rows = Mention.objects.filter(article_id=article_id, state=Mention.State.SHOWN)

    def cut(text: str) -> str:
        return text if may_read else first_words(text, MAX_WORDS_WITHOUT_ACCESS)

    return [
        ShownMention(
            address=row.source,
            title=cut(row.title or row.host),
            host=row.host.removeprefix("www."),
            author=cut(row.author),
            excerpt=row.excerpt if may_read else "",
            at=row.published_at or row.received_at,
        )
        for row in rows.order_by("-received_at", "-pk")[:SHOWN_LIMIT]
    ]


def leak_surfaces() -> Iterator[str]:
    """For the leak audit: where mentions arrive, and where their senders see what became of them."""
    yield from ("/webmention", "/pingback")
    for token in Mention.objects.order_by("-pk").values_list("token", flat=True)[:20]:
        yield f"/webmention/{token}/"


# --- receiving --------------------------------------------------------------------------------------------


def article_at(target: str) -> PublicView | None:
    """The published piece at an address of this site, also at one that it had before; None if there is
    none.
    """
    path = decoded_path(target)
    views = PublicView.objects.filter(live=True)
    found = views.filter(path__in={path, path.rstrip("/") + "/"}).first()
    if found is not None:
        return found
    moved = Redirect.objects.filter(old_path=Redirect.normalise_path(path)).values("redirect_page_id")
    return views.filter(article_id__in=moved).first()


def is_own_host(host: str) -> bool:
    """Whether this is the publication's own host, however it is spelled."""
    ours = ascii_host(urlsplit(settings.SITE_URL).hostname or "")
    return bool(ours) and ascii_host(host) == ours


def standing_of(host: str) -> str:
    """The standing of a site: trusted, blocked, or empty."""
    return SourceSite.objects.filter(host=host).values_list("standing", flat=True).first() or ""


def mention_by_token(token: str) -> Mention:
    """The mention with this token in the address of its status page.

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
class QueueItem:
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
    def is_moderated(self) -> bool:
        return self.is_shown or self.is_hidden


def pending_items() -> list[QueueItem]:
    """Mentions that a moderator has to see first, the oldest first."""
    return _queue_items(
        Mention.objects.filter(state=Mention.State.PENDING).order_by("received_at", "pk")[:QUEUE_SIZE]
    )


def newest_moderated() -> list[QueueItem]:
    """Mentions that are shown or hidden, the newest first."""
    decided = Mention.objects.filter(state__in=[Mention.State.SHOWN, Mention.State.HIDDEN])
    return _queue_items(decided.order_by("-received_at", "-pk")[:QUEUE_SIZE])


def queue_item_of(mention: Mention) -> QueueItem:
    return _queue_items([mention])[0]


def queue_length() -> int:
    """How many mentions wait for a moderator."""
    return Mention.objects.filter(state=Mention.State.PENDING).count()


def blocked_sites() -> list[SourceSite]:
    return list(SourceSite.objects.filter(standing=SourceSite.Standing.BLOCKED).order_by("host"))


def _queue_items(mentions: Iterable[Mention]) -> list[QueueItem]:
    rows = list(mentions)
    views = publishing.public_views_of(row.article_id for row in rows)
    return [QueueItem(row, views.get(row.article_id)) for row in rows]


# --- by the clock, and sending ----------------------------------------------------------------------------


def due_for_check(*, now: datetime, limit: int = 20) -> list[int]:
    """The mentions that are due for a check."""
    due = Mention.objects.filter(next_check_at__lte=now).order_by("next_check_at")
    return list(due.values_list("pk", flat=True)[:limit])


def due_to_send(*, now: datetime, limit: int = 20) -> list[int]:
    """The mentions that are due to be sent."""
    due = SentMention.objects.filter(next_attempt_at__lte=now).order_by("next_attempt_at")
    return list(due.values_list("pk", flat=True)[:limit])


def has_outgoing_links(article_id: int) -> bool:
    """Whether a change of this piece has mentions to send: it links to other sites, or did."""
    if SentMention.objects.filter(article_id=article_id).exists():
        return True
    view = publishing.public_view_of(article_id)
    return view is not None and bool(outgoing_links(view))


def outgoing_links(view: PublicView) -> list[str]:
    """The pages elsewhere that the open part of a piece links to, each once, in order, spelled as there.

    A receiver looks for exactly the target that it is told (https://www.w3.org/TR/webmention/ §3.2.2).
    Only the open part: a mention for a link behind the gate would reveal what is written there.
    """
    if "href" not in view.teaser_html:
        return []
    try:
        tree = fragment_fromstring(view.teaser_html, create_parent="div")
    except (etree.LxmlError, ValueError):
        return []
    found: dict[str, str] = {}
    for link in tree.iter("a"):
        spelled = link.get("href", "").strip()
        if page := _external_page(spelled):
            found.setdefault(page, spelled)
    return list(found.values())[:MOST_LINKS]


def _external_page(link: str) -> str:
    """The page elsewhere that `link` leads to, in one spelling for all that lead there; or nothing."""
    try:
        address = public_addresses.parse_address(link)
    except FetchRefused:
        return ""
    if is_own_host(address.host) or len(link) > MAX_ADDRESS_LENGTH:
        return ""
    return _ESCAPE.sub(lambda escape: escape[0].upper(), str(address))


def blockable_of(host: str) -> Q:
    """Which rows of a site a block concerns: all that are not hidden already."""
    return Q(host=host) & ~Q(state__in=[Mention.State.HIDDEN, Mention.State.REFUSED, Mention.State.GONE])
