"""Our side of Stripe, with a whole Stripe on this machine behind it."""

from collections.abc import Iterator

import pytest
from django.conf import LazySettings

from masthead.memberships.models import Plan
from masthead.memberships.tests.stripe.story import Story
from masthead.payments.local_stripe import LocalStripe
from masthead.people.models import Person

KEY = "sk_test_local_of_these_tests"


@pytest.fixture
def local(settings: LazySettings) -> Iterator[LocalStripe]:
    server = LocalStripe()
    server.start()
    settings.PAYMENT_PROVIDER = "stripe"
    settings.STRIPE_SECRET_KEY = f"{KEY}_{server.address.rpartition(':')[2]}"
    settings.STRIPE_API_BASE = server.address
    settings.STRIPE_WEBHOOK_SECRETS = ["whsec_of_these_tests"]
    yield server
    server.stop()


@pytest.fixture
def story(local: LocalStripe, plan: Plan, rita: Person) -> Story:
    """Rita, who is about to join."""
    return Story(local, rita)
