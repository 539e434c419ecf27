"""Every process hears what changed: marks, raised versions, the policy."""

import logging
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from masthead.frontdoor import operations, queries
from masthead.frontdoor.memory import BELIEVED_SECONDS, POLICY, Memory
from masthead.frontdoor.models import Mark
from masthead.frontdoor.pages import finish
from masthead.paywall import queries as paywall
from masthead.paywall.decisions import Policy
from masthead.paywall.models import MeterPolicy
from masthead.people import operations as people
from masthead.people.models import Person

pytestmark = pytest.mark.django_db


class Clock:
    """A clock that the test moves."""

    def __init__(self) -> None:
        self.seconds, self.moment = 1000.0, timezone.now()

    def pass_by(self, **span: float) -> None:
        self.seconds += timedelta(**span).total_seconds()
        self.moment += timedelta(**span)

    def look(self) -> float:
        return self.seconds

    def now(self) -> datetime:
        return self.moment


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def memory(clock: Clock) -> Memory:
    """Another process than the one that commits."""
    memory = Memory(clock=clock.look, now=clock.now)
    memory.look()
    return memory


def keep(memory: Memory, *tags: str, path: str = "/a/", ticket: int | None = None) -> bool:
    page = finish(headers=[], body=b"text", tags=tags, gated=False)
    ticket = memory.shelf.ticket() if ticket is None else ticket
    return memory.shelf.put(("h", path), variant="shared", piece=None, page=page, ticket=ticket)


def is_kept(memory: Memory, path: str = "/a/") -> bool:
    return memory.shelf.at(("h", path)) is not None


def test_another_process_hears_of_a_drop_at_its_next_look(memory: Memory, noon: datetime) -> None:
    keep(memory, "piece-1")
    keep(memory, "piece-2", path="/b/")
    operations.drop(tags=["piece-1"], now=noon)
    memory.look()
    assert not is_kept(memory)
    assert is_kept(memory, "/b/")


def test_a_drop_that_is_rolled_back_never_happened(memory: Memory, noon: datetime) -> None:
    keep(memory, "piece-1")
    with transaction.atomic():
        operations.drop(tags=["piece-1"], now=noon)
        transaction.set_rollback(True)
    memory.look()
    assert is_kept(memory)


def test_the_process_that_commits_drops_with_the_commit(
    noon: datetime, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any, memory: Memory
) -> None:
    monkeypatch.setattr(operations, "MEMORY", memory)
    keep(memory, "piece-1")
    with django_capture_on_commit_callbacks(execute=True):
        operations.drop(tags=["piece-1"], now=noon)
        assert is_kept(memory)
    assert not is_kept(memory)
    keep(memory, "piece-1")  # built after the commit, so true
    memory.look()
    assert is_kept(memory)  # its own mark is not heard a second time


def test_a_page_begun_before_the_drop_was_heard_is_not_kept_after(memory: Memory, noon: datetime) -> None:
    ticket = memory.shelf.ticket()
    operations.drop(tags=["piece-1"], now=noon)
    memory.look()
    assert not keep(memory, "piece-1", ticket=ticket)


def test_a_mark_that_becomes_visible_late_is_still_heard(
    memory: Memory, clock: Clock, noon: datetime
) -> None:
    late, early = (
        Mark.objects.create(tag="late", marked_at=noon),
        Mark.objects.create(tag="early", marked_at=noon),
    )
    number = late.pk
    late.delete()  # its transaction has not committed yet
    memory.look()
    assert early.pk > number
    keep(memory, "late")
    clock.pass_by(seconds=30)
    Mark.objects.create(pk=number, tag="late", marked_at=noon)
    memory.look()
    assert not is_kept(memory)


def test_each_mark_is_heard_once(memory: Memory, clock: Clock, noon: datetime) -> None:
    operations.drop(tags=["piece-1"], now=noon)
    memory.look()
    for _ in range(5):
        clock.pass_by(seconds=50)
        keep(memory, "piece-1")
        memory.look()
        assert is_kept(memory)
    assert memory._marks_seen == {}


def test_a_machine_that_slept_begins_again(memory: Memory, clock: Clock) -> None:
    keep(memory, "piece-1")
    clock.pass_by(hours=1)
    assert not memory.is_fresh()
    memory.look()
    assert not is_kept(memory)


def test_raised_versions_are_known_before_the_first_request(mina: Person) -> None:
    now = timezone.now()
    version = people.raise_access_version(person_id=mina.pk, now=now - timedelta(minutes=50))
    memory = Memory()
    memory.look()
    assert memory.least_version_of(mina.pk) == version


def test_a_raised_version_is_heard_at_the_next_look(memory: Memory, mina: Person) -> None:
    version = people.raise_access_version(person_id=mina.pk, now=timezone.now())
    memory.look()
    assert memory.least_version_of(mina.pk) == version


def test_a_version_is_forgotten_when_no_pass_can_be_that_old(
    memory: Memory, clock: Clock, mina: Person
) -> None:
    version = people.raise_access_version(person_id=mina.pk, now=clock.now())
    memory.look()
    for _ in range(50):
        clock.pass_by(seconds=61)
        memory.look()
    assert memory.least_version_of(mina.pk) == version
    for _ in range(15):
        clock.pass_by(seconds=61)
        memory.look()
    assert memory.least_version_of(mina.pk) == 0


def test_the_policy_of_the_desk_is_read_anew_when_it_changes(memory: Memory, noon: datetime) -> None:
    keep(memory, "piece-1")
    MeterPolicy.objects.update_or_create(defaults={"stranger_limit": 7})
    operations.drop(tags=[POLICY], now=noon)
    memory.look()
    assert memory.policy is not None
    assert memory.policy.stranger_limit == 7
    assert not is_kept(memory)


def test_a_policy_that_changes_while_it_is_read_is_read_again(
    memory: Memory, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = paywall.policy
    memory.forget([POLICY])

    def changes_meanwhile() -> Policy:
        policy = read()
        memory.forget([POLICY])
        return policy

    monkeypatch.setattr(paywall, "policy", changes_meanwhile)
    memory.look()
    assert memory.policy is None


def test_a_memory_is_believed_for_less_than_two_seconds(memory: Memory, clock: Clock) -> None:
    assert memory.is_fresh()
    clock.pass_by(seconds=BELIEVED_SECONDS + 0.01)
    assert BELIEVED_SECONDS < 2
    assert not memory.is_fresh()


def test_a_memory_that_cannot_read_the_database_is_not_believed(
    memory: Memory, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.CRITICAL)
    clock.pass_by(seconds=3)

    def away(execute: Any, sql: str, *_: Any) -> Any:
        raise DatabaseError("away")

    with connection.execute_wrapper(away), pytest.raises(DatabaseError):
        memory.look()
    assert not memory.is_fresh()


def test_a_memory_that_was_never_read_is_not_believed() -> None:
    assert not Memory().is_fresh()


def test_old_marks_are_cleared_away(noon: datetime) -> None:
    operations.drop(tags=["old"], now=noon - timedelta(minutes=11))
    operations.drop(tags=["new"], now=noon)
    operations.forget_old_marks(now=noon)
    assert [tag for _, tag in queries.marks_after(0)] == ["new"]


def test_looking_costs_two_small_queries(memory: Memory, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(2):
        memory.look()
