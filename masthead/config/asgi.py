"""The publication as one ASGI application: the front door, and Django behind it."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "masthead.config.settings")

from django.conf import settings
from django.core.wsgi import get_wsgi_application

django = get_wsgi_application()

from masthead.articles.queries import masthead_line  # noqa: E402 - Django must be set up first
from masthead.frontdoor.application import FrontDoor  # noqa: E402
from masthead.frontdoor.headers import networks  # noqa: E402
from masthead.kit import jobs  # noqa: E402

application = FrontDoor(
    django=django,
    threads=settings.SERVER_THREADS,
    trusted=networks(settings.TRUSTED_PROXIES),
    most_body_bytes=settings.MAX_BODY_BYTES,
    telling=settings.DEBUG or settings.TESTING,
    language=lambda: masthead_line().language,
    on_start=jobs.start_worker if settings.JOBS_IN_SERVER else lambda: None,
    on_stop=jobs.stop_worker if settings.JOBS_IN_SERVER else lambda: None,
)
