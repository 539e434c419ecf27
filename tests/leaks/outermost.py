"""The outermost application for the command: as the site's own, without a worker beside it."""

from django.core.wsgi import get_wsgi_application

from masthead.frontdoor.application import FrontDoor
from masthead.frontdoor.tests.asking import fresh_memory

application = FrontDoor(
    django=get_wsgi_application(), threads=1, most_body_bytes=1_000_000, memory=fresh_memory()
)
