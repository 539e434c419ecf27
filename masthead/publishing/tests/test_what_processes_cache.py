"""A rename is heard of in every process, also in one that serves no page."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from masthead.kit.notices import Notice
from masthead.kit.tests.stores import process, shared_store
from masthead.notices import operations as notices
from masthead.notices.models import MailboxEmail
from masthead.publishing import operations, queries
from masthead.publishing.models import SectionPage

HELLO = Notice(
    template="notices/notices/plain", context={"subject_line": "Hello", "paragraphs": ["Good day."]}
)
WORKER = """
import sys
from masthead.kit.jobs import Worker, schedule
from masthead.publishing.queries import publication_summary
schedule.register_schedule([])
worker = Worker()
print(publication_summary().name, flush=True)
for line in sys.stdin:
    while worker.run_next()[0]:
        pass
    print("done", flush=True)
"""


@pytest.fixture
def store(tmp_path: Path, django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    """A database that several processes may open; its DATABASE_URL."""
    queries.invalidate_publication_summary()
    with django_db_blocker.unblock(), shared_store(tmp_path) as address:
        yield address
    queries.invalidate_publication_summary()


def rename(name: str) -> None:
    publication = queries.publication()
    publication.name = name
    publication.save()


def test_worker__sends_mail_under_the_new_name(store: str) -> None:
    rename("The Old Sluice")
    with process(WORKER, database=store) as worker:
        assert worker.stdin
        assert worker.stdout
        assert worker.stdout.readline() == "The Old Sluice\n"
        rename("The New Sluice")
        notices.send(to="rita@example.org", notice=HELLO, now=datetime.now().astimezone())
        worker.stdin.write("work\n")
        worker.stdin.flush()
        assert worker.stdout.readline() == "done\n"
    assert "The New Sluice" in MailboxEmail.objects.get().sender


def test_publication_summary__is_read_once_and_anew_after_each_change_of_what_is_in_it(store: str) -> None:
    front = operations.prepare_publication(name="The Sluice")
    before = queries.publication_summary()
    assert queries.publication_summary() is before
    section = SectionPage(title="Harbour", slug="harbour")
    front.add_child(instance=section)
    assert [part.name for part in queries.publication_summary().sections] == ["Harbour"]
    section.title = "Quay"
    section.save()
    assert [part.name for part in queries.publication_summary().sections] == ["Quay"]
    section.delete()
    assert queries.publication_summary().sections == ()
