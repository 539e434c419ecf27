"""The files of the media folder: pictures in pieces and portraits."""

import mimetypes
from datetime import datetime

from django.core.exceptions import SuspiciousFileOperation
from django.core.files.storage import default_storage
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone
from django.utils.http import http_date
from django.views.decorators.http import require_safe

from masthead.kit import incoming
from masthead.kit.range_requests import range_response
from masthead.paywall import gate
from masthead.publishing import permissions
from masthead.publishing import queries as publishing

WEEK_SECONDS = 7 * 24 * 60 * 60


@require_safe
def media_file(request: HttpRequest, path: str) -> HttpResponseBase:
    """A file of the media folder: for everybody, for those who may read its piece, or for the desk."""
    access = publishing.file_access(path)
    if (access is not None and access.is_public) or (access is None and publishing.is_theme_file(path)):
        return send_file(request, path, cache_control=f"public, max-age={WEEK_SECONDS}")
    now = timezone.now()
    if access is not None and any(gate.may_see_files(request, piece, now=now) for piece in access.pieces):
        return send_file(request, path, cache_control="private, no-store")
    if permissions.may_see_desk_files(gate.person_of(request)):
        return send_file(request, path, cache_control="private, no-store")
    raise Http404


def send_file(request: HttpRequest, path: str, *, cache_control: str) -> HttpResponseBase:
    try:
        changed: datetime = default_storage.get_modified_time(path)
        if incoming.headers(request).text("If-Modified-Since") == http_date(changed.timestamp()):
            answer: HttpResponseBase = HttpResponse(status=304)
        else:
            answer = range_response(
                default_storage.open(path),
                size=default_storage.size(path),
                range_header=incoming.headers(request).text("Range"),
                content_type=mimetypes.guess_type(path)[0] or "application/octet-stream",
            )
    except (OSError, SuspiciousFileOperation):
        raise Http404 from None
    answer["Last-Modified"] = http_date(changed.timestamp())
    answer["Cache-Control"] = cache_control
    return answer
