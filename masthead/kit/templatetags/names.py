"""Names one after the other: `{{ names|in_a_row }}` prints "Ada, Bea and Cleo" in the active language."""

from collections.abc import Sequence

from django import template
from django.utils.html import conditional_escape
from django.utils.safestring import mark_safe

from masthead.kit import text

register = template.Library()


@register.filter(needs_autoescape=True)
def in_a_row(names: Sequence[str], autoescape: bool = True) -> str:
    """The names as a sentence lists them; in pages as HTML, in plain text as they are."""
    if not autoescape:
        return text.in_a_row(names)
    return mark_safe(text.in_a_row([conditional_escape(name) for name in names]))
