"""The small publication of the room below, and a member of now."""

import json
import re
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from masthead.memberships import operations as memberships
from masthead.memberships.models import EntitlementSource
from masthead.people.models import Person
from masthead.publishing.tests.conftest import front, gated, harbour, marit, politics

__all__ = ["front", "gated", "harbour", "marit", "politics"]


@pytest.fixture
def member(rita: Person) -> Person:
    """Rita, who has been a member since yesterday, by the clock on the wall."""
    now = timezone.now()
    memberships.grant(
        person=rita,
        source=EntitlementSource.COMPLIMENTARY,
        starts_at=now - timedelta(days=1),
        ends_at=now + timedelta(days=9),
        reference="test",
        now=now,
    )
    return rita


def facts_of(html: str) -> dict[str, Any]:
    """The JSON-LD of a page."""
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)
    assert found is not None
    facts: dict[str, Any] = json.loads(found.group(1))
    return facts
