"""What every statement's parameters pass: no character that a page, a feed or PostgreSQL could not hold."""

from collections.abc import Callable
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.operations import BaseDatabaseOperations

from masthead.kit import text_hygiene as hygiene

_BEYOND = 2**63
_AS_A_FRACTION = 10**300

Execute = Callable[[Any, Any, bool, dict[str, Any]], Any]


def clean_parameters(execute: Execute, sql: Any, params: Any, many: bool, context: dict[str, Any]) -> Any:
    """Run a statement with clean text (https://docs.djangoproject.com/en/5.2/topics/db/instrumentation/).

    What is written is put right. What is only looked for finds nothing: an address with a NUL in it is not
    the address without it.
    """
    looks = isinstance(sql, str) and sql.lstrip()[:6].upper() in {"SELECT", "DELETE"}
    if looks:
        params = _comparable(params)
    clean = hygiene.with_forbidden_marked if looks else hygiene.without_forbidden
    return execute(sql, _cleaned(params, clean), many, context)


def _cleaned(value: Any, clean: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return clean(value) if hygiene.has_forbidden(value) else value
    if isinstance(value, list | tuple):  # executemany, arrays, and the columns of a bulk insert
        return type(value)(_cleaned(part, clean) for part in value)
    return value


def _comparable(value: Any) -> Any:
    """What is looked for, with whole numbers beyond every column as fractions: SQLite takes no others."""
    if isinstance(value, int) and not -_BEYOND <= value < _BEYOND:
        return float(max(-_AS_A_FRACTION, min(value, _AS_A_FRACTION)))
    if isinstance(value, list | tuple):
        return type(value)(_comparable(part) for part in value)
    return value


class OperationsBehindTheDoor(BaseDatabaseOperations):
    """Stands before the operations of one of Django's backends."""

    def adapt_json_value(self, value: Any, encoder: Any) -> Any:
        # Written as JSON they would be escapes, which the door could not tell from text about escapes.
        return super().adapt_json_value(hygiene.without_forbidden_inside(value), encoder)


class WrapperBehindTheDoor(BaseDatabaseWrapper):
    """Stands before the connection of one of Django's backends."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.execute_wrappers.append(clean_parameters)
