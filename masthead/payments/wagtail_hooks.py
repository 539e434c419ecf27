"""Read-only listings of invoices, subscriptions and checkouts for the publisher."""

from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.viewsets.model import ModelViewSetGroup

from masthead.kit.read_only_listings import ReadOnlyViewSet
from masthead.payments.models import Checkout, Invoice, Subscription


class CheckoutViewSet(ReadOnlyViewSet):
    model = Checkout
    name = "checkouts-listing"
    icon = "form"
    list_display = ["person", "title", "amount_minor", "currency", "state", "opened_at", "settled_at"]
    list_filter = ["state", "interval"]
    search_fields = ["person__email", "title"]
    # The tokens open somebody's payment page, so they are not shown.
    inspect_view_fields = [
        "person", "title", "amount_minor", "currency", "interval", "account", "state", "opened_at",
        "settled_at",
    ]  # fmt: skip


class SubscriptionViewSet(ReadOnlyViewSet):
    model = Subscription
    name = "subscriptions-listing"
    icon = "history"
    list_display = ["person", "title", "amount_minor", "currency", "state", "renews", "period_end"]
    list_filter = ["state", "renews", "interval"]
    search_fields = ["person__email", "title"]


class InvoiceViewSet(ReadOnlyViewSet):
    model = Invoice
    name = "invoices-listing"
    icon = "tick"
    list_display = ["number", "person", "title", "amount_minor", "currency", "state", "made_at", "paid_at"]
    list_filter = ["state", "currency"]
    search_fields = ["number", "person__email", "title"]


class PaymentsViewSetGroup(ModelViewSetGroup):
    items = (InvoiceViewSet, SubscriptionViewSet, CheckoutViewSet)
    menu_label = _("Payments")
    menu_icon = "calendar-check"
    menu_order = 310


@hooks.register("register_admin_viewset")
def register_payments() -> PaymentsViewSetGroup:
    """Invoices, subscriptions and checkouts have a place in the desk's menu."""
    return PaymentsViewSetGroup()
