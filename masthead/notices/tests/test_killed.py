"""A worker killed with SIGKILL in the middle of a conversation with the mail server."""

import email
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.utils import timezone

from masthead.kit import jobs
from masthead.kit.models import JobLease
from masthead.kit.tests.stores import process, shared_store, until
from masthead.notices import operations
from masthead.notices.models import Delivery
from masthead.notices.tests.mail_server import IS_SILENT, mail_server
from masthead.notices.tests.test_deliver import HELLO


@pytest.fixture
def store(tmp_path: Path, django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    """A database that several processes may open; its DATABASE_URL."""
    with django_db_blocker.unblock(), shared_store(tmp_path) as address:
        yield address


SENDING = """
from datetime import timedelta
from masthead.kit.jobs import Worker, schedule
schedule.register_schedule([])
Worker(lease=timedelta(seconds=2)).run()
"""


@pytest.mark.parametrize("step", ["rcpt", "dot"])
@pytest.mark.parametrize("at_most_once", [False, True])
def test_deliver__by_a_worker_that_is_killed_strands_nothing_and_holds_the_promise_of_its_kind(
    step: str, at_most_once: bool, store: str, settings: LazySettings
) -> None:
    with mail_server(settings) as server:
        server.step, server.reply = step, IS_SILENT
        delivery = operations.send(to="rita@example.org", notice=HELLO, now=timezone.now())
        assert delivery
        Delivery.objects.update(at_most_once=at_most_once)
        with process(SENDING, database=store, EMAIL_URL=settings.EMAIL_URL) as worker:
            until(lambda: "rcpt" in server.heard and (step == "rcpt" or server.taken))
            lease = until(JobLease.objects.first)
            until(lambda: JobLease.objects.get().expires_at > lease.expires_at)  # renewed while it sends
            worker.kill()
            worker.wait()
        server.works()
        jobs.run_all(timezone.now() + timedelta(seconds=10))
    delivery.refresh_from_db()
    if at_most_once:
        assert (delivery.state, len(server.taken)) == (Delivery.State.UNCERTAIN, int(step == "dot"))
    else:
        assert (delivery.state, len(server.taken)) == (Delivery.State.SENT, 1 + (step == "dot"))
        numbers = {email.message_from_bytes(message)["Message-ID"] for message in server.taken}
        assert numbers == {delivery.message_id}
