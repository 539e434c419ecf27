"""Wagtail hooks: read-only lists of mentions sent and received."""

from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.ui.tables import Column
from wagtail.admin.viewsets.model import ModelViewSetGroup

from masthead.kit.read_only_listings import ReadOnlyViewSet
from masthead.mentions.models import Mention, SentMention


class Received(ReadOnlyViewSet):
    model = Mention
    name = "mentions-received"
    icon = "comment"
    menu_label = _("Received")
    list_display = ["host", "title", "article", "state", "received_at"]
    list_filter = ["state", "protocol"]
    search_fields = ["source", "title"]
    inspect_view_fields = [
        *(
            "article",
            "source",
            "protocol",
            "state",
            "title",
            "author",
            "excerpt",
            "received_at",
            "checked_at",
        ),
        "problem",
    ]


class Sent(ReadOnlyViewSet):
    model = SentMention
    name = "mentions-sent"
    icon = "link-external"
    menu_label = _("Sent")
    list_display = [
        "target",
        "article",
        "state",
        "protocol",
        Column("problem", label=_("Problem"), accessor="get_problem_display"),
        "sent_at",
    ]
    list_filter = ["state", "protocol"]
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
