"""Following a long life costs as many queries as following a short one."""

from datetime import datetime

from django.db import connection
from django.test.utils import CaptureQueriesContext

from masthead.payments.tests.scripted import (
    MONTH,
    ScriptedProvider,
    follow,
    hear,
    in_its_place,
    invoice,
    of,
    subscription,
)
from masthead.people.models import Person


def test_follow__asks_the_database_no_more_for_sixty_months_than_for_two(
    rita: Person, noon: datetime
) -> None:
    counts = []
    with in_its_place(ScriptedProvider()) as at:
        for months in (2, 60):
            running = subscription(since=noon, period=months - 1, item_key="thing:1")
            truth = of(rita, running, *(invoice(since=noon, period=period) for period in range(months)))
            now = noon + months * MONTH
            hear(at, truth, now=now)
            with CaptureQueriesContext(connection) as asked:
                follow(truth, now=now)
            counts.append(len(asked))
    assert counts[0] == counts[1]
