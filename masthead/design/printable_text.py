"""The last look at every answer in words: nothing that XML or HTML forbids leaves the house."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from masthead.kit.text_hygiene import without_forbidden_bytes

GetResponse = Callable[[HttpRequest], HttpResponse]

_IN_WORDS = ("text/", "application/json", "application/feed+json", "application/ld+json")


class PrintableTextMiddleware:
    """Leave out of pages, feeds and sitemaps what no page, feed or sitemap can hold.

    The databases' door (`kit/databases`) keeps it from being stored; this is for rows from before, and for
    what a page repeats of its address.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not response.streaming and _is_in_words(response):
            printed = without_forbidden_bytes(response.content)
            if printed != response.content:
                response.content = printed
                if response.has_header("Content-Length"):
                    response["Content-Length"] = str(len(printed))
        return response


def _is_in_words(response: HttpResponse) -> bool:
    """Whether the body is text as it stands: of one that is packed already, no byte may go."""
    if response.has_header("Content-Encoding"):
        return False
    kind = response.get("Content-Type", "").partition(";")[0].strip()
    return kind.startswith(_IN_WORDS) or kind.endswith(("+xml", "/xml"))
