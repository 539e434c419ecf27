"""What anybody can send as often as they like must not fill the log."""

import subprocess
import sys

LOGGED = """
import os; os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
import django; django.setup()
import logging
logging.getLogger("django.security.DisallowedHost").error("Invalid HTTP_HOST header: 'evil.example'.")
"""


def test_log__a_request_for_another_host_leaves_no_line() -> None:
    """A logger without a handler is no silence: Python then prints what it is told, with its traceback."""
    said = subprocess.run([sys.executable, "-c", LOGGED], capture_output=True, text=True, check=True)
    assert "evil.example" not in said.stdout + said.stderr
