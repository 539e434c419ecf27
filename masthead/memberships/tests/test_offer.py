"""The offer at the gate is for everybody: prices, a choice, nothing personal."""

import pytest
from django.template.loader import render_to_string
from django.test import RequestFactory

from masthead.memberships import queries
from masthead.memberships.models import Plan
from masthead.payments.states import Interval


@pytest.fixture
def offer(db: None) -> str:
    Plan.objects.create(
        name="Yearly", slug="yearly", amount_minor=6000, interval=Interval.YEAR, benefits="Comments"
    )
    Plan.objects.create(name="Monthly", slug="monthly", amount_minor=650, interval=Interval.MONTH, position=1)
    Plan.objects.create(name="Old", slug="old", amount_minor=100, is_offered=False)
    return drawn(plans=queries.offered_plans())


def drawn(**context: object) -> str:
    request = RequestFactory().get("/politics/the-call/?from=mail")
    context |= {"return_to": "/politics/the-call/", "may_sign_in": True}
    return render_to_string("memberships/_choose_plan.html", context, request)


def test_offer__says_what_one_gets_what_it_costs_and_how_to_leave(offer: str) -> None:
    for words in ("read every piece", "Become a member", "€60", "€6.50", "Leave whenever you like"):
        assert words in offer
    assert "Old" not in offer


def test_offer__leads_to_the_plan_and_back_to_the_article(offer: str) -> None:
    assert '<form action="/join/">' in offer
    assert '<input type="hidden" name="next" value="/politics/the-call/">' in offer
    assert 'href="/sign-in/?next=/politics/the-call/"' in offer


def test_offer__holds_nothing_personal(offer: str) -> None:
    assert "csrf" not in offer


def test_offer__works_while_nothing_is_offered(db: None) -> None:
    text = drawn(plans=[])
    assert "not taking new members" in text
    assert "I am a member" in text
    assert "Become a member" not in text
