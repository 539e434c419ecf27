"""Context of every page: whether memberships are sold."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from masthead.kit.dependencies import depend_on
from masthead.memberships import queries
from masthead.memberships.dependencies import Offer


def memberships(request: HttpRequest) -> dict[str, Any]:
    """`sells_memberships`: whether a reader can become one now; until then no page offers it. Lazily."""

    def sells() -> bool:
        depend_on(request, Offer())
        return queries.sells_memberships()

    return {"sells_memberships": SimpleLazyObject(sells)}
