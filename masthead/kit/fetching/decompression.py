"""Content codings, opened piece by piece so that a small parcel cannot unfold into a large one."""

import zlib
from collections.abc import Iterator
from typing import Protocol

import brotli

from masthead.kit.fetching import refusals

PIECE = 64 * 1024


class Opener(Protocol):
    """Opens one coding; never returns more than about `PIECE` bytes at a time."""

    def feed(self, packed: bytes) -> Iterator[bytes]: ...

    @property
    def finished(self) -> bool: ...


class Plain:
    finished = True

    def feed(self, packed: bytes) -> Iterator[bytes]:
        yield packed


class Zlib:
    """gzip (also several members behind each other) and deflate (with its header, or, as some send it,
    bare).
    """

    def __init__(self, coding: str) -> None:
        self._gzip, self._begun = coding == "gzip", False
        self._opener = zlib.decompressobj(16 + zlib.MAX_WBITS if self._gzip else zlib.MAX_WBITS)

    @property
    def finished(self) -> bool:
        return self._opener.eof

    def feed(self, packed: bytes) -> Iterator[bytes]:
        if not self._gzip and not self._begun and packed[:1] and packed[0] & 0x0F != 8:
            self._opener = zlib.decompressobj(-zlib.MAX_WBITS)
        self._begun = self._begun or bool(packed)
        while packed:
            if self._opener.eof:
                if not self._gzip:
                    return
                self._opener = zlib.decompressobj(16 + zlib.MAX_WBITS)
            yield self._opener.decompress(packed, PIECE)
            packed = self._opener.unconsumed_tail or self._opener.unused_data


class Brotli:
    def __init__(self) -> None:
        self._opener = brotli.Decompressor()

    @property
    def finished(self) -> bool:
        return bool(self._opener.is_finished())

    def feed(self, packed: bytes) -> Iterator[bytes]:
        yield self._opener.process(packed, output_buffer_limit=PIECE)
        while not self._opener.can_accept_more_data():
            yield self._opener.process(b"", output_buffer_limit=PIECE)


def opener_for(coding: str) -> Opener:
    """What opens a body with this Content-Encoding.

    :raises AnswerIsBroken: a coding nobody asked for, or several within each other
    """
    match coding.strip().lower():
        case "" | "identity":
            return Plain()
        case "gzip" | "x-gzip":
            return Zlib("gzip")
        case "deflate":
            return Zlib("deflate")
        case "br":
            return Brotli()
        case _:
            raise refusals.AnswerIsBroken
