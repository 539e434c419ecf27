"""How a refusal becomes a page."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from masthead.design.views import refusal_page
from masthead.kit.refusals import Refusal

GetResponse = Callable[[HttpRequest], HttpResponse]


class RefusalMiddleware:
    """Answer with the status and the sentence of a refusal that no view caught."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return refusal_page(request, exception) if isinstance(exception, Refusal) else None
