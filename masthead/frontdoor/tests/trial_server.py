"""The trial site as a process of its own: arguments are port, workers, seconds for a body."""

import os
import signal
import sys

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "masthead.frontdoor.tests.trial_settings"
django.setup()

from django.conf import settings  # noqa: E402 - Django must be set up first
from django.utils.module_loading import import_string  # noqa: E402 - Django must be set up first

from masthead.frontdoor.server import serve  # noqa: E402 - Django must be set up first


def say_so() -> None:
    sys.stdout.write("ready\n")
    sys.stdout.flush()


if __name__ == "__main__":
    signal.signal(signal.SIGQUIT, signal.SIG_DFL)  # which a shell ignores in what it starts in the background
    port, workers, seconds = int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3])
    import_string(settings.ASGI_APPLICATION).bodies.seconds = seconds
    serve(host="127.0.0.1", port=port, threads=4, workers=workers, ready=say_so)
