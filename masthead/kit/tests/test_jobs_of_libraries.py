"""A library's job reads, then writes: it gets one transaction, so that two on one file cannot interleave."""

from datetime import datetime
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult
from modelsearch import index, tasks

from masthead.kit.jobs import run_all


@pytest.mark.django_db(transaction=True)
def test_library_jobs__write_the_search_index_in_one_transaction(
    noon: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    inside: list[bool] = []

    def look(_instance: Any) -> None:
        inside.append(connection.in_atomic_block)

    person = get_user_model().objects.create_user("rita@example.org")
    monkeypatch.setattr(index, "insert_or_update_object", look)
    tasks.insert_or_update_object_task.enqueue("people", "person", str(person.pk))
    run_all(noon)
    assert inside == [True]


@pytest.mark.django_db(transaction=True)
def test_library_jobs__about_a_row_that_has_gone_are_done(noon: datetime) -> None:
    person = get_user_model().objects.create_user("rita@example.org")
    gone = str(person.pk)
    tasks.insert_or_update_object_task.enqueue("people", "person", gone)
    person.delete()
    run_all(noon)
    assert {result.status for result in DBTaskResult.objects.all()} == {TaskResultStatus.SUCCESSFUL}
