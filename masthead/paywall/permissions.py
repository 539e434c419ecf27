"""Who may change the meter."""

from collections.abc import Mapping, Sequence

from masthead.people.models import Role

ROLE_PERMISSIONS: Mapping[Role, Sequence[str]] = {Role.PUBLISHER: ["paywall.change_meterpolicy"]}
