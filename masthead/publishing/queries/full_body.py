"""What stands behind the gate, and the one door to it."""

from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.safestring import SafeString, mark_safe

from masthead.articles.errors import BodyNeedsDecision
from masthead.articles.models import (
    AccessLevel,
    ArticlePage,
    FinishedBody,
    OwnAccess,
    PlacedFile,
    Publication,
    PublicView,
    SectionPage,
)
from masthead.articles.queries.shelves import published
from masthead.paywall.decisions import Decision, Level, Piece


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
    views = [] if open_somewhere else list(published().filter(article_id__in=[pk for _, pk in rows]))
    return Placed(in_the_open=open_somewhere, pieces=tuple(piece_of(view) for view in views))


@dataclass(frozen=True)
class Placed:
    """A file of published pieces: for everybody, or for those who may read one of `pieces`."""

    in_the_open: bool
    pieces: tuple[Piece, ...]


def gated_views() -> QuerySet[PublicView]:
    """Every published piece that is not open to everybody, for the leak audit."""
    return published().exclude(level=AccessLevel.PUBLIC).order_by("article_id")
