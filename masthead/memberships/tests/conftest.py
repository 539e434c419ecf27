"""What the tests of memberships share: a plan, and a provider whose truth a test writes down."""

from collections.abc import Iterator

import pytest

from masthead.memberships.models import Plan
from masthead.payments.states import Interval
from masthead.payments.tests.scripted import ScriptedProvider, in_its_place


@pytest.fixture
def plan(db: None) -> Plan:
    return Plan.objects.create(name="Monthly", slug="monthly", amount_minor=600, interval=Interval.MONTH)


@pytest.fixture
def at(plan: Plan) -> Iterator[ScriptedProvider]:
    with in_its_place(ScriptedProvider()) as provider:
        yield provider
