"""`manage.py check --deploy` as a host would meet it: production mode, a real secret, nothing for show."""

import os
import secrets
import sys
import tempfile

from django.core.management import execute_from_command_line


def main() -> None:
    """Run the check and leave with its status."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ.update(
            DJANGO_SETTINGS_MODULE="masthead.config.settings",
            MASTHEAD_MODE="production",
            SECRET_KEY=secrets.token_urlsafe(64),
            SITE_URL="https://magazine.example",
            PAYMENT_PROVIDER="none",
            EMAIL_URL="smtp://localhost:25",
            DATABASE_URL=f"sqlite:///{folder}/check.sqlite3",
            DATA_DIR=folder,
        )
        os.environ.pop("DEBUG", None)
        execute_from_command_line(["manage.py", "check", "--deploy", "--fail-level", "WARNING"])
    sys.exit(0)


if __name__ == "__main__":
    main()
