"""The staff's side: how pages are served, and a desk with only what an editor needs."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.templatetags.static import static
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin import signal_handlers
from wagtail.admin.ui.components import Component
from wagtail.admin.widgets.button import Button
from wagtail.models import Page
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import IndexView, SnippetViewSet

from masthead.articles import desk, operations, permissions, queries, views
from masthead.articles.forms import ArticleForm
from masthead.articles.look import Look
from masthead.articles.models import ArticlePage, Author, FrontPage, SectionPage
from masthead.paywall import gate
from masthead.people.models import Person
from masthead.people.permissions import ensure_signed_in

ArticlePage.base_form_class = ArticleForm
Serve = Callable[[Page, HttpRequest, Any, Any], HttpResponse]

VIEWS: dict[type[Page], Callable[..., HttpResponse]] = {
    FrontPage: views.front_page,
    SectionPage: views.section_page,
    ArticlePage: views.article_page,
}
# What Wagtail offers and this house does elsewhere, or not at all.
LEFT_OUT = {"reports", "help", "documents"}
LEFT_OUT_SETTINGS = {"workflows", "workflow-tasks", "locales", "collections", "sites", "groups", "users"}


@hooks.register("on_serve_page")
def serve_through_our_views(serve: Serve) -> Serve:
    """Every page of ours is drawn by a view of this room, in the desk's preview too."""

    def serve_page(page: Page, request: HttpRequest, args: Any, kwargs: Any) -> HttpResponse:
        view = VIEWS.get(page.specific_class)
        if view is None:
            return serve(page, request, args, kwargs)
        if request.method not in {"GET", "HEAD"}:
            return HttpResponseNotAllowed(["GET", "HEAD"])
        if view is views.article_page and getattr(request, "is_preview", False):
            view = views.preview
        return view(request, page)

    return serve_page


@hooks.register("construct_main_menu")
def only_what_an_editor_needs(request: HttpRequest, items: list[Any]) -> None:  # noqa: ARG001 - Wagtail's hook
    items[:] = [item for item in items if item.name not in LEFT_OUT]


@hooks.register("construct_settings_menu")
def only_our_settings(request: HttpRequest, items: list[Any]) -> None:  # noqa: ARG001 - Wagtail's hook
    items[:] = [item for item in items if item.name not in LEFT_OUT_SETTINGS]


@hooks.register("construct_homepage_panels")
def no_panels_of_the_engine(request: HttpRequest, panels: list[Any]) -> None:  # noqa: ARG001 - Wagtail's hook
    panels[:] = [
        panel
        for panel in panels
        if getattr(panel, "name", "") not in {"upgrade_notification", "whats_new_in_wagtail_version"}
    ]


class WritePiece(Component):
    """Where a piece may be begun, in one click."""

    name = "write-a-piece"
    template_name = "articles/desk/_write.html"
    order = 40

    def __init__(self, person: Person) -> None:
        self.person = person

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> Mapping[str, Any]:  # noqa: ARG002 - Wagtail's signature
        return {"sections": permissions.sections_to_write_in(self.person)}


@hooks.register("construct_homepage_panels")
def the_way_to_a_new_piece(request: HttpRequest, panels: list[Any]) -> None:
    panels.append(WritePiece(cast("Person", request.user)))


class OnTheDesk(Component):
    """What is being written, what was published, what is discussed."""

    name = "on-the-desk"
    template_name = "articles/desk/_home.html"
    order = 90

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> Mapping[str, Any]:  # noqa: ARG002 - Wagtail's signature
        return {"desk": queries.on_the_desk()}


@hooks.register("construct_homepage_panels")
def pieces_on_the_home_page(request: HttpRequest, panels: list[Any]) -> None:  # noqa: ARG001 - Wagtail's hook
    panels.append(OnTheDesk())


@hooks.register("register_admin_urls")
def addresses_about_a_piece() -> list[URLPattern]:
    return [
        path("pieces/<int:article_id>/", desk.readiness, name="articles_readiness"),
        path("pieces/<int:article_id>/links/", desk.look_at_links, name="articles_look_at_links"),
        path("pieces/<int:article_id>/previews/", desk.share, name="articles_share_preview"),
        path("pieces/<int:article_id>/previews/<int:link_id>/end/", desk.end, name="articles_end_preview"),
    ]


@hooks.register("register_page_header_buttons")
def before_publishing(page: Page, user: Any, view_name: str, next_url: str | None = None) -> Iterator[Button]:  # noqa: ARG001 - Wagtail's hook
    if isinstance(page.specific_deferred, ArticlePage) and page.permissions_for_user(user).can_edit():
        yield Button(
            _("Before publishing"),
            reverse("articles_readiness", args=[page.pk]),
            icon_name="tasks",
            priority=5,
        )


@hooks.register("before_create_page")
def saved_by_hand_after_all(request: HttpRequest, parent: Page, kind: type[Page]) -> None:
    """A press on "Save draft" while the desk was keeping the same piece by itself is no second piece."""
    by_hand = request.accepts("text/html")  # the desk itself asks for JSON
    if kind is ArticlePage and request.method == "POST" and by_hand:
        operations.make_way(
            section=parent.specific,
            headline=request.POST.get("title", ""),
            slug=request.POST.get("slug", ""),
            by=ensure_signed_in(request.user),
            now=timezone.now(),
        )


# Wagtail's own letters about the review leave at once, while its transaction is open. Ours go by `notices`.
for _notifier in (
    signal_handlers.task_submission_email_notifier,
    signal_handlers.workflow_submission_email_notifier,
    signal_handlers.workflow_approval_email_notifier,
    signal_handlers.workflow_rejection_email_notifier,
):
    _notifier.can_handle = lambda *_args, **_more: False


@hooks.register("after_edit_page")
def say_what_the_decision_did(request: HttpRequest, page: Page) -> None:
    """After a review Wagtail says that the page was updated; who decided wants to know what came of it."""
    if "action-workflow-action" not in request.POST:
        return
    page.refresh_from_db(fields=["live", "has_unpublished_changes"])
    sentences = {
        ("approve", True): _("“%(headline)s” is published."),
        ("approve", False): _("“%(headline)s” is approved, and appears at its hour."),
        ("reject", True): _("“%(headline)s” goes back to its author, with your reason."),
        ("reject", False): _("“%(headline)s” goes back to its author, with your reason."),
    }
    is_out = page.live and not page.has_unpublished_changes
    sentence = sentences.get((request.POST.get("workflow-action-name", ""), is_out))
    if sentence:
        messages.success(request, sentence % {"headline": page.title})


@hooks.register("insert_global_admin_css")
def the_rooms_sheet() -> SafeString:
    return format_html('<link rel="stylesheet" href="{}">', static("articles/desk/desk.css"))


class AuthorViewSet(SnippetViewSet):
    model = Author
    icon = "user"
    menu_label = _("Authors")
    menu_name = "authors"
    menu_order = 250
    add_to_admin_menu = True
    list_display = ("name", "line")
    search_fields = ("name",)


register_snippet(AuthorViewSet)


class TheOneLook(IndexView):
    """There is one look: its place in the menu leads straight to it."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        look = queries.look()
        return redirect(self.get_edit_url(look)) if look.pk else super().get(request, *args, **kwargs)


class LookViewSet(SnippetViewSet):
    model = Look
    index_view_class = TheOneLook
    icon = "view"
    menu_label = _("Look")
    menu_name = "look"
    menu_order = 30
    add_to_settings_menu = True


register_snippet(LookViewSet)
hooks.register("show_look", views.look_preview)


@hooks.register("before_serve_document")
def documents_are_for_the_desk(document: Any, request: HttpRequest) -> HttpResponse | None:  # noqa: ARG001 - Wagtail's hook
    """No piece links to documents; those in the desk are seen by those who work there."""
    if not permissions.may_see_desk_files(gate.person_of(request)):
        raise Http404
    return None
