"""Template tags of this room."""

from django import template
from django.utils.translation import gettext as _

from masthead.payments import queries as payments

register = template.Library()


@register.simple_tag
def no_plans_sentence() -> str:
    """The sentence shown in place of the plans when there are none."""
    if not payments.takes_payments():
        return _("Membership is not open yet. Once it is, you can join here.")
    return _("We are not taking new members at the moment.")
