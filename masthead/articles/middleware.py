"""The language of an answer: the publication's, for every reader alike, since pages are shared.

The desk starts from it too; a staff member who has chosen another one there gets that from Wagtail.
"""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
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
