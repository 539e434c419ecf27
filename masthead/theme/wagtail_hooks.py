"""Wagtail hooks: the theme in the desk's settings."""

from typing import Any

from django.http import HttpRequest
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import IndexView, SnippetViewSet

from masthead.kit.desk_forms import OffersBack
from masthead.theme import queries
from masthead.theme.models import Theme

Theme.base_form_class = OffersBack


class ThemeIndexView(IndexView):
    """There is one theme: its menu item opens it directly."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        theme = queries.theme()
        return redirect(self.get_edit_url(theme)) if theme.pk else super().get(request, *args, **kwargs)


class ThemeViewSet(SnippetViewSet):
    model = Theme
    index_view_class = ThemeIndexView
    icon = "view"
    menu_label = _("Theme")
    menu_name = "theme"
    menu_order = 30
    add_to_settings_menu = True


register_snippet(ThemeViewSet)
