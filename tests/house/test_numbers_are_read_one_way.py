"""A number that a person types has one way in: `kit/number_fields.py`."""

import re
from pathlib import Path

from django.apps import apps
from django.db import models
from wagtail.admin.forms.models import formfield_for_dbfield

from masthead.kit.number_fields import TypedDecimalField, TypedIntegerField

PACKAGE = Path(__file__).resolve().parents[2] / "masthead"
# Written by our own pages into hidden fields, never by a person.
HIDDEN = {"discussion/forms.py": "reply_to"}
_UNTYPED = re.compile(r"^.*\bforms\.(?:Integer|Decimal|Float)Field\(.*$", re.MULTILINE)


def test_number_fields__every_number_of_the_desk_is_read_as_people_type_it() -> None:
    fields = [
        field
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if model.__module__.startswith("masthead.")
        and isinstance(field, models.IntegerField | models.DecimalField)
        and field.editable
        and not field.choices
        and not isinstance(field, models.AutoField)
    ]
    assert {"stranger_limit", "series_part", "position"} <= {field.name for field in fields}
    for field in fields:
        assert isinstance(formfield_for_dbfield(field), TypedIntegerField | TypedDecimalField), field


def test_number_fields__no_form_reads_numbers_in_its_own_way() -> None:
    for path in PACKAGE.rglob("*.py"):
        name = path.relative_to(PACKAGE).as_posix()
        for line in _UNTYPED.findall(path.read_text()):
            assert line.strip().startswith(f"{HIDDEN.get(name)} ="), f"{name}: {line.strip()}"
