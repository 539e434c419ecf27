"""HTTP range requests (RFC 9110 §14), which audio players need for seeking."""

import re
from collections.abc import Iterator
from typing import IO

from django.http import FileResponse, HttpResponse, HttpResponseBase, StreamingHttpResponse

_SINGLE_RANGE = re.compile(r"bytes=(\d{0,15})-(\d{0,15})")
_CHUNK_BYTES = 64 * 1024


def range_response(file: IO[bytes], *, size: int, range_header: str, content_type: str) -> HttpResponseBase:
    """The response with `file` of `size` bytes; several ranges at once get the whole file."""
    found = _SINGLE_RANGE.fullmatch(range_header.strip())
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
    answer = StreamingHttpResponse(_read_range(file, start, end), status=206, content_type=content_type)
    answer["Content-Range"] = f"bytes {start}-{end}/{size}"
    answer["Content-Length"] = str(end - start + 1)
    answer["Accept-Ranges"] = "bytes"
    return answer


def _read_range(file: IO[bytes], start: int, end: int) -> Iterator[bytes]:
    with file:
        file.seek(start)
        left = end - start + 1
        while left > 0 and (piece := file.read(min(_CHUNK_BYTES, left))):
            left -= len(piece)
            yield piece
