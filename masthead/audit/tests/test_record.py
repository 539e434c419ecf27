"""The book: lines are added, and none is ever changed or taken out, by whatever road."""

from datetime import datetime
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from masthead.audit import operations, queries
from masthead.audit.models import BookIsClosed, Entry


@pytest.fixture
def entry(rita: Any, noon: datetime) -> Entry:
    return operations.record(
        actor=rita, action="audit.test.write", subject=rita, details={"reason": "a test"}, now=noon
    )


def test_a_line_says_who_did_what_to_what_and_when(entry: Entry, rita: Any, noon: datetime) -> None:
    line = Entry.objects.get(pk=entry.pk)
    assert (line.actor, line.actor_label, line.action, line.at) == (
        rita,
        "Rita Bellweather",
        "audit.test.write",
        noon,
    )
    assert (line.subject_type, line.subject_id, line.subject_label) == (
        "people.person",
        str(rita.pk),
        "Rita Bellweather",
    )
    assert line.details == {"reason": "a test"}
    assert queries.entries_about(rita)[0] == line
    assert queries.entries_of(["audit.test.write"]) == [line]


def test_the_house_itself_may_be_the_one_who_did_it(db: None, noon: datetime) -> None:
    line = operations.record(actor=None, action="audit.test.write", subject=None, now=noon)
    assert (line.actor, line.actor_label, line.subject_type) == (None, "", "")


def test_no_model_method_changes_a_line(entry: Entry) -> None:
    for attempt in (
        entry.save,
        entry.delete,
        lambda: Entry.objects.update(action="other"),
        lambda: Entry.objects.all().delete(),
        lambda: Entry.objects.bulk_update([entry], ["action"]),
    ):
        with pytest.raises(BookIsClosed):
            attempt()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_entry SET action = 'other'",
        "UPDATE audit_entry SET actor_label = 'Somebody else'",
        "UPDATE audit_entry SET actor_id = NULL, action = 'other'",
        "UPDATE audit_entry SET details = '{}'",
        "DELETE FROM audit_entry",
    ],
)
def test_the_database_refuses_it_as_well(statement: str, entry: Entry) -> None:
    with pytest.raises(DatabaseError, match="only ever added to"), transaction.atomic():
        connection.cursor().execute(statement)
    assert Entry.objects.get(pk=entry.pk).action == "audit.test.write"


def test_erasing_an_account_leaves_the_line_without_its_number(entry: Entry, rita: Any) -> None:
    rita.delete()
    line = Entry.objects.get(pk=entry.pk)
    assert line.actor is None
    assert line.actor_label == "Rita Bellweather"
