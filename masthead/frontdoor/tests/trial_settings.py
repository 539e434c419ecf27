"""The settings of the trial site: the suite's own, with addresses that do what the door must bear."""

from tests.settings import *  # noqa: F403
from tests.settings import MIDDLEWARE

LARGE_BODY_PATHS = ("/",)
ROOT_URLCONF = "masthead.frontdoor.tests.trial_urls"


class NoMigrations(dict[str, None]):
    """Tables straight from the models: the trial wants them in a second."""

    def __contains__(self, name: object) -> bool:
        return True

    def __getitem__(self, name: str) -> None:
        return None


MIGRATION_MODULES = NoMigrations()
# The trial has none of the addresses that this one names on every piece.
MIDDLEWARE = [name for name in MIDDLEWARE if not name.startswith("masthead.mentions.")]
if "masthead.paywall.middleware.PassMiddleware" not in MIDDLEWARE:
    MIDDLEWARE = [*MIDDLEWARE, "masthead.paywall.middleware.PassMiddleware"]
