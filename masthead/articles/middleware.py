"""The language of an answer, and what answers where a piece was taken back.

Pages are shared, so everybody is answered in the publication's language. The desk starts from it too; a staff
member who has chosen another one there gets that from Wagtail.
"""

from collections.abc import Callable
from http.client import GONE, NOT_FOUND

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation

from masthead.articles import queries

Answer = Callable[[HttpRequest], HttpResponse]


class SpeaksThePublicationsLanguage:
    """Lets sentences, dates and numbers be those of the publication's language, and says so in the head."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        line = queries.masthead_line()
        request.masthead_line = line  # type: ignore[attr-defined]  # asked again by the context of every page
        with translation.override(line.language):
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", line.language)
        return response


class SaysWhatWasWithdrawn:
    """Where a piece stood that was taken back or deleted: 410 and a sentence, and nothing of the piece."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code != NOT_FOUND:
            return response
        gone = queries.gone_from(request.path)
        if gone is None:
            return response
        return render(request, "articles/withdrawn.html", {"gone": gone, "way_back": ""}, status=GONE)
