"""No statement writes what XML or HTML forbids, by whichever way it comes."""

from collections.abc import Iterator
from datetime import datetime

import pytest
from django.db import connection
from django.db.models import Value
from django.db.models.functions import Concat

from masthead.audit.models import AuditEntry
from masthead.kit import text_hygiene as hygiene
from masthead.people.models import Person

pytestmark = pytest.mark.django_db

FORBIDDEN = ["\x00", "\x01", "\x08", "\x0b", "\x0c", "\x1b", "\x1e", "\x7f", "\x81", "\x85", "\x92", "\ud83d"]
FORBIDDEN += ["\udc4d", "\ufdd0", "\ufffe", "\uffff", "\U0001fffe", "\U0010ffff"]


@pytest.mark.parametrize("character", FORBIDDEN, ids=[f"U+{ord(one):04X}" for one in FORBIDDEN])
def test_door__cleans_every_way_of_writing(rita: Person, moe: Person, character: str) -> None:
    typed = f"Soft{character}break"
    rita.about = typed
    rita.save()
    Person.objects.filter(pk=moe.pk).update(about=typed)
    made = Person.objects.bulk_create([Person(email="a@example.org", about=typed)])[0]
    with connection.cursor() as cursor:
        cursor.execute("SELECT about FROM people_person ORDER BY id")
        stored = {row[0] for row in cursor.fetchall()}
        assert len(stored) == 1
        (about,) = stored
        assert not hygiene.has_forbidden(about)
        assert about.startswith("Soft")
        assert about.endswith("break")
        cursor.executemany("UPDATE people_person SET about = %s WHERE id = %s", [(typed + "!", made.pk)])
        cursor.execute("SELECT about FROM people_person WHERE id = %s", [made.pk])
        assert cursor.fetchone() == (about + "!",)


def test_door__cleans_what_sql_puts_together(rita: Person) -> None:
    Person.objects.filter(pk=rita.pk).update(about=Concat(Value("Soft\x0b"), Value("break")))
    rita.refresh_from_db()
    assert rita.about == "Soft break"


@pytest.mark.parametrize("character", FORBIDDEN, ids=[f"U+{ord(one):04X}" for one in FORBIDDEN])
def test_door__cleans_json_in_depth_and_leaves_text_about_escapes(noon: datetime, character: str) -> None:
    details = {
        f"key{character}": [f"Soft{character}break", {"deep": (f"a{character}",)}],
        "code": "\\u000b \\x00",
        "number": 1.5,
        "nothing": None,
    }
    entry = AuditEntry.objects.create(action="test.json", details=details, at=noon)
    entry.refresh_from_db()
    assert entry.details == hygiene.without_forbidden_inside(details)
    assert entry.details["code"] == details["code"]
    assert not any(map(hygiene.has_forbidden, texts_in(entry.details)))


def texts_in(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        value = [*value.keys(), *value.values()]
    if isinstance(value, list):
        for part in value:
            yield from texts_in(part)
    elif isinstance(value, str):
        yield value


def test_door__a_look_up_with_a_forbidden_character_finds_nothing_and_breaks_nothing(rita: Person) -> None:
    for character in FORBIDDEN:
        assert not Person.objects.filter(email=f"rita@example.org{character}").exists()
        assert not Person.objects.filter(display_name__icontains=f"R{character}ita").exists()
        assert Person.objects.filter(email=f"rita@example.org{character}").delete()[0] == 0
    assert Person.objects.filter(pk=rita.pk).exists()
