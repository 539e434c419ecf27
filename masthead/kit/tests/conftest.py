"""What the kit's tests share."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from masthead.kit.jobs import ScheduleEntry, schedule
from masthead.kit.tests import errands
from masthead.kit.tests.stores import shared_store


@pytest.fixture
def store(tmp_path: Path, django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    """A database that several processes may open; its DATABASE_URL."""
    with django_db_blocker.unblock(), shared_store(tmp_path) as address:
        yield address


@pytest.fixture
def hourly_schedule(monkeypatch: pytest.MonkeyPatch) -> ScheduleEntry:
    """Nothing is scheduled but `hourly`."""
    hourly = ScheduleEntry(name="hourly", every=timedelta(hours=1), job=errands.nothing_much)
    monkeypatch.setattr(schedule, "_entries", (hourly,))
    return hourly
