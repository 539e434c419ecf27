"""Characters that do harm: nobody sees them, they turn the line around, or they pile up over other lines.

Pure. Whoever takes a text decides what follows: refuse it with a sentence, or leave them out.
"""

import re
import unicodedata
from collections.abc import Callable
from typing import Any

# What nobody can see and no language needs: controls, lone surrogates, noncharacters, object marks and
# "tags".
_CONTROLS = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufff9-\uffff\U000e0000-\U000e007f]"
)
# What XML 1.0 (§2.2) and HTML (§3.2) forbid in any text: controls, lone surrogates, noncharacters.
_FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef"
    + "".join(chr(plane * 0x10000 + last) for plane in range(17) for last in (0xFFFE, 0xFFFF))
    + "]"
)
# What they were meant to be: Word's soft break, a page's end, Word's own hyphen; and Windows' quotation marks
# and dashes, which arrive as C1 controls where a text was read in the wrong encoding.
_MEANT = {"\x0b": " ", "\x0c": " ", "\x1e": "\u2011"} | {
    chr(byte): bytes([byte]).decode("cp1252", "ignore") for byte in range(0x80, 0xA0)
}
_MARK = "\ufffd"

_NO_BYTES = bytes(byte for byte in (*range(32), 127) if byte not in b"\t\n\r\x0b\x0c\x1e")
_CONTROL_BYTES = bytes.maketrans(b"\x0b\x0c\x1e", b"  -")
_FORBIDDEN_BYTES = [  # with what each begins or ends with, which is looked for first
    (b"\xc2", re.compile(rb"\xc2[\x80-\x9f]")),
    (b"\xef\xb7", re.compile(rb"\xef\xb7[\x90-\xaf]")),
    (b"\xbf\xbe", re.compile(rb"(?:\xef|[\xf0-\xf4][\x8f\x9f\xaf\xbf])\xbf\xbe")),
    (b"\xbf\xbf", re.compile(rb"(?:\xef|[\xf0-\xf4][\x8f\x9f\xaf\xbf])\xbf\xbf")),
]

# Embeddings, overrides and isolates. The plain marks U+200E, U+200F and U+061C stay: Arabic and Hebrew need
# them.
_DIRECTIONS = re.compile("[\u202a-\u202e\u2066-\u2069]")

# Controls, formats (bidi, joiners), surrogates, private, unassigned.
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
_SEPARATORS = frozenset({"Zl", "Zp"})
_INVISIBLE_LETTERS = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")

_PILING = frozenset({"Mn", "Me"})


def has_forbidden(text: str) -> bool:
    """Whether anything is in it that neither XML nor HTML can hold."""
    return _FORBIDDEN.search(text) is not None


def without_forbidden(text: str) -> str:
    """`text` as XML and HTML can hold it: what they forbid becomes what it was meant to be, or goes.

    A text without any of it is returned itself: one marked safe stays safe.
    """
    return _FORBIDDEN.sub(lambda found: _MEANT.get(found[0], ""), text) if has_forbidden(text) else text


def with_forbidden_marked(text: str) -> str:
    """`text` with U+FFFD for whatever XML and HTML forbid; so it is equal to nothing that is stored."""
    return _FORBIDDEN.sub(_MARK, text)


def without_forbidden_inside(value: Any) -> Any:
    """A JSON value, every text in it `without_forbidden`, its keys too."""
    return with_every_text(value, without_forbidden)


def with_every_text(value: Any, change: Callable[[str], str]) -> Any:
    """A JSON value, every text in it changed, its keys too."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, dict):
        return {with_every_text(key, change): with_every_text(part, change) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [with_every_text(part, change) for part in value]
    return value


def without_forbidden_bytes(body: bytes) -> bytes:
    """UTF-8 as XML and HTML can hold it. Quick where nothing is wrong, as it is asked of every answer."""
    body = body.translate(_CONTROL_BYTES, _NO_BYTES)
    for start, pattern in _FORBIDDEN_BYTES:
        if start in body:
            body = pattern.sub(lambda found: without_forbidden(found[0].decode()).encode(), body)
    return body


def without_controls(text: str) -> str:
    """`text` without controls, halves of characters and the like; joiners and directions stay."""
    return _CONTROLS.sub("", text)


def without_directions(text: str) -> str:
    """`text` without what embeds, overrides or isolates a direction."""
    return _DIRECTIONS.sub("", text)


def without_piles(text: str, *, most: int, spacing: bool = False) -> str:
    """`text` with at most so many marks in a row; with `spacing`, those that take a place of their own count
    too.
    """
    if text.isascii():
        return text
    counted = _PILING | {"Mc"} if spacing else _PILING
    kept, piled = [], 0
    for character in text:
        piled = piled + 1 if unicodedata.category(character) in counted else 0
        if piled <= most:
            kept.append(character)
    return "".join(kept)


def without_unseen(text: str, *, keep: frozenset[str]) -> str:
    """`text` without anything nobody sees but what is in `keep`; a control becomes a space."""
    shown = (" " if unicodedata.category(character) == "Cc" else character for character in text)
    return "".join(
        character
        for character in shown
        if character in keep or unicodedata.category(character) not in _UNSEEN
    )


def is_hidden(character: str) -> bool:
    """Whether nobody sees it: also letters without a shape, line separators and variation selectors."""
    return (
        unicodedata.category(character) in _UNSEEN | _SEPARATORS
        or character in _INVISIBLE_LETTERS
        or "\ufe00" <= character <= "\ufe0f"
        or "\U000e0100" <= character <= "\U000e01ef"
    )


def can_be_seen(text: str) -> bool:
    """Whether anything but spaces, format characters and bare accents is in it."""
    return any(unicodedata.category(character)[0] in "LNPS" for character in text)
