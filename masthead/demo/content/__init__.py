"""The demonstration's own writing, read from plain files: people, authors, sections, articles, comments."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

FOLDER = Path(__file__).parent
IMAGES = FOLDER / "images"
SOUNDS = FOLDER / "sounds"
PAGES = FOLDER / "pages"

BlockKind = Literal[
    "text", "heading", "quotation", "pull_quote", "gate", "picture", "audio", "callout", "timeline", "table",
    "chart", "footnote",
]  # fmt: skip
KINDS: tuple[BlockKind, ...] = ("picture", "audio", "callout", "timeline", "table", "chart", "footnote")


@dataclass(frozen=True, kw_only=True)
class ReaderText:
    """Somebody with an account. `kind` is member-yearly, member-monthly, registered or lapsed.

    `about` and `link` are what some of them tell about themselves.
    """

    handle: str
    name: str
    kind: str
    about: str = ""
    link: str = ""


@dataclass(frozen=True, kw_only=True)
class AuthorText:
    slug: str
    name: str
    line: str
    portrait: str

    @property
    def account(self) -> str:
        """The handle of the account that writes under this name."""
        return self.slug.split("-")[0]


@dataclass(frozen=True, kw_only=True)
class SectionText:
    slug: str
    name: str
    description: str
    access: str
    is_opinion: bool


@dataclass(frozen=True, kw_only=True)
class Block:
    """One part of a body. `attribution` is filled for quotations only.

    What is neither text nor a line of it is written `!kind` with its `facts`, and has `text` below.
    """

    kind: BlockKind
    text: str = ""
    attribution: str = ""
    facts: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class SeriesText:
    slug: str
    title: str
    description: str


@dataclass(frozen=True, kw_only=True)
class Correction:
    """What was put right, and how long ago."""

    hours_ago: int
    text: str


@dataclass(frozen=True, kw_only=True)
class ArticleText:
    slug: str
    title: str
    section: str
    authors: tuple[str, ...]
    access: str
    image: str
    alt: str
    caption: str
    credit: str
    hours_ago: int
    standfirst: str
    tags: tuple[str, ...]
    series: str
    part: int | None
    earlier: tuple[str, ...]
    whats_new: str
    correction: Correction | None
    body: tuple[Block, ...]


@dataclass(frozen=True, kw_only=True)
class CommentText:
    """One comment. `depth` 0 answers the article, 1 the nearest of depth 0 above it; votes are counts.

    `text` is what it says now. What it said `original_text` is filled only where its writer changed it.
    """

    depth: int
    handle: str
    minutes: int
    good: int
    agree: int
    disagree: int
    text: str
    original_text: str
    outcome: str  # "", "deleted", "hidden:<reason>" or "reported:<reason>"


@dataclass(frozen=True, kw_only=True)
class MentionText:
    """What a page elsewhere wrote about a piece; such pages are invented, so nobody ever looks at them."""

    piece: str
    minutes: int  # after the piece
    protocol: str
    is_shown: bool
    source: str
    title: str
    author: str
    excerpt: str


def _rows(name: str) -> Iterator[list[str]]:
    for line in (FOLDER / name).read_text("utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            yield [cell.strip() for cell in line.split("|")]


def readers() -> list[ReaderText]:
    """Everybody with an account who is not staff."""
    told = {handle: (about, link) for handle, about, link in _rows("profiles.txt")}
    found: list[ReaderText] = []
    for handle, name, kind in _rows("people.txt"):
        about, link = told.get(handle, ("", ""))
        found.append(ReaderText(handle=handle, name=name, kind=kind, about=about, link=link))
    return found


def members() -> list[ReaderText]:
    """Those of the readers who pay."""
    return [reader for reader in readers() if reader.kind.startswith("member-")]


def authors() -> list[AuthorText]:
    """Everybody whose name stands over a piece."""
    return [
        AuthorText(slug=slug, name=name, line=line, portrait=portrait)
        for slug, name, line, portrait in _rows("authors.txt")
    ]


def sections() -> list[SectionText]:
    """The sections, in the order of the menu."""
    return [
        SectionText(slug=slug, name=name, description=text, access=access, is_opinion=kind == "opinion")
        for slug, name, text, access, kind in _rows("sections.txt")
    ]


def series() -> list[SeriesText]:
    """The series that pieces belong to."""
    return [SeriesText(slug=slug, title=title, description=text) for slug, title, text in _rows("series.txt")]


def articles() -> list[ArticleText]:
    """Every article, oldest first."""
    texts = [_article(path.read_text("utf-8")) for path in sorted((FOLDER / "articles").glob("*.md"))]
    return sorted(texts, key=lambda text: -text.hours_ago)


def _article(source: str) -> ArticleText:
    head, _, body = source.partition("\n\n")
    facts: Mapping[str, str] = dict(line.split(": ", 1) for line in head.splitlines())
    return ArticleText(
        slug=facts["slug"],
        title=facts["title"],
        section=facts["section"],
        authors=_words(facts["authors"]),
        access=facts["access"],
        image=facts["image"],
        alt=facts["alt"],
        caption=facts["caption"],
        credit=facts["credit"],
        hours_ago=int(facts["hours_ago"]),
        standfirst=facts["standfirst"],
        tags=_words(facts["tags"]),
        series=facts.get("series", ""),
        part=int(facts["part"]) if "part" in facts else None,
        earlier=_words(facts.get("earlier", "")),
        whats_new=facts.get("new", ""),
        correction=_correction(facts.get("correction", "")),
        body=tuple(_block(part.strip()) for part in body.split("\n\n") if part.strip()),
    )


def _words(line: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in line.split(",") if word.strip())


def _correction(line: str) -> Correction | None:
    hours, _, text = line.partition("|")
    return Correction(hours_ago=int(hours), text=text.strip()) if line else None


def _block(part: str) -> Block:
    if part == "---gate---":
        return Block(kind="gate")
    if part.startswith("## "):
        return Block(kind="heading", text=part[3:])
    if part.startswith(">> "):
        return Block(kind="pull_quote", text=part[3:])
    if part.startswith("> "):
        said, _, by = part.partition("\n> -- ")
        return Block(kind="quotation", text=said[2:], attribution=by)
    for kind in KINDS:
        if part.startswith(f"!{kind} "):
            head, _, text = part.removeprefix(f"!{kind} ").partition("\n")
            return Block(kind=kind, text=text, facts=tuple(fact.strip() for fact in head.split("|")))
    return Block(kind="text", text=emphasis_as_html(part))


def emphasis_as_html(text: str) -> str:
    """Between stars in italics, between two of them bold."""
    strong = re.sub(r"\*\*(.+?)\*\*", r"<b>\1</b>", text)
    return re.sub(r"\*(.+?)\*", r"<i>\1</i>", strong)


def mentions() -> list[MentionText]:
    """What others wrote about the pieces, and what waits for a moderator."""
    return [
        MentionText(
            piece=piece,
            minutes=int(minutes),
            protocol=protocol,
            is_shown=state == "shown",
            source=source,
            title=title,
            author=author,
            excerpt=excerpt,
        )
        for piece, minutes, protocol, state, source, title, author, excerpt in _rows("mentions.txt")
    ]


def pages() -> dict[str, str]:
    """The standing pages that say something of their own, by kind."""
    return {path.stem: path.read_text("utf-8") for path in sorted(PAGES.glob("*.txt"))}


def blanks() -> dict[str, str]:
    """What this publication fills in where our own standing pages leave brackets."""
    lines = (FOLDER / "blanks.txt").read_text("utf-8").splitlines()
    pairs = (line.partition(" | ") for line in lines if line and not line.startswith("#"))
    return {blank: words for blank, _, words in pairs}


def comments() -> dict[str, list[CommentText]]:
    """The comments under each piece, by its slug, in conversation order."""
    return {
        path.stem: _comments(path.read_text("utf-8")) for path in sorted((FOLDER / "comments").glob("*.txt"))
    }


def _comments(source: str) -> list[CommentText]:
    found: list[CommentText] = []
    for entry in re.split(r"^= ", source, flags=re.MULTILINE)[1:]:
        head, _, text = entry.partition("\n")
        original_text, changed, now = text.partition("\n~~\n")
        depth, handle, minutes, good, agree, disagree, *outcome = head.split()
        found.append(
            CommentText(
                depth=int(depth),
                handle=handle,
                minutes=int(minutes),
                good=int(good),
                agree=int(agree),
                disagree=int(disagree),
                text=(now if changed else text).strip(),
                original_text=original_text.strip() if changed else "",
                outcome=outcome[0] if outcome else "",
            )
        )
    return found
