"""What the tests of accounts share."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from masthead.kit import jobs
from masthead.kit.tests.stores import shared_store
from masthead.people.views.requests import REAUTHENTICATED


@pytest.fixture
def code_in_mail() -> Callable[[], str]:
    """Deliver what waits, and read the code in the newest mail."""

    def read() -> str:
        jobs.run_all()
        found = re.search(r"^    ([A-Z]{6})$", str(mail.outbox[-1].body), re.MULTILINE)
        assert found, mail.outbox[-1].body
        return found[1]

    return read


@pytest.fixture
def browser() -> Client:
    """A browser nobody has signed in with."""
    return Client()


@pytest.fixture
def store(tmp_path: Path, django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    """A database that several processes may open; its DATABASE_URL."""
    with django_db_blocker.unblock(), shared_store(tmp_path) as address:
        yield address


def proven(browser: Client) -> Client:
    """The browser, in which its person has just shown a code."""
    session = browser.session
    session[REAUTHENTICATED] = {"person_id": int(session["_auth_user_id"]), "at": timezone.now().timestamp()}
    session.save()
    return browser
