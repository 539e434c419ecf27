"""The desk's own stylesheet."""

from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail import hooks


@hooks.register("insert_global_admin_css")
def desk_stylesheet() -> SafeString:
    """The desk's pages load our colours and type after Wagtail's own stylesheet."""
    return format_html('<link rel="stylesheet" href="{}">', static("design/css/desk.css"))
