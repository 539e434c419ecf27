"""The words of a response: in tags, attributes, JSON or entities, compressed or encoded."""

import base64
import binascii
import gzip
import html
import re
import unicodedata
import zlib
from collections.abc import Iterable, Iterator
from itertools import pairwise
from urllib.parse import unquote_plus

import brotli

RUN_LENGTH = 8  # words in a row that nobody writes twice by chance
SHORTEST_RUN = 4  # a caption or heading this long is looked for as a whole

WordRun = tuple[str, ...]

_WORD = re.compile(r"\w+")
_TAG = re.compile(r"<[^<>]*>")
_JSON_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|([nrtbf])|(.))")
_BASE64 = re.compile(r"[A-Za-z0-9+/_-]{64,}={0,2}")


def words_of(text: str) -> list[str]:
    """The words of `text` as they are compared: one spelling of letters, one case."""
    return _WORD.findall(unicodedata.normalize("NFKC", text).casefold())


def runs_of(words: list[str], length: int = RUN_LENGTH) -> set[WordRun]:
    """Every `length` words in a row."""
    return set(zip(*(words[start:] for start in range(length)), strict=False))


def decompressed(body: bytes, coding: str) -> bytes:
    """The body without its content coding.

    :raises ValueError: the coding is unknown or the body is not in it
    """
    try:
        for name in reversed([part.strip() for part in coding.lower().split(",") if part.strip()]):
            match name:
                case "gzip" | "x-gzip":
                    body = gzip.decompress(body)
                case "deflate":
                    body = zlib.decompress(body)
                case "br":
                    body = brotli.decompress(body)
                case "identity":
                    pass
                case _:
                    raise ValueError(f"the answer is packed as {name}, which the audit cannot open")
    except (OSError, EOFError, zlib.error, brotli.error) as error:
        raise ValueError(f"the answer is not packed as it says: {error}") from error
    return body


def decoded_words(text: str) -> Iterator[list[str]]:
    """The words of `text`, decoded in every way by which the hidden part could be recovered."""
    for plain in _unique(_decoded(text)):
        yield words_of(plain)  # attributes, scripts, headers, plain text
        if "<" in plain:
            yield words_of(_TAG.sub(" ", plain))
            yield words_of(_TAG.sub("", plain))
    backwards = text[::-1]
    yield words_of(backwards)


class RunMatcher:
    """Runs to look for, each found by its first two words: a text is read once, however many are sought."""

    def __init__(self, runs: Iterable[WordRun]) -> None:
        self._single: set[str] = set()
        self._by_head: dict[WordRun, dict[int, set[WordRun]]] = {}  # by the first two words, then by length
        for run in runs:
            if len(run) == 1:
                self._single.add(run[0])
            else:
                self._by_head.setdefault(run[:2], {}).setdefault(len(run), set()).add(run)

    def found_in(self, texts: Iterable[str]) -> set[WordRun]:
        """Which of the runs stand in any of `texts`."""
        return {run for text in texts for words in decoded_words(text) for run in self._among(words)}

    def _among(self, words: list[str]) -> Iterator[WordRun]:
        if self._single:
            yield from ((word,) for word in self._single.intersection(words))
        by_head = self._by_head
        for place, head in enumerate(pairwise(words)):
            if head in by_head:
                for length, runs in by_head[head].items():
                    here = tuple(words[place : place + length])
                    if here in runs:
                        yield here


def _decoded(text: str) -> Iterator[str]:
    yield text
    unescaped = html.unescape(text)
    yield unescaped
    yield html.unescape(unescaped)
    if "\\" in text:
        yield html.unescape(_JSON_ESCAPE.sub(_unescaped, text))
    if "%" in text:
        yield html.unescape(unquote_plus(text))
    for blob in _BASE64.findall(text):
        opened = _from_base64(blob)
        if opened:
            yield html.unescape(opened)


def _unescaped(escape: re.Match[str]) -> str:
    code, blank, other = escape.groups()
    return chr(int(code, 16)) if code else " " if blank else other


def _from_base64(blob: str) -> str:
    blob = blob.rstrip("=").replace("-", "+").replace("_", "/")
    try:
        return base64.b64decode(blob + "=" * (-len(blob) % 4)).decode()
    except (binascii.Error, UnicodeDecodeError, ValueError):
        return ""


def _unique(texts: Iterable[str]) -> Iterator[str]:
    seen: set[str] = set()
    for text in texts:
        if text not in seen:
            seen.add(text)
            yield text
