"""What stands around a piece: its series, what came before it, what is related. Public views only."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from masthead.kit.dependencies import Dependency
from masthead.publishing import dependencies
from masthead.publishing.models import Listing, ListKind, PublicView
from masthead.reading.queries.listings import NOT_IN_LISTS
from masthead.reading.queries.series import SeriesPosition, series_position_of

EARLIER, RELATED = 3, 3
RELATED_CANDIDATES = 120
TAG_WEIGHT = 10  # how much nearer a shared tag brings two pieces than a shared author


@dataclass(frozen=True)
class RelatedContent:
    """Content related to a piece: its position in a series, earlier coverage, similar pieces, corrections."""

    series_position: SeriesPosition | None
    earlier: Sequence[PublicView]
    similar: Sequence[PublicView]
    corrections: Sequence[tuple[date, str]]
    lists: tuple[Dependency, ...]

    @property
    def article_ids(self) -> list[int]:
        """The numbers of the other pieces that the page names."""
        around = [self.series_position.previous, self.series_position.next] if self.series_position else []
        return [view.article_id for view in (*around, *self.earlier, *self.similar) if view]

    @property
    def depends_on(self) -> tuple[Dependency, ...]:
        """The articles named here, and the lists from which others may join them."""
        return (*map(dependencies.Article, self.article_ids), *self.lists)


def related_content(view: PublicView) -> RelatedContent:
    """Content related to a piece, in a fixed number of queries; published pieces only.

    Earlier coverage is what the editor named, filled up with the newest older pieces that share a tag, or,
    for a piece without tags, of its section; all of it stands newest first. Related pieces share a tag or an
    author, then the section.
    """
    position = series_position_of(view)
    alike = _similarity_scores(view)
    wanted = {*view.earlier, *alike, *_of_section(view)} - {view.article_id}
    found = {
        piece.article_id: piece
        for piece in PublicView.objects.filter(live=True, article_id__in=wanted).defer(*NOT_IN_LISTS)
    }
    earlier = _earlier(view, found, alike)
    taken = {piece.article_id for piece in earlier}
    if position:
        taken |= {piece.article_id for piece in (position.previous, position.next) if piece}
    by_nearness = sorted(
        (piece for piece in found.values() if piece.article_id not in taken),
        key=lambda piece: (-alike.get(piece.article_id, 0), -piece.first_published_at.timestamp()),
    )
    return RelatedContent(position, earlier, by_nearness[:RELATED], corrections_of(view), view.lists)


def corrections_of(view: PublicView) -> list[tuple[date, str]]:
    """Day and words of each correction, newest first."""
    return [(date.fromisoformat(row["date"]), row["text"]) for row in view.corrections]


def _similarity_scores(view: PublicView) -> dict[int, int]:
    """Similarity of the newest pieces to `view`, scored by shared tags and authors."""
    near = Q(kind=ListKind.TAG, list_id__in=[row["id"] for row in view.tags])
    near |= Q(kind=ListKind.AUTHOR, list_id__in=[row["id"] for row in view.authors])
    places = Listing.objects.filter(near).order_by("-placed_at", "-view_id").values_list("kind", "view_id")
    shared: dict[int, int] = {}
    for kind, pk in places[:RELATED_CANDIDATES]:
        shared[pk] = shared.get(pk, 0) + (TAG_WEIGHT if kind == ListKind.TAG else 1)
    return shared


def _of_section(view: PublicView) -> list[int]:
    rows = PublicView.objects.filter(live=True, section_id=view.section_id)
    newest_first = rows.order_by("-first_published_at", "-article_id").values_list("article_id", flat=True)
    return list(newest_first[: EARLIER + RELATED + 2])


def _earlier(view: PublicView, found: Mapping[int, PublicView], alike: Mapping[int, int]) -> list[PublicView]:
    def came_before(piece: PublicView | None) -> bool:
        return piece is not None and piece.first_published_at < view.first_published_at

    named = [found[pk] for pk in view.earlier if came_before(found.get(pk))]
    shares = (
        (lambda pk: alike.get(pk, 0) >= TAG_WEIGHT)
        if view.tags
        else (lambda pk: found[pk].section_id == view.section_id)
    )
    others = sorted(
        (
            piece
            for pk, piece in found.items()
            if came_before(piece) and shares(pk) and pk not in view.earlier
        ),
        key=lambda piece: piece.first_published_at,
        reverse=True,
    )
    chosen = [*named, *others[: max(0, EARLIER - len(named))]]
    return sorted(chosen, key=lambda piece: (piece.first_published_at, piece.article_id), reverse=True)
