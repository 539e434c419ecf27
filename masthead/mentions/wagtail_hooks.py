"""The editors' side: whom we told of our links, and what came of it. To be read only."""

from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.viewsets.model import ModelViewSetGroup

from masthead.kit.desk import LookOnlyViewSet
from masthead.mentions.models import Mention, SentMention


class Received(LookOnlyViewSet):
    model = Mention
    name = "mentions-received"
    icon = "comment"
    menu_label = _("Received")
    list_display = ["host", "title", "article", "state", "received_at"]
    list_filter = ["state", "road"]
    search_fields = ["source", "title"]
    inspect_view_fields = [
        *("article", "source", "road", "state", "title", "author", "excerpt", "received_at", "checked_at"),
        "problem",
    ]


class Sent(LookOnlyViewSet):
    model = SentMention
    name = "mentions-sent"
    icon = "link-external"
    menu_label = _("Sent")
    list_display = ["target", "article", "state", "road", "problem", "sent_at"]
    list_filter = ["state", "road"]
    search_fields = ["target"]


class Mentions(ModelViewSetGroup):
    items = (Sent, Received)
    menu_label = _("Mentions")
    menu_icon = "link"
    menu_order = 320


@hooks.register("register_admin_viewset")
def mentions() -> Mentions:
    """Mentions have a place in the desk's menu."""
    return Mentions()
