"""A file, or the part of it that was asked for: players of sound seek by ranges (RFC 9110 §14)."""

import re
from collections.abc import Iterator
from typing import IO

from django.http import FileResponse, HttpResponse, HttpResponseBase, StreamingHttpResponse

_ONE = re.compile(r"bytes=(\d{0,15})-(\d{0,15})")
_PIECE = 64 * 1024


def file_or_part(file: IO[bytes], *, size: int, asked: str, content_type: str) -> HttpResponseBase:
    """The answer with `file` of `size` bytes; `asked` is the Range header. Several are answered whole."""
    found = _ONE.fullmatch(asked.strip())
    if not found or found.groups() == ("", ""):
        answer: HttpResponseBase = FileResponse(file, content_type=content_type)
        answer["Accept-Ranges"] = "bytes"
        return answer
    first, last = found.groups()
    start = int(first) if first else max(0, size - int(last))
    end = min(int(last), size - 1) if first and last else size - 1
    if start > end:
        file.close()
        return HttpResponse(
            status=416, headers={"Content-Range": f"bytes */{size}", "Accept-Ranges": "bytes"}
        )
    answer = StreamingHttpResponse(_part(file, start, end), status=206, content_type=content_type)
    answer["Content-Range"] = f"bytes {start}-{end}/{size}"
    answer["Content-Length"] = str(end - start + 1)
    answer["Accept-Ranges"] = "bytes"
    return answer


def _part(file: IO[bytes], start: int, end: int) -> Iterator[bytes]:
    with file:
        file.seek(start)
        left = end - start + 1
        while left > 0 and (piece := file.read(min(_PIECE, left))):
            left -= len(piece)
            yield piece
