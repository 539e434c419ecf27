"""From what somebody typed to finished HTML: a small, safe part of Markdown.

Paragraphs, emphasis, links, quotations, lists and code; no images, no headings, and HTML stays the letters it
is.
Text in, text out: no rows, no clock.
"""

import re
import unicodedata
from collections.abc import Iterator
from urllib.parse import urlsplit

import nh3
from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from masthead.discussion import errors

LONGEST = 20_000  # characters
DEEPEST_NESTING = 12  # quotes, lists and emphasis within each other
MOST_BRACKETS = (
    400  # each open one makes the parser look to the end of the text; beyond, they are just brackets
)
MARKS_IN_A_ROW = 6  # Thai, Hebrew with cantillation and Tibetan stay below
SCHEMES = frozenset({"http", "https", "mailto"})
REL = "ugc nofollow noopener"

TAGS = {"p", "br", "em", "strong", "a", "blockquote", "ul", "ol", "li", "code", "pre"}
ATTRIBUTES = {"a": {"href"}, "ol": {"start"}}

# Pasted from word processors: other ways to say "new line".
_NEW_LINES = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
# What nobody can see and no language needs: controls, lone surrogates, noncharacters, object marks and
# "tags".
_CONTROLS = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufff9-\uffff\U000e0000-\U000e007f]"
)
# Embeddings, overrides and isolates. The plain marks U+200E, U+200F and U+061C stay: Arabic and Hebrew need
# them.
_DIRECTIONS = re.compile("[\u202a-\u202e\u2066-\u2069]")
_ADDRESS = re.compile(r"https?://[^\s<>\"'`*\[\]{}|\\^]+", re.IGNORECASE)
_AFTER_ADDRESS = ".,;:!?…»”’)"


def clean(text: str) -> str:
    """`text` with its line ends and accents in one form, known to be fit to be set.

    :raises EmptyText: nothing in it can be seen
    :raises TextTooLong: more than 20,000 characters
    :raises ControlCharacters: invisible controls, NUL or halves of characters in it; `facts["mended"]` is
        without them
    :raises DirectionCharacters: embeddings, overrides or isolates in it; `facts["mended"]` is without them
    :raises PiledMarks: accents piled on accents; `facts["mended"]` keeps six in a row
    """
    text = _NEW_LINES.sub("\n", text).strip("\ufeff")
    if len(text) > LONGEST:
        raise errors.TextTooLong(length=f"{len(text):,}", most=f"{LONGEST:,}")
    if _CONTROLS.search(text):
        raise errors.ControlCharacters(mended=_mended(text))
    if _DIRECTIONS.search(text):
        raise errors.DirectionCharacters(mended=_mended(text))
    if _without_piles(text) != text:
        raise errors.PiledMarks(mended=_mended(text))
    text = unicodedata.normalize("NFC", text).strip()
    if not _can_be_seen(text):
        raise errors.EmptyText
    return text


def finished(text: str) -> str:
    """The HTML of a cleaned `text`, sanitised; it is kept and never made again.

    :raises EmptyText: it is made of signs only, so nothing would be seen
    :raises TextTooDeep: nested more than twelve deep
    :raises LinkRefused: a link leads elsewhere than to http, https, mailto or a path of this site
    """
    markdown = _markdown if text.count("[") <= MOST_BRACKETS else _without_brackets
    tokens = markdown.parse(text)
    _ensure_shallow(tokens)
    _ensure_links_are_fit(tokens)
    html = nh3.clean(
        markdown.renderer.render(tokens, markdown.options, {}),
        tags=TAGS,
        attributes=ATTRIBUTES,
        url_schemes=set(SCHEMES),
        link_rel=REL,
    )
    if not _can_be_seen(re.sub("<[^>]*>", "", html)):
        raise errors.EmptyText
    return html.strip()


def _mended(text: str) -> str:
    return _without_piles(_DIRECTIONS.sub("", _CONTROLS.sub("", text)))


def _without_piles(text: str) -> str:
    if text.isascii():
        return text
    kept, piled = [], 0
    for character in text:
        piled = piled + 1 if unicodedata.category(character) in {"Mn", "Me"} else 0
        if piled <= MARKS_IN_A_ROW:
            kept.append(character)
    return "".join(kept)


def _can_be_seen(text: str) -> bool:
    """Whether anything but spaces, format characters and bare accents is in it."""
    return any(unicodedata.category(character)[0] in "LNPS" for character in text)


def _ensure_shallow(tokens: list[Token]) -> None:
    depth = 0
    for token in _all(tokens):
        if token.type not in {"paragraph_open", "paragraph_close", "list_item_open", "list_item_close"}:
            depth += token.nesting
        if depth > DEEPEST_NESTING:
            raise errors.TextTooDeep(most=DEEPEST_NESTING)


def _ensure_links_are_fit(tokens: list[Token]) -> None:
    for token in _all(tokens):
        address = str(token.attrGet("href") or "") if token.type == "link_open" else "/"
        if not _is_fit(address):
            raise errors.LinkRefused(address=address[:200])


def _is_fit(address: str) -> bool:
    if address.startswith("/"):
        return not address.startswith(("//", "/\\"))
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return parts.scheme in SCHEMES and bool(parts.hostname if parts.scheme != "mailto" else parts.path)


def _all(tokens: list[Token]) -> Iterator[Token]:
    for token in tokens:
        yield token
        yield from token.children or ()


def _link_bare_addresses(state: StateCore) -> None:
    """Turn addresses that were typed bare into links, outside links and code."""
    for block in state.tokens:
        if block.type == "inline" and block.children and "://" in block.content:
            block.children = list(_with_links(block.children))


def _with_links(tokens: list[Token]) -> Iterator[Token]:
    inside = 0
    for token in tokens:
        inside += token.nesting if token.type in {"link_open", "link_close"} else 0
        if token.type == "text" and not inside:
            yield from _pieces(token.content)
        else:
            yield token


def _pieces(text: str) -> Iterator[Token]:
    done = 0
    for found in _ADDRESS.finditer(text):
        address = found.group().rstrip(_AFTER_ADDRESS)
        if found.group().startswith(address + ")") and address.count("(") > address.count(")"):
            address += ")"
        if not _is_fit(address):
            continue
        yield Token("text", "", 0, content=text[done : found.start()])
        yield Token("link_open", "a", 1, attrs={"href": _markdown.normalizeLink(address)})
        yield Token("text", "", 0, content=address)
        yield Token("link_close", "a", -1)
        done = found.start() + len(address)
    yield Token("text", "", 0, content=text[done:])


def _made_ready(*inline: str) -> MarkdownIt:
    # Nesting is refused at twelve; the parser itself stops at a hundred, so nothing can make it deep.
    ready = MarkdownIt("zero", {"html": False, "breaks": True, "maxNesting": 100})
    ready.enable(
        [
            "fence",
            "blockquote",
            "list",
            "newline",
            "escape",
            "backticks",
            "emphasis",
            "autolink",
            "entity",
            *inline,
        ]
    )
    ready.core.ruler.push("bare_addresses", _link_bare_addresses)
    ready.validateLink = lambda url: True  # type: ignore[method-assign]  # noqa: ARG005 - refused with a sentence instead
    return ready


_markdown = _made_ready("link")
_without_brackets = _made_ready()
