"""No network call while a transaction is open."""

import pytest
from django.db import transaction

from masthead.kit.network import NetworkInsideTransaction, outside_transactions


@pytest.mark.django_db
def test_the_outside_world_may_be_asked_when_no_transaction_is_open() -> None:
    outside_transactions()


@pytest.mark.django_db
def test_the_outside_world_may_not_be_asked_inside_a_transaction() -> None:
    with transaction.atomic(), pytest.raises(NetworkInsideTransaction, match="Fetch, then lock"):
        outside_transactions()
    outside_transactions()


@pytest.mark.django_db(transaction=True)
def test_a_transaction_counts_also_where_the_test_has_none_of_its_own() -> None:
    with transaction.atomic(), transaction.atomic(), pytest.raises(NetworkInsideTransaction):
        outside_transactions()
    outside_transactions()


@pytest.mark.django_db(transaction=True)
def test_what_follows_a_commit_may_ask_the_outside_world() -> None:
    asked: list[str] = []
    with transaction.atomic():
        transaction.on_commit(outside_transactions)
        transaction.on_commit(lambda: asked.append("and was answered"))
    assert asked == ["and was answered"]
