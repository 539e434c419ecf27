"""Listings in the desk that only show: rows which nobody may change there, not even a superuser."""

from collections.abc import Iterable
from typing import Any

from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import register_permission_policy


class LookOnly(ModelPermissionPolicy):
    """Whoever may view may view; nobody may do anything else."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action == "view" and bool(super().user_has_permission(user, action))

    def users_with_any_permission(self, actions: Iterable[str]) -> Any:
        return super().users_with_any_permission({"view"} & set(actions))


class LookOnlyViewSet(ModelViewSet):
    """A listing with filters and search, and a page per row, without a button that changes anything."""

    inspect_view_enabled = True
    copy_view_enabled = False
    list_export: list[str] = []
    exclude_form_fields: list[str] = []

    def on_register(self) -> None:
        register_permission_policy(self.model, LookOnly(self.model), exact_class=True)
        super().on_register()
