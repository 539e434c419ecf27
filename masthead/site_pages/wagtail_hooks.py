"""Wagtail hooks: site pages are served by our view; the checklist has a place in the desk."""

from collections.abc import Callable, Mapping

from django.http import HttpRequest, HttpResponse
from django.templatetags.static import static
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component
from wagtail.models import Page

from masthead.kit.desk_forms import OffersBack
from masthead.site_pages import permissions, queries, views
from masthead.site_pages.models import Contact, SitePage

Contact.base_form_class = OffersBack
Serve = Callable[[Page, HttpRequest, object, object], HttpResponse]


@hooks.register("on_serve_page")
def serve_site_pages(serve: Serve) -> Serve:
    def serve_page(page: Page, request: HttpRequest, args: object, kwargs: object) -> HttpResponse:
        if isinstance(page, SitePage):
            return views.site_page(request, page)
        return serve(page, request, args, kwargs)

    return serve_page


@hooks.register("register_admin_urls")
def checklist_urls() -> list[URLPattern]:
    return [
        path("checklist/", views.checklist, name="checklist"),
        path("checklist/mail/", views.send_test_mail, name="checklist_mail"),
        path("checklist/messages/<int:message_id>/", views.resolve_message, name="checklist_message"),
    ]


class ChecklistMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return permissions.may_see_checklist(request.user)


@hooks.register("register_admin_menu_item")
def checklist_menu_item() -> MenuItem:
    return ChecklistMenuItem(
        _("Checklist"), reverse("checklist"), icon_name="tasks", order=900, name="checklist"
    )


class ChecklistPanel(Component):
    """What is left to do; gone when nothing is."""

    name = "checklist"
    template_name = "site_pages/_checklist_panel.html"
    order = 50

    def get_context_data(self, parent_context: Mapping[str, object] | None = None) -> Mapping[str, object]:  # noqa: ARG002 - Wagtail's signature
        steps = queries.checklist()
        open_steps = [step for step in steps if not step.done]
        return {
            "open_steps": open_steps,
            "count": len(open_steps),
            "total": len(steps),
            "done": len(steps) - len(open_steps),
        }


@hooks.register("construct_homepage_panels")
def add_checklist_panel(request: HttpRequest, panels: list[object]) -> None:
    if permissions.may_see_checklist(request.user):
        panels.append(ChecklistPanel())


@hooks.register("insert_global_admin_css")
def checklist_stylesheet() -> str:
    return format_html('<link rel="stylesheet" href="{}">', static("site_pages/desk/checklist.css"))
