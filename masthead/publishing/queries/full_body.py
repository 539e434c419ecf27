"""The full body of a piece: the only function that returns what is behind the gate."""

from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.safestring import SafeString, mark_safe

from masthead.paywall.decide import Decision, Level, Piece
from masthead.publishing.errors import BodyNeedsDecision
from masthead.publishing.models import (
    AccessLevel,
    ArticleFile,
    ArticlePage,
    FullBody,
    OwnAccess,
    Publication,
    PublicView,
    SectionPage,
)
from masthead.publishing.queries.public_views import published_views

GATED_CLASS = "gated"  # of the element that holds what stands behind the gate, on pages that hold it
GATED_ELEMENT = f'<div class="{GATED_CLASS}">'


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
    """The full body of a piece, its gated part in an element `.gated`. Nothing else reads it.

    :raises BodyNeedsDecision: `decision` does not allow reading
    :raises FullBody.DoesNotExist: the piece is not published
    """
    if decision.may_read is not True:
        raise BodyNeedsDecision
    body = FullBody.objects.get(article_id=article_id)
    gated = f"{GATED_ELEMENT}{body.after_gate}</div>" if body.after_gate else ""
    return mark_safe(body.before_gate + gated + body.footnotes)


def file_access(path: str) -> "FileAccess | None":
    """Who may see a file of the media folder, by the published pieces that show it; None when none does."""
    rows = list(
        ArticleFile.objects.filter(path=path, article__public_view__live=True).values_list(
            "behind_gate", "article_id"
        )
    )
    if not rows:
        return None
    open_somewhere = any(not behind for behind, _ in rows)
    views = [] if open_somewhere else list(published_views().filter(article_id__in=[pk for _, pk in rows]))
    return FileAccess(is_public=open_somewhere, pieces=tuple(piece_of(view) for view in views))


@dataclass(frozen=True)
class FileAccess:
    """A file of published pieces: for everybody, or for those who may read one of `pieces`."""

    is_public: bool
    pieces: tuple[Piece, ...]


def gated_views() -> QuerySet[PublicView]:
    """Every published piece that is not open to everybody, for the leak audit."""
    return published_views().exclude(level=AccessLevel.PUBLIC).order_by("article_id")
