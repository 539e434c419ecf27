"""A stored refusal in words."""

from django import template

from masthead.kit import refusals

register = template.Library()


@register.filter
def sentence(kept: str) -> str:
    """What a stored refusal says, in the active language."""
    return refusals.sentence_of(kept)
