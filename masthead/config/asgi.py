"""The ASGI application: the front door, with Django behind it."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "masthead.config.settings")

from django.conf import settings
from django.core.wsgi import get_wsgi_application

django = get_wsgi_application()

from masthead.frontdoor.application import FrontDoor  # noqa: E402 - Django must be set up first
from masthead.frontdoor.request import parse_networks  # noqa: E402 - Django must be set up first
from masthead.kit import jobs  # noqa: E402 - Django must be set up first
from masthead.publishing.queries import publication_summary  # noqa: E402 - Django must be set up first

application = FrontDoor(
    django=django,
    threads=settings.SERVER_THREADS,
    trusted=parse_networks(settings.TRUSTED_PROXIES),
    hosts=settings.OWN_HOSTS,
    max_body_bytes=settings.MAX_BODY_BYTES,
    large_body_paths=settings.LARGE_BODY_PATHS,
    debug_header=settings.DEBUG or settings.IS_TEST,
    language=lambda: publication_summary().language,
    on_start=jobs.start_server_workers if settings.JOBS_IN_SERVER else lambda: None,
    on_stop=jobs.stop_workers if settings.JOBS_IN_SERVER else lambda: None,
)
