"""The settings of the suite: the deployment's own, in test mode; DATABASE_URL still chooses the database."""

import os

os.environ["MASTHEAD_MODE"] = "test"
os.environ.setdefault("DATA_DIR", "var/test")

from masthead.config.settings import *  # noqa: F403
