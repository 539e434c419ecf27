"""Every process hears what changed: marks, raised versions, the policy."""

import logging
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from masthead.frontdoor import operations, queries
from masthead.frontdoor.cached_page import build_page
from masthead.frontdoor.models import Invalidation
from masthead.frontdoor.state import FRESH_SECONDS, POLICY_DEPENDENCY, ProcessState
from masthead.paywall import queries as paywall
from masthead.paywall.decide import Policy
from masthead.paywall.dependencies import MeterPolicy as MeterPolicyDependency
from masthead.paywall.models import MeterPolicy
from masthead.people import operations as people
from masthead.people.models import Person
from masthead.publishing.dependencies import Article

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
def state(clock: Clock) -> ProcessState:
    """Another process than the one that commits."""
    state = ProcessState(clock=clock.look, now=clock.now)
    state.refresh()
    return state


def keep(state: ProcessState, *tags: str, path: str = "/a/", ticket: int | None = None) -> bool:
    page = build_page(headers=[], body=b"text", depends_on=tags, gated=False)
    ticket = state.cache.generation() if ticket is None else ticket
    return state.cache.put(("h", path), variant="shared", piece=None, page=page, generation=ticket)


def is_kept(state: ProcessState, path: str = "/a/") -> bool:
    return state.cache.get(("h", path)) is not None


def test_process_state__hears_of_another_process_at_its_next_look(
    state: ProcessState, noon: datetime
) -> None:
    keep(state, "article:1")
    keep(state, "article:2", path="/b/")
    operations.invalidate([Article(1)], now=noon)
    state.refresh()
    assert not is_kept(state)
    assert is_kept(state, "/b/")


def test_invalidate__one_that_is_rolled_back_never_happened(state: ProcessState, noon: datetime) -> None:
    keep(state, "article:1")
    with transaction.atomic():
        operations.invalidate([Article(1)], now=noon)
        transaction.set_rollback(True)
    state.refresh()
    assert is_kept(state)


def test_invalidate__the_process_that_commits_does_it_with_the_commit(
    noon: datetime,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: Any,
    state: ProcessState,
) -> None:
    monkeypatch.setattr(operations, "STATE", state)
    keep(state, "article:1")
    with django_capture_on_commit_callbacks(execute=True):
        operations.invalidate([Article(1)], now=noon)
        assert is_kept(state)
    assert not is_kept(state)
    keep(state, "article:1")  # built after the commit, so true
    state.refresh()
    assert is_kept(state)  # its own mark is not heard a second time


def test_process_state__a_page_begun_before_an_invalidation_was_heard_is_not_cached_after(
    state: ProcessState, noon: datetime
) -> None:
    ticket = state.cache.generation()
    operations.invalidate([Article(1)], now=noon)
    state.refresh()
    assert not keep(state, "article:1", ticket=ticket)


def test_process_state__a_mark_that_becomes_visible_late_is_still_heard(
    state: ProcessState, clock: Clock, noon: datetime
) -> None:
    late, early = (
        Invalidation.objects.create(dependency="late", changed_at=noon),
        Invalidation.objects.create(dependency="early", changed_at=noon),
    )
    number = late.pk
    late.delete()  # its transaction has not committed yet
    state.refresh()
    assert early.pk > number
    keep(state, "late")
    clock.pass_by(seconds=30)
    Invalidation.objects.create(pk=number, dependency="late", changed_at=noon)
    state.refresh()
    assert not is_kept(state)


def test_process_state__each_mark_is_heard_once(state: ProcessState, clock: Clock, noon: datetime) -> None:
    operations.invalidate([Article(1)], now=noon)
    state.refresh()
    for _ in range(5):
        clock.pass_by(seconds=50)
        keep(state, "article:1")
        state.refresh()
        assert is_kept(state)
    assert state._seen == {}


def test_process_state__a_machine_that_slept_begins_again(state: ProcessState, clock: Clock) -> None:
    keep(state, "article:1")
    clock.pass_by(hours=1)
    assert not state.is_fresh()
    state.refresh()
    assert not is_kept(state)


def test_process_state__raised_versions_are_known_before_the_first_request(mina: Person) -> None:
    now = timezone.now()
    version = people.raise_access_version(person_id=mina.pk, now=now - timedelta(minutes=50))
    state = ProcessState()
    state.refresh()
    assert state.min_version_of(mina.pk) == version


def test_process_state__a_raised_version_is_heard_at_the_next_look(state: ProcessState, mina: Person) -> None:
    version = people.raise_access_version(person_id=mina.pk, now=timezone.now())
    state.refresh()
    assert state.min_version_of(mina.pk) == version


def test_process_state__a_version_goes_when_no_pass_can_be_that_old(
    state: ProcessState, clock: Clock, mina: Person
) -> None:
    version = people.raise_access_version(person_id=mina.pk, now=clock.now())
    state.refresh()
    for _ in range(50):
        clock.pass_by(seconds=61)
        state.refresh()
    assert state.min_version_of(mina.pk) == version
    for _ in range(15):
        clock.pass_by(seconds=61)
        state.refresh()
    assert state.min_version_of(mina.pk) == 0


def test_process_state__the_policy_of_the_desk_is_read_anew_when_it_changes(
    state: ProcessState, noon: datetime
) -> None:
    keep(state, "article:1")
    MeterPolicy.objects.update_or_create(defaults={"stranger_limit": 7})
    operations.invalidate([MeterPolicyDependency()], now=noon)
    state.refresh()
    assert state.policy is not None
    assert state.policy.stranger_limit == 7
    assert not is_kept(state)


def test_process_state__a_policy_that_changes_while_it_is_read_is_read_again(
    state: ProcessState, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = paywall.policy
    state.invalidate([POLICY_DEPENDENCY])

    def changes_meanwhile() -> Policy:
        policy = read()
        state.invalidate([POLICY_DEPENDENCY])
        return policy

    monkeypatch.setattr(paywall, "policy", changes_meanwhile)
    state.refresh()
    assert state.policy is None


def test_process_state__is_believed_for_less_than_two_seconds(state: ProcessState, clock: Clock) -> None:
    assert state.is_fresh()
    clock.pass_by(seconds=FRESH_SECONDS + 0.01)
    assert FRESH_SECONDS < 2
    assert not state.is_fresh()


def test_process_state__is_not_believed_when_it_cannot_read_the_database(
    state: ProcessState, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.CRITICAL)
    clock.pass_by(seconds=3)

    def away(execute: Any, sql: str, *_: Any) -> Any:
        raise DatabaseError("away")

    with connection.execute_wrapper(away), pytest.raises(DatabaseError):
        state.refresh()
    assert not state.is_fresh()


def test_process_state__is_not_believed_when_it_was_never_read() -> None:
    assert not ProcessState().is_fresh()


def test_delete_old_invalidations__takes_old_ones_and_leaves_new_ones(noon: datetime) -> None:
    operations.invalidate([Article(8)], now=noon - timedelta(minutes=11))
    operations.invalidate([Article(9)], now=noon)
    operations.delete_old_invalidations(now=noon)
    assert [tag for _, tag in queries.invalidations_after(0)] == ["article:9"]


def test_process_state__looking_costs_three_small_queries(
    state: ProcessState, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(3):
        state.refresh()
