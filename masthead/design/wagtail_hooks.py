"""The desk wears the look of the house."""

from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail import hooks


@hooks.register("insert_global_admin_css")
def the_house_look() -> SafeString:
    """The desk's pages load our colours and type after Wagtail's own sheet."""
    return format_html('<link rel="stylesheet" href="{}">', static("design/css/desk.css"))
