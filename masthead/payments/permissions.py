"""Who may see the money in the desk. Nobody may change it there."""

from collections.abc import Mapping, Sequence

from masthead.people.models import Role

ROLE_PERMISSIONS: Mapping[Role, Sequence[str]] = {
    Role.PUBLISHER: ["payments.view_checkout", "payments.view_subscription", "payments.view_invoice"]
}
