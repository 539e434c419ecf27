"""The files that rows name: every one of them, and those that are not there."""

from collections.abc import Iterator
from itertools import islice

from django.apps import apps
from django.db import models

AT_MOST = 20_000  # looked at by `doctor`; a backup looks at all


def named_files(at_most: int | None = None) -> Iterator[tuple[models.FileField, str]]:
    """The column and the name of every file some row names, in bounded memory."""
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, models.FileField):
                rows = model._base_manager.exclude(**{field.attname: ""}).exclude(**{field.attname: None})  # noqa: SLF001 - past any default filter: every row counts
                names = rows.order_by("-pk").values_list(field.attname, flat=True)
                yield from ((field, name) for name in islice(names.iterator(chunk_size=2000), at_most))


def missing_files(at_most: int | None = None) -> Iterator[str]:
    """The names of files that rows name and the storage does not have."""
    return (name for field, name in named_files(at_most) if not field.storage.exists(name))
