"""The desk's first page says what waits for a moderator."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from wagtail import hooks
from wagtail.admin.ui.components import Component

from masthead.moderation import queries
from masthead.people.models import Role
from masthead.people.permissions import has_role


class Held(Component):
    """Letters that were reported or wait to be read before anybody else reads them."""

    name = "held"
    template_name = "moderation/_held_panel.html"
    order = 95

    def __init__(self, *, may_decide: bool) -> None:
        self.may_decide = may_decide

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> Mapping[str, Any]:  # noqa: ARG002 - Wagtail's signature
        cases = [*queries.queue(), *queries.waiting()]
        return {"cases": cases[:5], "count": queries.to_decide(), "may_decide": self.may_decide}


@hooks.register("construct_homepage_panels")
def held_on_the_home_page(request: HttpRequest, panels: list[Any]) -> None:
    if has_role(request.user, Role.EDITOR, Role.PUBLISHER, Role.MODERATOR):
        panels.append(Held(may_decide=has_role(request.user, Role.MODERATOR, Role.PUBLISHER)))
