"""What every answer carries, and how a refusal becomes a page."""

from base64 import b64encode
from collections.abc import Callable
from hashlib import sha256

from django.http import HttpRequest, HttpResponse

from masthead.design.views import refusal
from masthead.kit.contributions import gather
from masthead.kit.refusals import Refusal

Answer = Callable[[HttpRequest], HttpResponse]

PAGES = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; media-src 'self'; manifest-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
# Wagtail's desk writes inline scripts and styles and previews pages in a frame of its own origin (ADR 0005).
DESK = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; "
    "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
    "frame-ancestors 'self'; base-uri 'self'; form-action 'self'"
)


class ContentSecurityPolicy:
    """Gives pages the strict policy and the desk its own."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        policy = DESK if request.path.startswith("/desk/") else f"{PAGES}; frame-src {_frames()}"
        if getattr(request, "is_preview", False):  # the desk shows drafts in a frame, under their own address
            policy = policy.replace("frame-ancestors 'none'", "frame-ancestors 'self'")
        if (
            sheet := getattr(request, "own_sheet", None)
        ) is not None:  # this one, and no other, may stand in the page
            policy = policy.replace("style-src 'self'", f"style-src 'self' 'sha256-{_digest(sheet)}'")
        response.headers.setdefault("Content-Security-Policy", policy)
        return response


def _digest(text: str) -> str:
    return b64encode(sha256(text.encode()).digest()).decode()


def _frames() -> str:
    """Whose players a reader may ask for; `frame_sources` in config/contributions.py names them."""
    return " ".join(origin for sources in gather("frame_sources") for origin in sources()) or "'none'"


class RefusalsAreAnswers:
    """Turns a refusal that no view caught into its status and its sentence."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return refusal(request, exception) if isinstance(exception, Refusal) else None
