"""How Wagtail's pages, previews and documents are served: by the views of this room."""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from wagtail import hooks
from wagtail.models import Page

from masthead.paywall import gate
from masthead.publishing import permissions
from masthead.publishing.models import ArticlePage, FrontPage, SectionPage
from masthead.reading import views

Serve = Callable[[Page, HttpRequest, object, object], HttpResponse]

VIEWS: dict[type[Page], Callable[..., HttpResponse]] = {
    FrontPage: views.front_page,
    SectionPage: views.section_page,
    ArticlePage: views.article_page,
}


@hooks.register("on_serve_page")
def serve_through_our_views(serve: Serve) -> Serve:
    """Every page of ours is drawn by a view of this room, in the desk's preview too."""

    def serve_page(page: Page, request: HttpRequest, args: object, kwargs: object) -> HttpResponse:
        view = VIEWS.get(page.specific_class)
        if view is None:
            return serve(page, request, args, kwargs)
        if request.method not in {"GET", "HEAD"}:
            return HttpResponseNotAllowed(["GET", "HEAD"])
        if view is views.article_page and getattr(request, "is_preview", False):
            view = views.preview
        return view(request, page)

    return serve_page


hooks.register("preview_theme", views.theme_preview)


@hooks.register("before_serve_document")
def restrict_documents(document: object, request: HttpRequest) -> HttpResponse | None:  # noqa: ARG001 - Wagtail's hook
    """Documents are for staff: no piece links to them."""
    if not permissions.may_see_desk_files(gate.person_of(request)):
        raise Http404
    return None
