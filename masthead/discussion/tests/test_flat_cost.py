"""A first page costs the same whatever the size of the thread."""

from datetime import datetime

import pytest
from django.db import connection

from bench.comment_generator import generate_comments
from bench.thread import queries_of_page, scatter, work_of
from masthead.discussion import operations, queries
from masthead.discussion.models import Order, Thread
from masthead.discussion.tests.conftest import crowd
from masthead.people.models import Person

pytestmark = pytest.mark.django_db


def grown(size: int, authors: list[Person], now: datetime) -> Thread:
    thread = operations.open_thread(key=f"grown:{size}", address="/", title="A long thread", now=now)
    generate_comments(thread=thread, authors=authors, count=size, seed=1, now=now)
    return thread


def test_first_page__takes_the_same_queries_and_the_same_work_at_any_size(noon: datetime) -> None:
    authors = crowd(20, noon)
    small, large = (grown(size, authors, noon) for size in (100, 3_000))
    if connection.vendor == "postgresql":
        scatter(small)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")

    def cost(thread: Thread, order: str) -> float:
        shown = queries.first_page(thread=thread, order=order, now=noon).shown
        return work_of(lambda: queries.first_page(thread=thread, order=order, now=noon)) / shown

    assert queries_of_page(small) == queries_of_page(large)
    assert {queries.first_page(thread=thread, now=noon).shown for thread in (small, large)} == {82}
    assert cost(large, Order.BEST) / cost(small, Order.BEST) <= 1.3
    for order in (Order.NEWEST, Order.OLDEST, Order.CONVERSATION):
        assert cost(large, order) / cost(small, order) <= 1.5
