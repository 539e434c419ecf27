"""Two clicks to leave, nothing lost that is paid, one click to stay after all."""

from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.formats import date_format

from conftest import sign_in
from masthead.memberships import operations, queries
from masthead.memberships.models import Plan
from masthead.memberships.views import account_part, leaving_part
from masthead.payments import operations as payments
from masthead.payments.errors import SubscriptionIsOver
from masthead.payments.models import Interval, Payment, Subscription
from masthead.payments.providers.pretend import books
from masthead.people import operations as people
from masthead.people.models import Person

MONTH = timedelta(days=31)


@pytest.fixture
def plan(db: None) -> Plan:
    return Plan.objects.create(name="Monthly", slug="monthly", amount_minor=600, interval=Interval.MONTH)


def subscribe(person: Person, now: datetime) -> Subscription:
    checkout = operations.join(person=person, slug="monthly", return_to="", now=now)
    books.pay(checkout.provider_ref, now=now)
    payments.settle_checkout(checkout=checkout, now=now)
    return Subscription.objects.get(person=person)


def renew(subscription: Subscription, now: datetime) -> None:
    books.renew_or_end(subscription.checkout.provider_ref, now=now)
    payments.settle_checkout(checkout=subscription.checkout, now=now)


def test_two_clicks_and_everything_stays_until_the_end(client: Client, rita: Person, plan: Plan) -> None:
    subscription = subscribe(rita, timezone.now())
    day = date_format(timezone.localtime(subscription.period_end), "DATE_FORMAT")
    first = sign_in(client, rita).get("/account/membership/cancel/").content.decode()
    assert f"You keep everything until {day}" in first
    second = client.post("/account/membership/cancel/", follow=True).content.decode()
    assert f"You keep everything until {day}, and nothing more will be charged." in second
    assert queries.access_at(person_id=rita.pk, now=timezone.now()).until == subscription.period_end


def test_it_can_be_taken_back_before_the_end(client: Client, rita: Person, plan: Plan) -> None:
    subscribe(rita, timezone.now())
    sign_in(client, rita).post("/account/membership/cancel/")
    page = client.post("/account/membership/resume/", follow=True).content.decode()
    assert "your membership goes on and renews on" in page
    assert Subscription.objects.get().renews


def test_a_cancelled_membership_ends_with_the_last_paid_moment(
    rita: Person, plan: Plan, noon: datetime
) -> None:
    subscription = subscribe(rita, noon)
    operations.cancel_membership(person=rita, now=noon + timedelta(days=3))
    assert queries.is_member(rita, noon + MONTH - timedelta(seconds=1))
    assert not queries.is_member(rita, noon + MONTH)
    renew(subscription, noon + MONTH)
    assert not queries.is_member(rita, noon + MONTH)


def test_a_renewal_leaves_no_gap_however_late_we_hear_of_it(rita: Person, plan: Plan, noon: datetime) -> None:
    subscription = subscribe(rita, noon)
    late = noon + MONTH + timedelta(hours=5)
    assert queries.is_member(rita, late)
    renew(subscription, late)
    assert queries.is_member(rita, late + timedelta(days=20))


def test_a_renewal_that_never_comes_ends_access_after_the_leeway(
    rita: Person, plan: Plan, noon: datetime
) -> None:
    subscribe(rita, noon)
    assert not queries.is_member(rita, noon + MONTH + operations.RENEWAL_LEEWAY)


def test_leaving_and_staying_again_and_again_keeps_the_leeway_right(
    rita: Person, plan: Plan, noon: datetime
) -> None:
    subscribe(rita, noon)
    for hour in range(3):
        operations.cancel_membership(person=rita, now=noon + timedelta(hours=2 * hour + 1))
        assert queries.access_at(person_id=rita.pk, now=noon + timedelta(days=1)).until == noon + MONTH
        operations.resume_membership(person=rita, now=noon + timedelta(hours=2 * hour + 2))
        until = queries.access_at(person_id=rita.pk, now=noon + timedelta(days=1)).until
        assert until == noon + MONTH + operations.RENEWAL_LEEWAY


def test_who_has_no_subscription_has_nothing_to_cancel(client: Client, mina: Person) -> None:
    sign_in(client, mina)
    assert client.get("/account/membership/cancel/")["Location"] == "/account/membership/"
    assert client.post("/account/membership/cancel/").status_code == 404
    assert client.post("/account/membership/resume/").status_code == 404
    assert client.get("/account/membership/resume/").status_code == 405


@pytest.mark.parametrize("page", ["", "cancel/"])
def test_a_stranger_is_asked_to_sign_in(page: str, client: Client, db: None) -> None:
    address = f"/account/membership/{page}"
    assert client.get(address)["Location"] == f"/sign-in/?next={address}"


def test_nobody_cancels_for_somebody_else(client: Client, rita: Person, ada: Person, plan: Plan) -> None:
    subscribe(rita, timezone.now())
    assert sign_in(client, ada).post("/account/membership/cancel/").status_code == 404
    assert Subscription.objects.get().renews


def test_cancelling_needs_the_forms_token(rita: Person, plan: Plan) -> None:
    subscribe(rita, timezone.now())
    strict = sign_in(Client(enforce_csrf_checks=True), rita)
    assert strict.post("/account/membership/cancel/").status_code == 403
    assert Subscription.objects.get().renews


def test_the_account_page_says_what_one_has_and_leads_to_leaving(
    client: Client, rita: Person, plan: Plan
) -> None:
    assert account_part(rita, timezone.now()) is not None
    assert "You are not a member at the moment." in sign_in(client, rita).get("/account/").content.decode()
    subscription = subscribe(rita, timezone.now())
    page = client.get("/account/").content.decode()
    day = date_format(timezone.localtime(subscription.period_end), "DATE_FORMAT")
    assert f"Membership, Monthly: it renews on {day} for €6.00." in page
    assert 'href="/account/membership/cancel/"' in page
    assert "€6.00" in client.get("/account/membership/").content.decode()


# --- leaving the publication altogether --------------------------------------------------------------------


def test_whoever_leaves_for_good_is_charged_no_more(rita: Person, plan: Plan, noon: datetime) -> None:
    subscription = subscribe(rita, noon)
    people.leave(person=rita, letters_stay=True, now=noon + timedelta(days=3))
    subscription.refresh_from_db()
    assert not subscription.renews
    renew(subscription, noon + MONTH)
    assert Payment.objects.filter(person=rita).count() == 1


def test_what_was_paid_stays_under_a_number_without_a_name(rita: Person, plan: Plan, noon: datetime) -> None:
    subscribe(rita, noon)
    people.leave(person=rita, letters_stay=True, now=noon + timedelta(days=3))
    payment = Payment.objects.select_related("person").get()
    assert str(payment.person) == "Former member"
    assert payment.person.email.endswith("@nobody.invalid")
    assert not queries.is_member(payment.person, noon + timedelta(days=4))


def test_the_page_about_leaving_says_what_it_does_to_a_membership(
    client: Client, rita: Person, plan: Plan
) -> None:
    assert leaving_part(rita, timezone.now()) is None
    subscribe(rita, timezone.now())
    sign_in(client, rita)
    session = client.session
    session["proof"] = {"person_id": rita.pk, "at": timezone.now().timestamp()}
    session.save()
    page = client.get("/account/leave/").content.decode()
    assert "Leaving also cancels your renewal" in page


def test_if_the_provider_does_not_take_it_nobody_leaves(
    rita: Person, plan: Plan, noon: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    subscribe(rita, noon)

    def away(*_args: object, **_named: object) -> None:
        raise SubscriptionIsOver

    monkeypatch.setattr(books, "set_renewing", away)
    with pytest.raises(SubscriptionIsOver):
        people.leave(person=rita, letters_stay=True, now=noon + timedelta(days=3))
    rita.refresh_from_db()
    assert rita.is_active
