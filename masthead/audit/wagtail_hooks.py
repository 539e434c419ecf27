"""The book, for whoever may read it: filters and search, and no button that changes anything."""

import django_filters
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet

from masthead.audit.models import Entry
from masthead.kit.desk import LookOnlyViewSet


class Narrowed(WagtailFilterSet):
    """Lines of some days, or about one kind of thing that was done."""

    at = django_filters.DateFromToRangeFilter(label=_("When"), widget=DateRangePickerWidget)
    action = django_filters.AllValuesFilter(label=_("What"))

    class Meta:
        model = Entry
        fields = ("at", "action")


class Book(LookOnlyViewSet):
    model = Entry
    name = "book"
    icon = "history"
    menu_label = _("The book")
    menu_order = 350
    add_to_admin_menu = True
    list_display = ["at", "actor_label", "action", "subject_label"]
    filterset_class = Narrowed
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
def book() -> Book:
    """The book has a place in the desk's menu."""
    return Book()
