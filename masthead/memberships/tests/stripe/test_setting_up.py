"""`masthead manage stripe check` makes what is missing, once, and says what is wrong."""

from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from conftest import sign_in
from masthead.memberships.models import Plan
from masthead.memberships.tests.stripe.story import Story
from masthead.payments.local_stripe import LocalStripe
from masthead.payments.providers.stripe.client import client as stripe
from masthead.payments.tests.local_stripe.stage import visit
from masthead.people.models import Person

pytestmark = pytest.mark.django_db


def check() -> tuple[str, str]:
    """What the command says, and with what it ends."""
    said = StringIO()
    try:
        call_command("stripe", "check", stdout=said)
    except CommandError as error:
        return said.getvalue(), str(error)
    return said.getvalue(), ""


def test_stripe_check__makes_everything_once_and_is_content_then(local: LocalStripe, plan: Plan) -> None:
    first, complaint = check()
    assert "Put what it signs with into STRIPE_WEBHOOK_SECRETS" in first
    assert "whsec_" in first
    assert complaint
    before = local.state()["objects"]
    second, complaint = check()
    assert complaint == ""
    assert "whsec_" not in second
    assert "Monthly: sold as the price price_" in second
    assert local.state()["objects"] == before
    assert before["price"] == before["product"] == before["webhook_endpoint"] == 1


def test_stripe_check__what_is_sold_afterwards_is_sold_at_that_price(
    story: Story, local: LocalStripe
) -> None:
    check()
    story.join()
    assert local.state()["objects"]["price"] == 1


def test_stripe_check__says_what_is_wrong(local: LocalStripe, plan: Plan) -> None:
    check()
    api = stripe().v1
    endpoint = api.webhook_endpoints.list().data[0]
    api.webhook_endpoints.update(endpoint.id, {"disabled": True})
    said, complaint = check()
    assert "is disabled: enable it in Stripe" in said
    assert complaint
    Plan.objects.update(is_offered=False)
    assert "No plan is offered" in check()[0]


def test_stripe_check__a_wrong_key_and_a_missing_one_are_sentences(
    local: LocalStripe, plan: Plan, settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    settings.STRIPE_SECRET_KEY = "sk_test_of_somebody_else"
    assert "did not accept this" in check()[1]
    assert "Stripe refuses" in caplog.text
    assert "somebody_else" not in caplog.text
    settings.STRIPE_SECRET_KEY = ""
    assert "STRIPE_SECRET_KEY first" in check()[1]


def test_manage_payment__leads_a_member_to_the_portal_and_back(story: Story, client: Client) -> None:
    sign_in(client, story.reader)
    assert client.post("/account/membership/payment/").status_code == 404
    story.join()
    page = client.get("/account/membership/").content.decode()
    assert 'action="/account/membership/payment/"' in page
    answer = client.post("/account/membership/payment/")
    assert answer.status_code == 303
    portal = visit(answer["Location"])
    assert portal.status == 200
    assert "/account/membership/" in portal.text
    assert client.get("/account/membership/payment/").status_code == 405


def test_plan_page__lets_its_form_lead_to_the_providers_page_and_nowhere_else(
    local: LocalStripe, plan: Plan, client: Client, rita: Person, settings: Any
) -> None:
    """A browser follows no redirect after a form to a host that the policy does not name."""
    policy = sign_in(client, rita).get("/join/monthly/")["Content-Security-Policy"]
    assert f"form-action 'self' {local.address};" in policy
    settings.STRIPE_API_BASE = ""
    policy = client.get("/join/monthly/")["Content-Security-Policy"]
    assert "form-action 'self' https://checkout.stripe.com https://billing.stripe.com;" in policy
    settings.PAYMENT_PROVIDER, settings.STRIPE_SECRET_KEY = "pretend", ""
    assert "form-action 'self';" in client.get("/join/monthly/")["Content-Security-Policy"]
