"""Small words the room's templates need."""

from django import template
from django.utils.translation import gettext as _

from masthead.payments import queries as payments

register = template.Library()


@register.simple_tag
def why_no_plans() -> str:
    """What is said where the plans would be, when there are none."""
    if not payments.is_open():
        return _("Membership is not open yet. Once it is, you can join here.")
    return _("We are not taking new subscribers at the moment.")
