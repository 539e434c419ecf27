"""Django's own commands: `python manage.py …`, the same as `masthead manage …`."""

import os
import sys

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "masthead.config.settings")
    execute_from_command_line(sys.argv)
