"""Read-only listings in the desk: rows which nobody may change there, not even a superuser."""

from collections.abc import Iterable

from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import register_permission_policy


class ViewOnlyPermissionPolicy(ModelPermissionPolicy):
    """Only the view permission counts; adding, changing and deleting are refused to everybody."""

    def user_has_permission(self, user: object, action: str) -> bool:
        return action == "view" and bool(super().user_has_permission(user, action))

    def users_with_any_permission(self, actions: Iterable[str]) -> object:
        return super().users_with_any_permission({"view"} & set(actions))


class ReadOnlyViewSet(ModelViewSet):
    """A listing with filters and search, and a page per row, without a button that changes anything."""

    inspect_view_enabled = True
    copy_view_enabled = False
    list_export: list[str] = []
    exclude_form_fields: list[str] = []

    def on_register(self) -> None:
        register_permission_policy(self.model, ViewOnlyPermissionPolicy(self.model), exact_class=True)
        super().on_register()
