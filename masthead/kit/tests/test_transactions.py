"""No network call while a transaction is open."""

import pytest
from django.db import transaction

from masthead.kit.transactions import NetworkInsideTransaction, ensure_no_transaction


@pytest.mark.django_db
def test_ensure_no_transaction__the_outside_world_may_be_asked_when_no_transaction_is_open() -> None:
    ensure_no_transaction()


@pytest.mark.django_db
def test_ensure_no_transaction__the_outside_world_may_not_be_asked_inside_a_transaction() -> None:
    with transaction.atomic(), pytest.raises(NetworkInsideTransaction, match="Fetch, then lock"):
        ensure_no_transaction()
    ensure_no_transaction()


@pytest.mark.django_db(transaction=True)
def test_ensure_no_transaction__a_transaction_counts_also_where_the_test_has_none_of_its_own() -> None:
    with transaction.atomic(), transaction.atomic(), pytest.raises(NetworkInsideTransaction):
        ensure_no_transaction()
    ensure_no_transaction()


@pytest.mark.django_db(transaction=True)
def test_ensure_no_transaction__what_follows_a_commit_may_ask_the_outside_world() -> None:
    asked: list[str] = []
    with transaction.atomic():
        transaction.on_commit(ensure_no_transaction)
        transaction.on_commit(lambda: asked.append("and was answered"))
    assert asked == ["and was answered"]
