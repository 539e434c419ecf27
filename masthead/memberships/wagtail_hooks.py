"""The publisher's side: plans to edit, the ledger to read."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.panels import FieldPanel, FieldRowPanel, ObjectList
from wagtail.admin.ui.components import Component
from wagtail.admin.ui.tables import BooleanColumn, Column
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet, ModelViewSetGroup

from masthead.kit.money import format_money
from masthead.kit.read_only_listings import ReadOnlyViewSet
from masthead.memberships import operations, queries, views
from masthead.memberships.forms import PlanForm
from masthead.memberships.models import Entitlement, Plan
from masthead.payments import queries as payments
from masthead.people.models import Role
from masthead.people.permissions import has_role


class _RecordsPlanChange:
    """Records a change of a plan in the audit log and announces it."""

    change = ""
    request: Any

    def save_instance(self) -> Plan:
        plan: Plan = super().save_instance()  # type: ignore[misc]  # it is joined with Wagtail's view, which has it
        operations.record_plan_change(plan=plan, by=self.request.user, action=self.change, now=timezone.now())
        return plan


class CreatePlan(_RecordsPlanChange, generic.CreateView):
    change = "create"


class EditPlan(_RecordsPlanChange, generic.EditView):
    change = "edit"


class DeletePlan(generic.DeleteView):
    def delete_action(self) -> None:
        operations.record_plan_change(
            plan=self.object, by=self.request.user, action="delete", now=timezone.now()
        )
        super().delete_action()


def _price(plan: Plan) -> str:
    return format_money(plan.amount_minor, plan.currency, without_zero_decimals=True)


class PlanViewSet(ModelViewSet):
    model = Plan
    name = "plans"
    icon = "pick"
    menu_label = _("Plans")
    list_display = [
        "name",
        Column("price", label=_("Price"), accessor=_price),
        Column("interval", label=_("Paid every"), accessor="get_interval_display"),
        "position",
        BooleanColumn("is_offered", label=_("Offered to new members")),
    ]
    add_view_class = CreatePlan
    edit_view_class = EditPlan
    delete_view_class = DeletePlan
    copy_view_enabled = False
    edit_handler = ObjectList(
        [
            FieldPanel("name"),
            FieldPanel("slug"),
            FieldRowPanel([FieldPanel("price"), FieldPanel("currency"), FieldPanel("interval")]),
            FieldPanel("benefits"),
            FieldRowPanel([FieldPanel("position"), FieldPanel("is_offered")]),
        ],
        base_form_class=PlanForm,
    )


class LedgerViewSet(ReadOnlyViewSet):
    model = Entitlement
    name = "ledger"
    icon = "list-ul"
    menu_label = _("Ledger")
    list_display = ["person", "kind", "source", "starts_at", "ends_at", "reference", "reason", "recorded_at"]
    list_filter = ["kind", "source"]
    search_fields = ["person__email", "reference"]


class MembershipsViewSetGroup(ModelViewSetGroup):
    items = (PlanViewSet, LedgerViewSet)
    menu_label = _("Memberships")
    menu_icon = "group"
    menu_order = 300


class MoneyPanel(Component):
    """Panel: whether money and access agree, and when everything was last compared."""

    name = "money"
    template_name = "memberships/_money_panel.html"
    order = 96

    def get_context_data(self, parent_context: Mapping[str, object] | None = None) -> Mapping[str, object]:
        outside = {"csrf_token": parent_context.get("csrf_token")} if parent_context else {}
        return {
            **outside,
            "line": queries.money_line(timezone.now()),
            "last": payments.newest_reconciliation(),
        }


@hooks.register("construct_homepage_panels")
def add_money_panel(request: HttpRequest, panels: list[object]) -> None:
    if payments.takes_payments() and has_role(request.user, Role.PUBLISHER):
        panels.append(MoneyPanel())


@hooks.register("register_admin_urls")
def money_urls() -> list[URLPattern]:
    return [path("money/compare/", views.compare_money, name="compare_money")]


@hooks.register("register_admin_viewset")
def register_memberships() -> MembershipsViewSetGroup:
    """Plans and the ledger have a place in the desk's menu."""
    return MembershipsViewSetGroup()
