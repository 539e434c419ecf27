"""Which cached pages and passes stop being true when something happens."""

from django.utils import timezone

from masthead.frontdoor import operations
from masthead.kit.events import Event
from masthead.people import events as people


def invalidate(event: Event) -> None:
    """Every cached page that depends on what the event changed."""
    # A reaction is a door of its own: events carry no time.
    operations.invalidate(event.changed, now=timezone.now())


def void_older_passes(event: people.AccessVersionRaised) -> None:
    """Passes below this version open nothing any more."""
    operations.raise_version(person_id=event.person_id, version=event.version)
