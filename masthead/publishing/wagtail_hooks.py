"""The staff's side: a desk with only what an editor needs."""

from collections.abc import Iterator, Mapping
from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin import signal_handlers
from wagtail.admin.ui.components import Component
from wagtail.admin.widgets.button import Button
from wagtail.models import Page, get_page_models
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from masthead.kit import incoming
from masthead.kit.desk_forms import DraftForm, OffersBack
from masthead.people.models import Person
from masthead.publishing import desk, editor, operations, permissions, queries
from masthead.publishing.forms import ArticleForm, AuthorForm
from masthead.publishing.models import ArticlePage, Author, Publication, ViewServedPage

ViewServedPage.base_form_class = DraftForm
ArticlePage.base_form_class = ArticleForm
Author.base_form_class = AuthorForm  # type: ignore[attr-defined]  # Wagtail looks for it on the model
Publication.base_form_class = OffersBack

# Menu items of Wagtail that are not used here.
HIDDEN_MENU_ITEMS = {"reports", "help", "documents"}
HIDDEN_SETTINGS = {"workflows", "workflow-tasks", "locales", "collections", "sites", "groups", "users"}


@hooks.register("construct_main_menu")
def trim_main_menu(request: HttpRequest, items: list[Any]) -> None:  # noqa: ARG001 - Wagtail's hook
    items[:] = [item for item in items if item.name not in HIDDEN_MENU_ITEMS]


@hooks.register("construct_settings_menu")
def trim_settings_menu(request: HttpRequest, items: list[Any]) -> None:  # noqa: ARG001 - Wagtail's hook
    items[:] = [item for item in items if item.name not in HIDDEN_SETTINGS]


@hooks.register("construct_homepage_panels")
def remove_wagtail_panels(request: HttpRequest, panels: list[object]) -> None:  # noqa: ARG001 - Wagtail's hook
    panels[:] = [
        panel
        for panel in panels
        if getattr(panel, "name", "") not in {"upgrade_notification", "whats_new_in_wagtail_version"}
    ]


class WriteArticlePanel(Component):
    """Panel: the sections in which this person may begin an article."""

    name = "write-a-piece"
    template_name = "publishing/desk/_write_panel.html"
    order = 40

    def __init__(self, person: Person) -> None:
        self.person = person

    def get_context_data(self, parent_context: Mapping[str, object] | None = None) -> Mapping[str, object]:  # noqa: ARG002 - Wagtail's signature
        return {"sections": permissions.sections_to_write_in(self.person)}


@hooks.register("construct_homepage_panels")
def add_write_panel(request: HttpRequest, panels: list[object]) -> None:
    panels.append(WriteArticlePanel(cast("Person", request.user)))


class OverviewPanel(Component):
    """Panel: recent drafts, recent publications, most discussed."""

    name = "on-the-desk"
    template_name = "publishing/desk/_overview_panel.html"
    order = 90

    def get_context_data(self, parent_context: Mapping[str, object] | None = None) -> Mapping[str, object]:  # noqa: ARG002 - Wagtail's signature
        return {"desk": queries.desk_overview()}


@hooks.register("construct_homepage_panels")
def add_overview_panel(request: HttpRequest, panels: list[object]) -> None:  # noqa: ARG001 - Wagtail's hook
    panels.append(OverviewPanel())


@hooks.register("register_admin_urls")
def article_desk_urls() -> list[URLPattern]:
    return [
        path("sign-in-state/", editor.sign_in_state, name="desk_sign_in"),
        path("pieces/<int:article_id>/", desk.readiness, name="publishing_readiness"),
        path("pieces/<int:article_id>/links/", desk.check_links, name="publishing_check_links"),
        path("pieces/<int:article_id>/previews/", desk.share_preview, name="publishing_share_preview"),
        path(
            "pieces/<int:article_id>/previews/<int:link_id>/end/",
            desk.end_preview,
            name="publishing_end_preview",
        ),
    ]


@hooks.register("register_page_header_buttons")
def readiness_button(
    page: Page,
    user: object,
    view_name: str,  # noqa: ARG001 - Wagtail's hook
    next_url: str | None = None,  # noqa: ARG001 - Wagtail's hook
) -> Iterator[Button]:
    if isinstance(page.specific_deferred, ArticlePage) and page.permissions_for_user(user).can_edit():
        yield Button(
            _("Before publishing"),
            reverse("publishing_readiness", args=[page.pk]),
            icon_name="tasks",
            priority=5,
        )


@hooks.register("register_admin_viewset")
def editor_of_pages() -> list[editor.DraftViewSet]:
    """Of every kind of page, those of the rooms above too."""
    kinds = [kind for kind in get_page_models() if issubclass(kind, ViewServedPage)]
    return [editor.DraftViewSet(model=kind, name=kind.__name__.lower()) for kind in kinds]


# Wagtail sends its review e-mails at once, inside its transaction. They are switched off; ours go by
# `notices`.
for _notifier in (
    signal_handlers.task_submission_email_notifier,
    signal_handlers.workflow_submission_email_notifier,
    signal_handlers.workflow_approval_email_notifier,
    signal_handlers.workflow_rejection_email_notifier,
):
    _notifier.can_handle = lambda *_args, **_more: False


@hooks.register("after_edit_page")
def report_review_outcome(request: HttpRequest, page: Page) -> None:
    """After a review Wagtail says only that the page was updated; say what the outcome is."""
    if "action-workflow-action" not in incoming.form(request):
        return
    page.refresh_from_db(fields=["live", "has_unpublished_changes"])
    sentences = {
        ("approve", True): _("“%(headline)s” is published."),
        ("approve", False): _("“%(headline)s” is approved, and appears at the scheduled time."),
        ("reject", True): _("“%(headline)s” goes back to its author, with your reason."),
        ("reject", False): _("“%(headline)s” goes back to its author, with your reason."),
    }
    is_out = page.live and not page.has_unpublished_changes
    sentence = sentences.get((incoming.form(request).name("workflow-action-name"), is_out))
    if sentence:
        messages.success(request, sentence % {"headline": page.title})


@hooks.register("before_edit_page")
def prepare_approval(request: HttpRequest, page: Page) -> None:
    """Draw what an approved piece may lack: the engine approves inside a transaction."""
    if "action-workflow-action" in incoming.form(request) and isinstance(page, ArticlePage):
        operations.draw_missing_sizes(article=page)


@hooks.register("before_edit_page")
def say_why_it_did_not_come_out(request: HttpRequest, page: Page) -> None:
    failed = queries.failed_publication_of(page.pk) if request.method == "GET" else None
    if failed is not None:
        messages.warning(request, str(failed))


@hooks.register("insert_global_admin_css")
def add_desk_stylesheet() -> SafeString:
    return format_html('<link rel="stylesheet" href="{}">', static("publishing/desk/desk.css"))


class AuthorViewSet(SnippetViewSet):
    model = Author
    icon = "user"
    menu_label = _("Authors")
    menu_name = "authors"
    menu_order = 250
    add_to_admin_menu = True
    list_display = ("name", "bio")
    search_fields = ("name",)


register_snippet(AuthorViewSet)
