"""From typed text to stored HTML: a small, safe subset of Markdown.

Paragraphs, emphasis, links, quotations, lists and code; no images, no headings, and HTML is shown as the
text it is. What is rendered has been cleaned before (`comment_text.py`).
Text in, text out: no rows, no clock.
"""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

import nh3
from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from masthead.discussion import errors
from masthead.kit import text_hygiene as hygiene

MAX_NESTING = 12  # quotes, lists and emphasis within each other
MAX_BRACKETS = (
    400  # each open one makes the parser look to the end of the text; beyond, they are just brackets
)
SCHEMES = frozenset({"http", "https", "mailto"})
REL = "ugc nofollow noopener"

TAGS = {"p", "br", "em", "strong", "a", "blockquote", "ul", "ol", "li", "code", "pre"}
ATTRIBUTES = {"a": {"href"}, "ol": {"start"}}

_ADDRESS = re.compile(r"https?://[^\s<>\"'`*\[\]{}|\\^]+", re.IGNORECASE)
_AFTER_ADDRESS = ".,;:!?…»”’)"


def render_markdown(text: str) -> str:
    """The HTML of a cleaned `text`, sanitised; it is kept and never made again.

    :raises EmptyText: it is made of signs only, so nothing would be seen
    :raises TextTooDeep: nested more than twelve deep
    :raises LinkRefused: a link leads elsewhere than to http, https, mailto or a path of this site
    """
    markdown = _markdown if text.count("[") <= MAX_BRACKETS else _without_brackets
    tokens = markdown.parse(text)
    _ensure_shallow(tokens)
    _ensure_links_are_allowed(tokens)
    html = nh3.clean(
        markdown.renderer.render(tokens, markdown.options, {}),
        tags=TAGS,
        attributes=ATTRIBUTES,
        url_schemes=set(SCHEMES),
        link_rel=REL,
    )
    if not hygiene.can_be_seen(re.sub("<[^>]*>", "", html)):
        raise errors.EmptyText
    return html.strip()


def _ensure_shallow(tokens: list[Token]) -> None:
    depth = 0
    for token in _all(tokens):
        if token.type not in {"paragraph_open", "paragraph_close", "list_item_open", "list_item_close"}:
            depth += token.nesting
        if depth > MAX_NESTING:
            raise errors.TextTooDeep(most=MAX_NESTING)


def _ensure_links_are_allowed(tokens: list[Token]) -> None:
    for token in _all(tokens):
        address = str(token.attrGet("href") or "") if token.type == "link_open" else "/"
        if not _is_allowed_link(address):
            raise errors.LinkRefused(address=address[:200])


def _is_allowed_link(address: str) -> bool:
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
        if not _is_allowed_link(address):
            continue
        yield Token("text", "", 0, content=text[done : found.start()])
        yield Token("link_open", "a", 1, attrs={"href": _markdown.normalizeLink(address)})
        yield Token("text", "", 0, content=address)
        yield Token("link_close", "a", -1)
        done = found.start() + len(address)
    yield Token("text", "", 0, content=text[done:])


def _parser(*inline: str) -> MarkdownIt:
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


_markdown = _parser("link")
_without_brackets = _parser()
