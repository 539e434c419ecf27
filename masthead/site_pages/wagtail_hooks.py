"""The staff's side: standing pages are drawn by our view; the checklist stands on the desk."""

from collections.abc import Callable, Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.templatetags.static import static
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component
from wagtail.models import Page

from masthead.colophon import permissions, queries, views
from masthead.colophon.models import StandingPage

Serve = Callable[[Page, HttpRequest, Any, Any], HttpResponse]


@hooks.register("on_serve_page")
def serve_standing_pages(serve: Serve) -> Serve:
    def serve_page(page: Page, request: HttpRequest, args: Any, kwargs: Any) -> HttpResponse:
        if isinstance(page, StandingPage):
            return views.standing_page(request, page)
        return serve(page, request, args, kwargs)

    return serve_page


@hooks.register("register_admin_urls")
def checklist_addresses() -> list[URLPattern]:
    return [
        path("checklist/", views.checklist, name="checklist"),
        path("checklist/mail/", views.try_mail, name="checklist_mail"),
        path("checklist/messages/<int:message_id>/", views.finish_message, name="checklist_message"),
    ]


class ForPublishers(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return permissions.may_see_checklist(request.user)


@hooks.register("register_admin_menu_item")
def checklist_in_menu() -> MenuItem:
    return ForPublishers(_("Checklist"), reverse("checklist"), icon_name="tasks", order=900, name="checklist")


class Checklist(Component):
    """What is left to do; gone when nothing is."""

    name = "checklist"
    template_name = "colophon/_checklist_panel.html"
    order = 50

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> Mapping[str, Any]:  # noqa: ARG002 - Wagtail's signature
        steps = queries.checklist()
        left = [step for step in steps if not step.done]
        return {"left": left, "count": len(left), "total": len(steps), "done": len(steps) - len(left)}


@hooks.register("construct_homepage_panels")
def checklist_on_the_home_page(request: HttpRequest, panels: list[Any]) -> None:
    if permissions.may_see_checklist(request.user):
        panels.append(Checklist())


@hooks.register("insert_global_admin_css")
def style_of_the_checklist() -> str:
    return format_html('<link rel="stylesheet" href="{}">', static("colophon/desk/checklist.css"))
