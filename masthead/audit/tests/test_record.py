"""The audit log: entries are added, and none is ever changed or taken out, whichever way is tried."""

from datetime import datetime
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from masthead.audit import operations, queries
from masthead.audit.models import AuditEntry
from masthead.kit.append_only import TableIsAppendOnly


@pytest.fixture
def entry(rita: Any, noon: datetime) -> AuditEntry:
    return operations.record(
        actor=rita, action="audit.test.write", subject=rita, details={"reason": "a test"}, now=noon
    )


def test_record__an_entry_says_who_did_what_to_what_and_when(
    entry: AuditEntry, rita: Any, noon: datetime
) -> None:
    line = AuditEntry.objects.get(pk=entry.pk)
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
    assert queries.entries_with_actions(["audit.test.write"]) == [line]


def test_record__the_house_itself_may_be_the_one_who_did_it(db: None, noon: datetime) -> None:
    line = operations.record(actor=None, action="audit.test.write", subject=None, now=noon)
    assert (line.actor, line.actor_label, line.subject_type) == (None, "", "")


def test_audit_log__no_model_method_changes_an_entry(entry: AuditEntry) -> None:
    for attempt in (
        entry.save,
        entry.delete,
        lambda: AuditEntry.objects.update(action="other"),
        lambda: AuditEntry.objects.all().delete(),
        lambda: AuditEntry.objects.bulk_update([entry], ["action"]),
    ):
        with pytest.raises(TableIsAppendOnly):
            attempt()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_auditentry SET action = 'other'",
        "UPDATE audit_auditentry SET actor_label = 'Somebody else'",
        "UPDATE audit_auditentry SET actor_id = NULL, action = 'other'",
        "UPDATE audit_auditentry SET details = '{}'",
        "DELETE FROM audit_auditentry",
    ],
)
def test_audit_log__the_database_refuses_it_as_well(statement: str, entry: AuditEntry) -> None:
    with pytest.raises(DatabaseError, match="only ever added to"), transaction.atomic():
        connection.cursor().execute(statement)
    assert AuditEntry.objects.get(pk=entry.pk).action == "audit.test.write"


def test_audit_log__erasing_an_account_leaves_the_entry_without_its_number(
    entry: AuditEntry, rita: Any
) -> None:
    rita.delete()
    line = AuditEntry.objects.get(pk=entry.pk)
    assert line.actor is None
    assert line.actor_label == "Rita Bellweather"
