"""Template tags of this room."""

from django import template

from masthead.moderation.models import reason_in_words

register = template.Library()


@register.simple_tag
def reason_for_hiding(reason: str, words: str = "") -> str:
    """Why a comment was hidden or came back, from the key of the reason and the moderator's own words."""
    return reason_in_words(reason, words)
