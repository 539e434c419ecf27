"""The outermost application for the command: as the site's own, without a worker beside it."""

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from masthead.frontdoor.application import FrontDoor
from masthead.frontdoor.tests.asking import fresh_state

application = FrontDoor(
    django=get_wsgi_application(),
    threads=1,
    hosts=settings.OWN_HOSTS,
    max_body_bytes=1_000_000,
    state=fresh_state(),
)
