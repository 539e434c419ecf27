"""Content codings, decompressed in chunks, so that a decompression bomb is stopped in time."""

import zlib
from collections.abc import Iterator
from typing import Protocol

import brotli

from masthead.kit.fetching import errors

CHUNK_BYTES = 64 * 1024


class Decoder(Protocol):
    """Decodes one content coding; yields at most about `CHUNK_BYTES` at a time."""

    def feed(self, packed: bytes) -> Iterator[bytes]: ...

    @property
    def finished(self) -> bool: ...


class IdentityDecoder:
    finished = True

    def feed(self, packed: bytes) -> Iterator[bytes]:
        yield packed


class ZlibDecoder:
    """gzip (also several members behind each other) and deflate (with its header, or, as some send it,
    bare).
    """

    def __init__(self, coding: str) -> None:
        self._gzip, self._begun = coding == "gzip", False
        self._decompressor = zlib.decompressobj(16 + zlib.MAX_WBITS if self._gzip else zlib.MAX_WBITS)

    @property
    def finished(self) -> bool:
        return self._decompressor.eof

    def feed(self, packed: bytes) -> Iterator[bytes]:
        if not self._gzip and not self._begun and packed[:1] and packed[0] & 0x0F != 8:
            self._decompressor = zlib.decompressobj(-zlib.MAX_WBITS)
        self._begun = self._begun or bool(packed)
        while packed:
            if self._decompressor.eof:
                if not self._gzip:
                    return
                self._decompressor = zlib.decompressobj(16 + zlib.MAX_WBITS)
            yield self._decompressor.decompress(packed, CHUNK_BYTES)
            packed = self._decompressor.unconsumed_tail or self._decompressor.unused_data


class BrotliDecoder:
    def __init__(self) -> None:
        self._decompressor = brotli.Decompressor()

    @property
    def finished(self) -> bool:
        return bool(self._decompressor.is_finished())

    def feed(self, packed: bytes) -> Iterator[bytes]:
        yield self._decompressor.process(packed, output_buffer_limit=CHUNK_BYTES)
        while not self._decompressor.can_accept_more_data():
            yield self._decompressor.process(b"", output_buffer_limit=CHUNK_BYTES)


def decoder_for(coding: str) -> Decoder:
    """The decoder for this Content-Encoding.

    :raises ResponseIsBroken: a coding nobody asked for, or several within each other
    """
    match coding.strip().lower():
        case "" | "identity":
            return IdentityDecoder()
        case "gzip" | "x-gzip":
            return ZlibDecoder("gzip")
        case "deflate":
            return ZlibDecoder("deflate")
        case "br":
            return BrotliDecoder()
        case _:
            raise errors.ResponseIsBroken
