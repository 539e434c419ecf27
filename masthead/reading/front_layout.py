"""Which piece stands where on the front page: a pure answer, each piece in one place only."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from masthead.articles.models import PublicView

RIVER, OPINION, DISCUSSED, PER_SECTION, FEWEST_OF_A_SECTION = 3, 4, 4, 4, 3
FEWEST_DISCUSSED = 3
MORE = 8


@dataclass(frozen=True)
class SectionName:
    """A section as the head of every page names it."""

    id: int
    name: str
    address: str
    description: str
    is_opinion: bool = False


@dataclass(frozen=True)
class SectionBlock:
    """A section and its newest pieces, as the front page shows it."""

    section: SectionName
    views: Sequence[PublicView]


@dataclass(frozen=True)
class Front:
    """Everything the front page shows; no piece twice."""

    lead: PublicView | None
    river: Sequence[PublicView]
    opinion: Sequence[PublicView]
    most_discussed: Sequence[PublicView]
    blocks: Sequence[SectionBlock]
    more: Sequence[PublicView]
    letters: Mapping[int, int]


def lay_out(
    *, pool: Sequence[PublicView], sections: Sequence[SectionName], letters: Mapping[int, int]
) -> Front:
    """The front page of `pool`, newest first: `letters` says how many stand under each article.

    The newest piece that is no opinion leads, the next ones stand beside it. Then opinion, then what is most
    discussed of the rest, then every section that has enough left for a block of its own; the rest is "more".
    """
    opinionated = {section.id for section in sections if section.is_opinion}
    left = list(pool)
    lead = _take(left, [view for view in left if view.section_id not in opinionated][:1] or left[:1])
    river = _take(left, [view for view in left if view.section_id not in opinionated][:RIVER])
    opinion = _take(left, [view for view in left if view.section_id in opinionated][:OPINION])
    talked = sorted(
        (view for view in left if letters.get(view.article_id)), key=lambda v: -letters[v.article_id]
    )
    enough = len(talked) >= FEWEST_DISCUSSED
    discussed = _take(left, talked[:DISCUSSED] if enough else [])
    blocks = []
    for section in sections:
        own = [view for view in left if view.section_id == section.id][:PER_SECTION]
        if len(own) >= FEWEST_OF_A_SECTION:
            blocks.append(SectionBlock(section, _take(left, own)))
    return Front(lead[0] if lead else None, river, opinion, discussed, blocks, left[:MORE], letters)


def _take(left: list[PublicView], chosen: Sequence[PublicView]) -> Sequence[PublicView]:
    """`chosen`, which are no longer left."""
    for view in chosen:
        left.remove(view)
    return chosen
