"""The settings of the suite: the deployment's own, in test mode; DATABASE_URL still chooses the database."""

import os

os.environ["MASTHEAD_MODE"] = "test"
os.environ.setdefault("DATA_DIR", "var/test")

from masthead.config.settings import *  # noqa: F403

# What a test's own threads open (the door's, for one) is closed with the request: a database that somebody
# still has open can be neither copied nor removed on PostgreSQL.
DATABASES["default"]["CONN_MAX_AGE"] = 0  # noqa: F405
