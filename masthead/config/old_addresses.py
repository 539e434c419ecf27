"""Addresses that were renamed, and where each leads now: in archives, e-mails, feeds and at payment providers
the old ones still stand.

A GET or HEAD is answered 301; any other method 308, so that it is sent again as it was. The query string is
kept.
"""

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.urls import path
from django.urls.resolvers import URLPattern
from django.utils.encoding import escape_uri_path
from django.views.decorators.csrf import csrf_exempt

from masthead.kit.incoming import query_string

OLD_ADDRESSES = {
    "threads/<int:thread>/letters/": "/threads/{thread}/comments/",
    "account/face/": "/account/avatar/",
    "faces/<slug:key>-small.webp": "/avatars/{key}-small.webp",
    "faces/<slug:key>-large.webp": "/avatars/{key}-large.webp",
    "account/exports/": "/account/data-exports/",
    "account/exports/<int:data_export>/": "/account/data-exports/{data_export}/",
    "account/proof/": "/account/reauthentication/",
    "account/proof/code/": "/account/reauthentication/code/",
    "account/proof/passkey/": "/account/reauthentication/passkey/",
    "account/leave/": "/account/deletion/",
    "left/": "/account-deleted/",
    "payments/left/<str:token>/": "/payments/abandoned/{token}/",
    "look-<slug:digest>.css": "/theme-{digest}.css",
    "moderation/comments/<int:comment>/decision/": "/moderation/comments/{comment}/action/",
    "moderation/mentions/<int:mention>/decision/": "/moderation/mentions/{mention}/action/",
    "desk/book/": "/desk/audit-log/",
    "desk/book/<path:below>": "/desk/audit-log/{below}",
    "desk/snippets/articles/author/": "/desk/snippets/publishing/author/",
    "desk/snippets/articles/author/<path:below>": "/desk/snippets/publishing/author/{below}",
    "desk/snippets/articles/look/": "/desk/snippets/theme/theme/",
    "desk/snippets/articles/look/<path:below>": "/desk/snippets/theme/theme/{below}",
    "desk/settings/articles/publication/": "/desk/settings/publishing/publication/",
    "desk/settings/articles/publication/<path:below>": "/desk/settings/publishing/publication/{below}",
    "desk/settings/colophon/contact/": "/desk/settings/site_pages/contact/",
    "desk/settings/colophon/contact/<path:below>": "/desk/settings/site_pages/contact/{below}",
    "desk/pages/add/articles/<path:below>": "/desk/pages/add/publishing/{below}",
    "desk/pages/add/colophon/standingpage/<path:below>": "/desk/pages/add/site_pages/sitepage/{below}",
}


def _redirect(old: str, new: str) -> URLPattern:
    @csrf_exempt  # nothing happens here; the new address asks for the token
    def redirect(request: HttpRequest, **values: object) -> HttpResponse:
        query = query_string(request)
        return HttpResponsePermanentRedirect(
            escape_uri_path(new.format(**values)) + (f"?{query}" if query else ""),
            preserve_request=request.method not in {"GET", "HEAD"},
        )

    return path(old, redirect)


urlpatterns = [_redirect(old, new) for old, new in OLD_ADDRESSES.items()]
