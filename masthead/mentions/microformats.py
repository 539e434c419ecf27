"""What an h-entry says of itself, as mf2py reads it (https://microformats.org/wiki/h-entry). Pure.

mf2py walks a tree by recursion, reads the words of every property of every level anew, and reads an item that
is several properties at once as often, and what is within it as often again: forty such levels would take it
for ever. So it is never given a stranger's tree, but one drawn after it that is neither deep nor large, where
items are within items only as far as a quoted entry and its author.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

import mf2py
from lxml.html import HtmlElement

from masthead.mentions.pages import INLINE_TAGS, MAX_PROPERTY_LENGTH

MAX_DEPTH = 40  # levels below the entry
MOST_ELEMENTS = 2_000
ITEMS_WITHIN = 2  # an entry that is quoted, and its author
MOST_CLASSES = 4  # of one element
MICROFORMAT = re.compile(r"(h|p|u|dt|e)-[a-z]|value(-title)?$")  # not those of the first generation
READ = ("href", "src", "alt", "title", "value", "datetime")
WITHOUT_END = {"area", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


@dataclass(frozen=True, kw_only=True)
class Entry:
    """What an entry says of itself; nothing where it does not."""

    name: str = ""
    author: str = ""
    summary: str = ""
    published: str = ""


def read_entry(element: HtmlElement) -> Entry:
    """What the h-entry that is `element` says of itself."""
    items = mf2py.parse(doc=bounded(element), html_parser="lxml")["items"]
    said: dict[str, list[object]] = items[0]["properties"] if items else {}
    return Entry(
        name=_first(said, "name"),
        author=_first(said, "author"),
        summary=_first(said, "summary") or _first(said, "content"),
        published=_first(said, "published"),
    )


def _first(said: dict[str, list[object]], name: str) -> str:
    """The words of the first value that has some: of an item within, its name; an address is none."""
    for value in said.get(name, []):
        if isinstance(value, dict):
            within = value.get("properties", {}).get("name", [])
            value = next((each for each in within if isinstance(each, str)), "") or value.get("value", "")
        if isinstance(value, str) and value.strip() and not value.startswith(("http://", "https://")):
            return value
    return ""


def bounded(element: HtmlElement) -> str:
    """The entry as a small page: its first elements, not too deep, with the attributes that are read.

    Blocks are set apart by a space, so that their words do not run together.
    """
    return "".join(_Drawing().draw(element))


class _Drawing:
    """An element drawn anew, within what is left of the number of elements."""

    def __init__(self) -> None:
        self.left = MOST_ELEMENTS

    def draw(self, entry: HtmlElement) -> list[str]:
        # A property of ours: without any of its own, an entry's name would be all of its words.
        parts = [
            f"<div{_attributes(entry, _classes(entry))}><data class='p-drawn' value=''></data>",
            _words(entry.text),
        ]
        open_tags: list[tuple[HtmlElement, str]] = []
        walk = [(child, 1, 0) for child in reversed(entry)]
        while walk:
            each, depth, items = walk.pop()
            if depth < 0:  # its end
                parts.append(open_tags.pop()[1] + _words(each.tail))
                continue
            if depth > MAX_DEPTH or self.left <= 0 or not isinstance(each.tag, str):
                parts.append(_words(each.tail))
                continue
            self.left -= 1
            tag = each.tag if each.tag.isascii() and each.tag.isalnum() else "span"
            edge = "" if tag in INLINE_TAGS else " "
            classes = _classes(each) if items < ITEMS_WITHIN else []
            items += any(name.startswith("h-") for name in classes)
            parts.append(f"{edge}<{tag}{_attributes(each, classes)}>")
            if tag in WITHOUT_END:
                parts.append(edge + _words(each.tail))
                continue
            parts.append(_words(each.text))
            open_tags.append((each, f"</{tag}>{edge}"))
            walk.append((each, -1, 0))
            walk.extend((child, depth + 1, items) for child in reversed(each))
        return [*parts, "</div>"]


def _attributes(element: HtmlElement, classes: Sequence[str]) -> str:
    drawn = {name: value for name in READ if (value := element.get(name)) is not None}
    if classes:
        drawn["class"] = " ".join(classes)
    return "".join(f' {name}="{_words(value)}"' for name, value in drawn.items())


def _classes(element: HtmlElement) -> list[str]:
    named = dict.fromkeys(filter(MICROFORMAT.match, element.get("class", "").split()))
    return sorted(named, key=lambda name: not name.startswith("h-"))[:MOST_CLASSES]


def _words(text: str | None) -> str:
    return escape((text or "")[:MAX_PROPERTY_LENGTH])
