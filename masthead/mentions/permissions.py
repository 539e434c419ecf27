"""Who may see sent mentions in the desk. Received mentions are moderated by moderators."""

from collections.abc import Mapping, Sequence

from masthead.discussion.permissions import ensure_may_moderate, may_moderate
from masthead.people.models import Role

__all__ = ["ROLE_PERMISSIONS", "ensure_may_moderate", "may_moderate"]

ROLE_PERMISSIONS: Mapping[Role, Sequence[str]] = {
    Role.PUBLISHER: ["mentions.view_sentmention", "mentions.view_mention"],
    Role.EDITOR: ["mentions.view_sentmention", "mentions.view_mention"],
}
