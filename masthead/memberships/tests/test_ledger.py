"""The ledger is added to and never changed, and every line makes old passes void."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from masthead.audit.models import AuditEntry
from masthead.kit.append_only import TableIsAppendOnly
from masthead.memberships import operations, queries
from masthead.memberships.access import Access
from masthead.memberships.errors import NoSuchGrant
from masthead.memberships.models import Entitlement, EntitlementKind, EntitlementSource
from masthead.people.models import Person

DAY = timedelta(days=1)


def give(person: Person, noon: datetime, *, reference: str = "gift:1", days: int | None = 10) -> Entitlement:
    return operations.grant(
        person=person,
        source=EntitlementSource.GIFT,
        starts_at=noon,
        ends_at=None if days is None else noon + days * DAY,
        reference=reference,
        now=noon,
    )


def test_grant__makes_a_member_until_its_end(rita: Person, noon: datetime) -> None:
    give(rita, noon)
    assert queries.access_at(person_id=rita.pk, now=noon) == Access(is_member=True, until=noon + 10 * DAY)
    assert not queries.is_member(rita, noon + 10 * DAY)
    assert not queries.is_member(rita, noon - DAY)


def test_is_member__a_stranger_is_never_a_member(stan: None, noon: datetime) -> None:
    assert not queries.is_member(stan, noon)


def test_is_member__a_closed_account_is_no_member(mina: Person, noon: datetime) -> None:
    assert queries.is_member(mina, noon)
    mina.is_active = False
    assert not queries.is_member(mina, noon)


def test_grant__the_same_reference_twice_changes_nothing(rita: Person, noon: datetime) -> None:
    first = give(rita, noon, days=10)
    rita.refresh_from_db()
    version = rita.access_version
    second = give(rita, noon, days=99)
    rita.refresh_from_db()
    assert second == first
    assert rita.access_version == version
    assert queries.access_at(person_id=rita.pk, now=noon).until == noon + 10 * DAY


def test_revoke__takes_back_from_now_on_and_twice_is_once(rita: Person, pia: Person, noon: datetime) -> None:
    give(rita, noon)
    for _ in range(2):
        operations.revoke(
            person=rita, grant_reference="gift:1", reason="given by mistake", by=pia, now=noon + DAY
        )
    assert queries.is_member(rita, noon + DAY - timedelta(seconds=1))
    assert not queries.is_member(rita, noon + DAY)
    assert Entitlement.objects.filter(kind=EntitlementKind.REVOKE).count() == 1
    assert AuditEntry.objects.get(action="memberships.revoke").actor == pia


def test_revoke__a_grant_without_end_can_be_taken_back(rita: Person, noon: datetime) -> None:
    give(rita, noon, days=None)
    assert queries.access_at(person_id=rita.pk, now=noon + 9999 * DAY) == Access(is_member=True, until=None)
    operations.revoke(person=rita, grant_reference="gift:1", reason="over", by=None, now=noon + DAY)
    assert not queries.is_member(rita, noon + DAY)


def test_revoke__nobody_can_take_back_what_somebody_else_was_given(
    rita: Person, ada: Person, noon: datetime
) -> None:
    give(rita, noon)
    with pytest.raises(NoSuchGrant):
        operations.revoke(person=ada, grant_reference="gift:1", reason="mistaken", by=None, now=noon)
    assert queries.is_member(rita, noon)


def test_ledger__every_entry_makes_old_passes_void(rita: Person, noon: datetime) -> None:
    before = Person.objects.get(pk=rita.pk).access_version
    give(rita, noon)
    between = Person.objects.get(pk=rita.pk).access_version
    operations.revoke(person=rita, grant_reference="gift:1", reason="over", by=None, now=noon)
    after = Person.objects.get(pk=rita.pk).access_version
    assert before < between < after


def test_access_at__costs_one_query_that_reads_only_what_is_not_over(rita: Person, noon: datetime) -> None:
    for number in range(60):
        operations.grant(
            person=rita,
            source=EntitlementSource.SUBSCRIPTION,
            starts_at=noon - (number + 2) * DAY,
            ends_at=noon - (number + 1) * DAY,
            reference=f"old:{number}",
            now=noon,
        )
    give(rita, noon)
    with CaptureQueriesContext(
        connection,
    ) as queries_made:
        assert queries.access_at(person_id=rita.pk, now=noon).is_member
    assert len(queries_made) == 1
    with connection.cursor() as cursor:
        cursor.execute(queries_made[0]["sql"])
        assert len(cursor.fetchall()) == 1


@pytest.mark.parametrize(
    "change",
    [
        lambda entry: entry.save(),
        lambda entry: entry.delete(),
        lambda entry: Entitlement.objects.filter(pk=entry.pk).update(reason="other"),
        lambda entry: Entitlement.objects.filter(pk=entry.pk).delete(),
        lambda entry: Entitlement.objects.bulk_update([entry], ["reason"]),
    ],
    ids=["save", "delete", "update many", "delete many", "bulk update"],
)
def test_ledger__an_entry_is_neither_changed_nor_deleted_by_our_own_code(
    change: Callable[[Entitlement], None], rita: Person, noon: datetime
) -> None:
    entry = give(rita, noon)
    with pytest.raises(TableIsAppendOnly):
        change(entry)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE memberships_entitlement SET ends_at = NULL WHERE id = %s",
        "DELETE FROM memberships_entitlement WHERE id = %s",
    ],
)
def test_ledger__the_database_itself_refuses_to_change_or_delete_an_entry(
    statement: str, rita: Person, noon: datetime
) -> None:
    entry = give(rita, noon)
    with (
        pytest.raises(DatabaseError, match="only ever added to"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement, [entry.pk])
    assert Entitlement.objects.get(pk=entry.pk).ends_at == noon + 10 * DAY
