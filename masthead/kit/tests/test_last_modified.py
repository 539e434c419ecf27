"""The moment of a change is that of its being seen, and no two contents share one."""

from datetime import datetime, timedelta

import pytest
from django.core.cache import cache

from masthead.kit.last_modified import last_modified_at

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _empty_memory(db: None) -> None:
    cache.clear()


def test_last_modified_at__stays_while_the_content_stays(noon: datetime) -> None:
    first = last_modified_at(name="a", digest="x", now=noon + timedelta(microseconds=9))
    assert first == noon
    assert last_modified_at(name="a", digest="x", now=noon + timedelta(days=9)) == noon
    assert last_modified_at(name="b", digest="x", now=noon + timedelta(days=1)) == noon + timedelta(days=1)


def test_last_modified_at__another_content_is_later_even_by_a_clock_that_went_back(noon: datetime) -> None:
    moments = [
        last_modified_at(name="a", digest=digest, now=noon + timedelta(seconds=wait))
        for digest, wait in (("x", 0), ("y", 0.5), ("x", -30), ("z", 60))
    ]
    assert moments == [noon + timedelta(seconds=wait) for wait in (0, 1, 2, 60)]


def test_last_modified_at__what_is_forgotten_is_new(noon: datetime) -> None:
    last_modified_at(name="a", digest="x", now=noon)
    cache.clear()
    later = noon + timedelta(hours=1)
    assert last_modified_at(name="a", digest="x", now=later) == later
