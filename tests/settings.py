"""The settings of the suite: the deployment's own, in test mode; DATABASE_URL still chooses the database."""

import os

os.environ["MASTHEAD_MODE"] = "test"
os.environ.setdefault("DATA_DIR", "var/test")

from masthead.config.settings import *  # noqa: F403 - the deployment's own, whole

# What a test's own threads open (the door's, for one) is closed with the request: a database that somebody
# still has open can be neither copied nor removed on PostgreSQL.
DATABASES["default"]["CONN_MAX_AGE"] = 0  # noqa: F405 - from there
# By its name, since the suite's tools know Django's own engine only: every worker has a database in memory.
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):  # noqa: F405 - from there
    DATABASES["default"]["TEST"] = {"NAME": ":memory:"}  # noqa: F405 - from there
