"""What answers where a piece was taken back or deleted."""

from collections.abc import Callable
from http.client import GONE, NOT_FOUND

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from masthead.publishing import queries as publishing

GetResponse = Callable[[HttpRequest], HttpResponse]


class GonePageMiddleware:
    """Answers 410 with a short page where a piece was withdrawn or deleted."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code != NOT_FOUND:
            return response
        gone = publishing.gone_page_at(request.path)
        if gone is None:
            return response
        return render(request, "reading/withdrawn.html", {"gone": gone, "return_path": ""}, status=GONE)
