"""The Content-Security-Policy of every response."""

from base64 import b64encode
from collections.abc import Callable
from hashlib import sha256

from django.http import HttpRequest, HttpResponse

from masthead.design.contributions import FORM_TARGETS, FRAME_SOURCES
from masthead.kit.contributions import gather

GetResponse = Callable[[HttpRequest], HttpResponse]

PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; media-src 'self'; manifest-src 'self'; "
    "frame-ancestors 'none'; base-uri 'none'"
)
# Wagtail's desk writes inline scripts and styles and previews pages in a frame of its own origin (ADR 0005).
DESK_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; "
    "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
    "frame-ancestors 'self'; base-uri 'self'; form-action 'self'"
)


class ContentSecurityPolicyMiddleware:
    """Set a strict policy on pages and a looser one on the desk."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        policy = (
            DESK_POLICY
            if request.path.startswith("/desk/")
            else f"{PAGE_POLICY}; form-action {_form_targets()}; frame-src {_frame_sources()}"
        )
        if getattr(request, "is_preview", False):  # the desk shows drafts in a frame, under their own address
            policy = policy.replace("frame-ancestors 'none'", "frame-ancestors 'self'")
        if (
            sheet := getattr(request, "inline_stylesheet", None)
        ) is not None:  # allow this one inline stylesheet, by its hash
            policy = policy.replace("style-src 'self'", f"style-src 'self' 'sha256-{_digest(sheet)}'")
        response.headers.setdefault("Content-Security-Policy", policy)
        return response


def _digest(text: str) -> str:
    return b64encode(sha256(text.encode()).digest()).decode()


def _form_targets() -> str:
    """Ourselves, and the hosts to which a form leads on: those on whose pages members pay."""
    return " ".join(["'self'", *(origin for targets in gather(FORM_TARGETS) for origin in targets())])


def _frame_sources() -> str:
    """The hosts whose players may be framed; `frame_sources` in config/contributions.py names them."""
    return " ".join(origin for sources in gather(FRAME_SOURCES) for origin in sources()) or "'none'"
