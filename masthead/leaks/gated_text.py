"""What is behind the gates, read from the pieces themselves."""

import html
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from urllib.parse import quote

from masthead.discussion.models import Comment, State
from masthead.kit.contributions import gather
from masthead.kit.search_text import fold
from masthead.leaks.contributions import CANARIES
from masthead.leaks.words import RUN_LENGTH, SHORTEST_RUN, RunMatcher, WordRun, runs_of, words_of
from masthead.publishing import queries
from masthead.publishing.models import AccessLevel, ArticleFile, ArticlePage, Publication, SectionPage
from masthead.publishing.render_body import plain_text, render_body

CANARY = re.compile(r"\bcanary\w+\b", re.IGNORECASE)
_ALT = re.compile(r'\b(?:alt|aria-label)="([^"]*)"')
_DRAWN = re.compile(r"<(title|desc|text)\b[^<>]*>([^<]*)</\1>")  # text inside SVG


@dataclass(frozen=True)
class HiddenPart:
    """The part of one piece that readers below its level must never be sent."""

    article_id: int
    headline: str
    path: str
    level: AccessLevel
    metered: bool
    runs: dict[int, set[WordRun]] = field(repr=False)  # by their length in words
    files: frozenset[str] = frozenset()  # within the media folder
    samples: tuple[str, ...] = ()  # a few words each, which a search must not find

    @property
    def searches(self) -> tuple[str, ...]:
        """The addresses that search for hidden words, for some of them side by side, and among few pieces."""
        section = self.path.split("/")[1]
        narrow = (f"&section={section}", "&since=1970-01-01&order=oldest")
        everywhere = [f"/search/?q={quote(words)}" for words in self.samples]
        return (*everywhere, *(address + more for address in everywhere[:1] for more in narrow))

    @property
    def all_runs(self) -> set[WordRun]:
        """The hidden runs of whatever length."""
        return set().union(*self.runs.values())

    def found_in(self, texts: Iterable[str]) -> set[WordRun]:
        """The hidden runs that stand in `texts`."""
        return RunMatcher(self.all_runs).found_in(texts)


def hidden_parts() -> list[HiddenPart]:
    """The hidden part of every published piece that its section and the publication do not open to everybody.

    A run that also stands in something public, a standfirst or a free piece, is not hidden. Canaries are
    shorter: words that rooms above name (`leak_canaries`), looked for wherever they stand behind a gate.
    """
    canaries = {tuple(words_of(canary)) for part in gather(CANARIES) for canary in part()}
    publication = queries.publication()
    sections = {section.pk: section for section in SectionPage.objects.all()}
    pieces = list(_pieces(sections, publication))
    is_public: dict[int, set[WordRun]] = {}
    for piece in pieces:
        for part in piece.open_parts:
            words = words_of(part)
            for length in range(1, RUN_LENGTH + 1):
                is_public.setdefault(length, set()).update(runs_of(words, length))
    return [_hidden(piece, is_public, canaries) for piece in pieces if piece.hidden_parts]


def quoted_in_comments(runs: set[WordRun]) -> set[WordRun]:
    """Which of `runs` stand in comments: members may quote, under whatever piece.

    A piece may also quote a comment that was written under another one before.
    """
    letters = Comment.objects.filter(state=State.VISIBLE).values_list("body_source", flat=True)
    return RunMatcher(runs).found_in(letters.iterator())


@dataclass(frozen=True)
class _Piece:
    article: ArticlePage
    path: str
    level: AccessLevel
    open_parts: tuple[str, ...]
    hidden_parts: tuple[str, ...]  # block by block
    hidden_files: frozenset[str]
    hidden_text: str  # what can be read in it: no pictures' descriptions, no words of drawings


def _pieces(sections: dict[int, SectionPage], publication: Publication) -> Iterator[_Piece]:
    by_path = {section.path: section for section in sections.values()}
    for article in ArticlePage.objects.filter(live=True).select_related("lead_image").iterator(chunk_size=50):
        section = by_path[article.path[: -ArticlePage.steplen]]
        level = queries.level_of(article, section, publication)
        finished = render_body(article.body, language=publication.language)
        is_free = level == AccessLevel.PUBLIC
        opened, closed = (finished.whole, "") if is_free else (finished.open_part, finished.closed_part)
        facts = (
            article.title,
            article.standfirst,
            article.lead_caption,
            article.lead_credit,
            article.lead_alternative,
        )
        files = frozenset(finished.files_after - finished.files_before) if closed else frozenset()
        yield _Piece(
            article=article,
            path=queries.page_address(section.slug, article.slug),
            level=level,
            open_parts=(*facts, *_blocks(opened)),
            hidden_parts=tuple(_blocks(closed)),
            hidden_files=files,
            hidden_text=plain_text(closed),
        )


def _blocks(finished_html: str) -> list[str]:
    """The text of each block and of each picture's description, one after the other."""
    lines = plain_text(finished_html).splitlines()
    drawn = (html.unescape(words) for _, words in _DRAWN.findall(finished_html))
    said = (html.unescape(words) for words in _ALT.findall(finished_html))
    return [line for line in (*lines, *said, *drawn) if line.strip()]


def _hidden(piece: _Piece, is_public: dict[int, set[WordRun]], canaries: set[WordRun]) -> HiddenPart:
    runs: dict[int, set[WordRun]] = {RUN_LENGTH: runs_of(words_of(" ".join(piece.hidden_parts)))}
    for part in piece.hidden_parts:
        words = words_of(part)
        if SHORTEST_RUN <= len(words) < RUN_LENGTH:
            runs.setdefault(len(words), set()).add(tuple(words))
        for canary in (
            *_standing_in(words, canaries),
            *((word.casefold(),) for word in CANARY.findall(part)),
        ):
            runs.setdefault(len(canary), set()).add(canary)
    secret = {length: found - is_public.get(length, set()) for length, found in runs.items()}
    placed_in_the_open = ArticleFile.objects.filter(
        article__live=True, path__in=piece.hidden_files, article__in=_free_articles()
    ).values_list("path", flat=True)
    return HiddenPart(
        article_id=piece.article.pk,
        headline=piece.article.title,
        path=piece.path,
        level=piece.level,
        metered=piece.article.metered and piece.level == AccessLevel.MEMBERS,
        runs={length: found for length, found in secret.items() if found},
        files=piece.hidden_files - frozenset(placed_in_the_open),
        samples=_samples(
            secret.get(RUN_LENGTH, set()),
            fold(" ".join(piece.open_parts)),
            fold(piece.hidden_text),
            canaries,
        ),
    )


def _standing_in(words: list[str], canaries: set[WordRun]) -> Iterator[WordRun]:
    """Those of the canaries that stand in `words`."""
    for length in {len(canary) for canary in canaries}:
        yield from canaries & runs_of(words, length)


def _free_articles() -> list[int]:
    return list(
        ArticlePage.objects.filter(public_view__level=AccessLevel.PUBLIC).values_list("pk", flat=True)
    )


def _samples(runs: set[WordRun], open_text: str, hidden_text: str, canaries: set[WordRun]) -> tuple[str, ...]:
    """Searches of five hidden words each, at least one of which stands in nothing public: a hit is a leak.

    Fewer words than a run, so that a page may repeat what was searched. The last ones stand in quotation
    marks, side by side as they do in the piece.
    """
    tellers = sorted(
        run[:5]
        for run in runs
        if any(word.isalpha() and fold(word) not in open_text for word in run[:5])
        # What is looked for alone must not be searched for: a page may repeat what was searched.
        and not any(CANARY.fullmatch(word) for word in run[:5])
        and not any(_standing_in(list(run[:5]), canaries))
    )
    said = [" ".join(words) for words in tellers]
    phrase = [f'"{words}"' for words in said if fold(words) in hidden_text][:1]
    return (*said[:: max(1, len(said) // 4)][:4], *phrase)
