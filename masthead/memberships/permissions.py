"""Who may do what with plans and the ledger in the desk."""

from collections.abc import Mapping, Sequence

from masthead.people.models import Role

ROLE_PERMISSIONS: Mapping[Role, Sequence[str]] = {
    Role.PUBLISHER: [
        "memberships.add_plan",
        "memberships.change_plan",
        "memberships.delete_plan",
        "memberships.view_entitlement",
    ]
}
