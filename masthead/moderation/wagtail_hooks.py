"""The desk's first page says what waits for a moderator."""

from collections.abc import Mapping

from django.http import HttpRequest
from wagtail import hooks
from wagtail.admin.ui.components import Component

from masthead.moderation import queries
from masthead.people.models import Role
from masthead.people.permissions import has_role


class QueuePanel(Component):
    """Panel: comments that were reported or held for moderation."""

    name = "held"
    template_name = "moderation/_queue_panel.html"
    order = 95

    def __init__(self, *, may_moderate: bool) -> None:
        self.may_moderate = may_moderate

    def get_context_data(self, parent_context: Mapping[str, object] | None = None) -> Mapping[str, object]:  # noqa: ARG002 - Wagtail's signature
        items = [*queries.queue(), *queries.pending_items()]
        return {"items": items[:5], "count": queries.queue_length(), "may_moderate": self.may_moderate}


@hooks.register("construct_homepage_panels")
def add_queue_panel(request: HttpRequest, panels: list[object]) -> None:
    if has_role(request.user, Role.EDITOR, Role.PUBLISHER, Role.MODERATOR):
        panels.append(QueuePanel(may_moderate=has_role(request.user, Role.MODERATOR, Role.PUBLISHER)))
