"""The layout of the front page: which article stands where, each in one place only. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from masthead.publishing.models import PublicView
from masthead.publishing.queries import SectionSummary

RIVER, OPINION, DISCUSSED, PER_SECTION, MIN_PER_SECTION = 3, 4, 4, 4, 3
MIN_DISCUSSED = 3
MORE_COUNT = 8


@dataclass(frozen=True)
class SectionBlock:
    """A section and its newest pieces, as the front page shows it."""

    section: SectionSummary
    views: Sequence[PublicView]


@dataclass(frozen=True)
class FrontLayout:
    """Everything the front page shows; no piece twice."""

    lead: PublicView | None
    river: Sequence[PublicView]
    opinion: Sequence[PublicView]
    most_discussed: Sequence[PublicView]
    blocks: Sequence[SectionBlock]
    more: Sequence[PublicView]
    comment_counts: Mapping[int, int]


def lay_out_front(
    *, pool: Sequence[PublicView], sections: Sequence[SectionSummary], comment_counts: Mapping[int, int]
) -> FrontLayout:
    """The front page of `pool`, newest first; `comment_counts` holds the number of comments of each article.

    The newest piece that is no opinion leads, the next ones stand beside it. Then opinion, then what is most
    discussed of the rest, then every section that has enough left for a block of its own; the rest is "more".
    """
    opinionated = {section.id for section in sections if section.is_opinion}
    left = list(pool)
    lead = _take(left, [view for view in left if view.section_id not in opinionated][:1] or left[:1])
    river = _take(left, [view for view in left if view.section_id not in opinionated][:RIVER])
    opinion = _take(left, [view for view in left if view.section_id in opinionated][:OPINION])
    talked = sorted(
        (view for view in left if comment_counts.get(view.article_id)),
        key=lambda v: -comment_counts[v.article_id],
    )
    enough = len(talked) >= MIN_DISCUSSED
    discussed = _take(left, talked[:DISCUSSED] if enough else [])
    blocks = []
    for section in sections:
        own = [view for view in left if view.section_id == section.id][:PER_SECTION]
        if len(own) >= MIN_PER_SECTION:
            blocks.append(SectionBlock(section, _take(left, own)))
    return FrontLayout(
        lead[0] if lead else None, river, opinion, discussed, blocks, left[:MORE_COUNT], comment_counts
    )


def _take(left: list[PublicView], chosen: Sequence[PublicView]) -> Sequence[PublicView]:
    """`chosen`, which are no longer left."""
    for view in chosen:
        left.remove(view)
    return chosen
