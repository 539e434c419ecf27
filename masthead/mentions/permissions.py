"""Who may see in the desk whom we told. What is shown under a piece is the moderators' to decide."""

from collections.abc import Mapping, Sequence

from masthead.discussion.permissions import ensure_may_moderate, may_moderate
from masthead.people.models import Role

__all__ = ["RIGHTS", "ensure_may_moderate", "may_moderate"]

RIGHTS: Mapping[Role, Sequence[str]] = {
    Role.PUBLISHER: ["mentions.view_sentmention", "mentions.view_mention"],
    Role.EDITOR: ["mentions.view_sentmention", "mentions.view_mention"],
}
