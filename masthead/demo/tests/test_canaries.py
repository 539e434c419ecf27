"""Every body of the demonstration has a canary in each of its places, and the leak audit hears them sing."""

import itertools
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from django.utils.html import escape

from masthead.demo import content, operations
from masthead.demo.canaries import CANARIES, canaries
from masthead.demo.models import Demonstration
from masthead.leaks.gated_text import hidden_parts
from masthead.leaks.words import words_of
from masthead.publishing.blocks import BodyBlock
from masthead.publishing.models import FullBody, PublicView

NOW = datetime(2031, 3, 4, 9, 30, tzinfo=UTC)
GATED = {piece.slug: piece for piece in content.articles() if piece.access != "public"}

# Where the words of a block stand, first those of its facts; what is no writing has no name here.
PLACES: dict[str, tuple[str, ...]] = {
    "callout": ("callout heading", "callout"),
    "timeline": ("timeline heading", "timeline"),
    "table": ("table caption", "table source", "table"),
    "chart": ("chart title", "", "chart source", "chart in words", "chart"),
    "footnote": ("", "footnote"),
    "picture": ("", "picture in words", "picture caption", "", ""),
    "audio": ("", "audio title", "audio credit", "transcript"),
    "quotation": ("quotation",),
}


def places(block: content.Block) -> Iterator[tuple[str, str]]:
    """Every place of a block in which words of ours stand, and those words."""
    names = PLACES.get(block.kind, (block.kind.replace("_", " "),))
    found = [*zip(names, (*block.facts, block.text), strict=True), ("attribution", block.attribution)]
    yield from ((name, words) for name, words in found if name and words)


def behind_the_gate(piece: content.ArticleText) -> list[content.Block]:
    return list(itertools.dropwhile(lambda block: block.kind != "gate", piece.body))[1:]


def stands_in(canary: str, text: str) -> bool:
    return f" {' '.join(words_of(canary))} " in f" {' '.join(words_of(text))} "


def test_canaries__every_gated_body_has_one_for_every_place_it_uses() -> None:
    used = {
        slug: {name for block in behind_the_gate(piece) for name, _ in places(block)}
        for slug, piece in GATED.items()
    }
    assert {slug: set(canaries) for slug, canaries in CANARIES.items()} == used


def test_canaries__gated_bodies_show_every_kind_of_block_but_those_that_stand_elsewhere() -> None:
    used = {block.kind for piece in GATED.values() for block in behind_the_gate(piece)}
    assert set(BodyBlock().child_blocks) - used == {
        "gate",
        "embed",
    }  # an invented world has no videos elsewhere


@pytest.mark.parametrize("slug", sorted(GATED))
def test_canaries__stand_in_their_place_and_nowhere_that_is_open(slug: str) -> None:
    blocks = behind_the_gate(GATED[slug])
    openly = [text for piece in content.articles() for text in is_public(piece)]
    openly += [
        comment.text + comment.original_text for thread in content.comments().values() for comment in thread
    ]
    openly += [f"{mention.title} {mention.excerpt}" for mention in content.mentions()]
    openly += [author.line for author in content.authors()] + list(content.pages().values())
    for place, canary in CANARIES[slug].items():
        assert 2 <= len(words_of(canary)) < 8, canary
        homes = {name for block in blocks for name, words in places(block) if stands_in(canary, words)}
        assert homes == {place}, canary
        assert [text for text in openly if stands_in(canary, text)] == [], canary


def is_public(piece: content.ArticleText) -> Iterator[str]:
    yield from (piece.title, piece.standfirst, piece.alt, piece.caption, piece.credit, piece.whats_new)
    yield piece.correction.text if piece.correction else ""
    above = (
        piece.body
        if piece.slug not in GATED
        else itertools.takewhile(lambda block: block.kind != "gate", piece.body)
    )
    for block in above:
        yield from (words for _, words in places(block))


@pytest.mark.django_db
def test_run_audit__looks_for_each_canary_and_finds_each_where_it_is_planted() -> None:
    assert canaries() == []  # a publication of one's own has none
    operations._people(now=NOW)
    Demonstration.objects.create(begun_at=NOW)
    operations._upload_pictures_and_sounds()
    operations._articles(now=NOW)
    hidden = {part.path.strip("/").partition("/")[2]: part for part in hidden_parts()}
    assert set(hidden) == set(CANARIES)
    for slug, part in hidden.items():
        view = PublicView.objects.get(pk=part.article_id)
        shown = f"{view.headline} {view.standfirst} {view.teaser_html} {view.description} {view.search_text}"
        body = FullBody.objects.get(pk=part.article_id)
        full = f"{body.after_gate} {body.footnotes}"
        for place, canary in CANARIES[slug].items():
            run = tuple(words_of(canary))
            assert run in part.runs[len(run)], (slug, place)
            assert part.found_in([full]) >= {run}, (slug, place)
            assert run not in part.found_in([shown]), (slug, place)
            assert part.found_in([shown + f"<p>{escape(canary)}</p>"]) == {run}, (slug, place)
        assert not any(
            stands_in(canary, sample) for sample in part.samples for canary in CANARIES[slug].values()
        )
