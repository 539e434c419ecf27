"""Full addresses on pages and in files for machines: `{{ view.path|absolute }}`."""

from django import template

from masthead.kit.addresses import absolute_address

register = template.Library()
register.filter("absolute", absolute_address)
