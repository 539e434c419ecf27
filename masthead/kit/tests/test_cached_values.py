"""What a process caches: read once, never believed after a change, heard of in every process."""

from itertools import count

import pytest
from django.db import transaction

from masthead.kit import cached_values
from masthead.kit.cached_values import CachedValue, note_changes, refresh
from masthead.kit.clock import monotonic_seconds
from masthead.kit.dependencies import Dependency
from masthead.kit.models import Generation, ScheduledRun
from masthead.kit.tests.stores import process


class Weather(Dependency):
    """What these values are made of."""


def newest() -> str:
    return ScheduledRun.objects.order_by("-pk").values_list("name", flat=True).first() or ""


def change(name: str) -> None:
    """A new row, with the change noted in its transaction."""
    with transaction.atomic():
        ScheduledRun.objects.create(name=name)
        note_changes([Weather()])


@pytest.fixture(autouse=True)
def fresh(store: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that has heard of nothing yet, on a database of its own."""
    monkeypatch.setattr(cached_values, "_KNOWN", cached_values._Known())


def test_cached_value__is_read_once_until_it_changes() -> None:
    reads = count()
    cached = CachedValue(lambda: (next(reads), newest()), depends_on=[Weather()])
    change("rain")
    assert [cached.value() for _ in range(3)] == [(0, "rain")] * 3
    change("sun")
    assert [cached.value() for _ in range(3)] == [(1, "sun")] * 3


def test_cached_value__what_was_read_before_a_change_and_stored_after_it_is_not_believed() -> None:
    change("rain")
    meanwhile = iter(["sun"])

    def read_slowly() -> str:
        found = newest()
        for name in meanwhile:  # another thread's commit, between the reading and the storing
            change(name)
        return found

    cached = CachedValue(read_slowly, depends_on=[Weather()])
    cached.value()
    assert cached.value() == "sun"


def test_hear__a_number_heard_late_never_lowers_a_newer_one() -> None:
    cached = CachedValue(newest, depends_on=[Weather()])
    change("rain")
    before, read_at = dict(Generation.objects.values_list("name", "number")), monotonic_seconds()
    change("sun")
    newest_of_all = cached_values._KNOWN.generations(["weather"])
    cached_values._KNOWN.hear(before, read_at=read_at)  # a poll that had read before the commit
    assert cached_values._KNOWN.generations(["weather"]) == newest_of_all
    assert cached.value() == "sun"


def test_refresh__hears_of_a_restored_backup_whose_numbers_are_lower() -> None:
    cached = CachedValue(newest, depends_on=[Weather()])
    change("rain")
    change("sun")
    assert cached.value() == "sun"
    Generation.objects.update(number=1)  # with everything else as it was then
    ScheduledRun.objects.filter(name="sun").delete()
    refresh()
    assert cached.value() == "rain"
    change("snow")
    assert cached.value() == "snow"


def test_note_changes__what_is_rolled_back_is_neither_cached_nor_heard_of() -> None:
    cached = CachedValue(newest, depends_on=[Weather()])
    change("rain")
    assert cached.value() == "rain"
    with transaction.atomic():
        change("sun")
        assert cached.value() == "sun"
        transaction.set_rollback(True)
    assert cached.value() == "rain"


def test_note_changes__of_something_else_reads_nothing_anew() -> None:
    class Tide(Dependency):
        """Something else."""

    reads = count()
    cached = CachedValue(lambda: next(reads), depends_on=[Weather()])
    cached.value()
    note_changes([Tide()])
    assert cached.value() == 0
    assert not Generation.objects.filter(name="tide").exists()


def test_cached_value__is_not_believed_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    cached = CachedValue(newest, depends_on=[Weather()])
    change("rain")
    assert cached.value() == "rain"
    ScheduledRun.objects.create(name="by hand")
    assert cached.value() == "rain"
    monkeypatch.setattr(cached_values, "LONGEST_SECONDS", 0.0)
    assert cached.value() == "by hand"


OTHER = """
from django.db import transaction
from masthead.kit.models import ScheduledRun
from masthead.kit.tests.test_cached_values import CachedValue, Weather, change, newest
CachedValue(newest, depends_on=[Weather()])
change("from elsewhere")
"""


def test_refresh__hears_of_a_change_in_another_process(store: str) -> None:
    cached = CachedValue(newest, depends_on=[Weather()])
    change("rain")
    assert cached.value() == "rain"
    with process(OTHER, database=store) as other:
        other.communicate()
    refresh()
    assert cached.value() == "from elsewhere"
