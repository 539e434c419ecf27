"""The audit log in the desk, read only: filters and search, no button that changes anything."""

import django_filters
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet

from masthead.audit.models import AuditEntry
from masthead.kit.read_only_listings import ReadOnlyViewSet


class AuditLogFilter(WagtailFilterSet):
    """Filter by date and by action."""

    at = django_filters.DateFromToRangeFilter(label=_("When"), widget=DateRangePickerWidget)
    action = django_filters.AllValuesFilter(label=_("What"))

    class Meta:
        model = AuditEntry
        fields = ("at", "action")


class AuditLogViewSet(ReadOnlyViewSet):
    model = AuditEntry
    name = "audit-log"
    icon = "history"
    menu_label = _("Audit log")
    menu_order = 350
    add_to_admin_menu = True
    list_display = ["at", "actor_label", "action", "subject_label"]
    filterset_class = AuditLogFilter
    search_fields = ["actor_label", "action", "subject_label"]
    inspect_view_fields = [
        "at",
        "actor_label",
        "action",
        "subject_type",
        "subject_id",
        "subject_label",
        "details",
    ]
    ordering = ["-at", "-pk"]


@hooks.register("register_admin_viewset")
def register_audit_log() -> AuditLogViewSet:
    """The audit log has a place in the desk's menu."""
    return AuditLogViewSet()
