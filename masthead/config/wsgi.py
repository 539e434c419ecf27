"""The WSGI application of Django alone, without the front door.

Of `X-Forwarded-…` it believes what the front door believes, what one of TRUSTED_PROXIES says; and as there,
an answer that brings a cookie is nobody else's.
"""

import os
from collections.abc import Callable, Iterable, Sequence
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "masthead.config.settings")

from django.conf import settings
from django.core.wsgi import get_wsgi_application

django = get_wsgi_application()

from masthead.frontdoor.request import environ_for_django, parse_networks  # noqa: E402 - Django must be set up first
from masthead.frontdoor.response import nobody_elses  # noqa: E402 - Django must be set up first

TRUSTED = parse_networks(settings.TRUSTED_PROXIES)


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Answer one request."""

    def start(status: str, headers: Sequence[tuple[str, str]], *failed: Any) -> Any:
        sent = nobody_elses(
            [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers]
        )
        return start_response(
            status, [(name.decode("latin-1"), value.decode("latin-1")) for name, value in sent], *failed
        )

    return django(environ_for_django(environ, trusted=TRUSTED), start)
