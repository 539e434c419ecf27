"""The files of the media folder: pictures in pieces and portraits."""

import mimetypes
from datetime import datetime

from django.core.exceptions import SuspiciousFileOperation
from django.core.files.storage import default_storage
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone
from django.utils.http import http_date
from django.views.decorators.http import require_safe

from masthead.articles import permissions, queries
from masthead.kit.byteranges import file_or_part
from masthead.paywall import gate

A_WEEK = 7 * 24 * 60 * 60


@require_safe
def media_file(request: HttpRequest, path: str) -> HttpResponseBase:
    """A file of the media folder: for everybody, for those who may read its piece, or for the desk."""
    placed = queries.placed_file(path)
    if (placed is not None and placed.in_the_open) or (placed is None and queries.belongs_to_the_look(path)):
        return send_file(request, path, keep=f"public, max-age={A_WEEK}")
    now = timezone.now()
    if placed is not None and any(gate.may_see_parts(request, piece, now=now) for piece in placed.pieces):
        return send_file(request, path, keep="private, no-store")
    if permissions.may_see_desk_files(gate.person_of(request)):
        return send_file(request, path, keep="private, no-store")
    raise Http404


def send_file(request: HttpRequest, path: str, *, keep: str) -> HttpResponseBase:
    try:
        changed: datetime = default_storage.get_modified_time(path)
        if request.headers.get("If-Modified-Since") == http_date(changed.timestamp()):
            answer: HttpResponseBase = HttpResponse(status=304)
        else:
            answer = file_or_part(
                default_storage.open(path),
                size=default_storage.size(path),
                asked=request.headers.get("range", ""),
                content_type=mimetypes.guess_type(path)[0] or "application/octet-stream",
            )
    except (OSError, SuspiciousFileOperation):
        raise Http404 from None
    answer["Last-Modified"] = http_date(changed.timestamp())
    answer["Cache-Control"] = keep
    return answer
