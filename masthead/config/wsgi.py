"""Django as WSGI: what the front door puts behind itself."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "masthead.config.settings")
application = get_wsgi_application()
