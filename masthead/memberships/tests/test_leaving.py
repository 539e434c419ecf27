"""Two clicks to leave, nothing lost that is paid, one click to stay after all."""

from datetime import datetime, timedelta
from unittest.mock import patch

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.formats import date_format

from conftest import sign_in
from masthead.memberships import operations, queries
from masthead.memberships.models import Plan
from masthead.memberships.views import account_deletion_part, account_part
from masthead.payments import operations as payments
from masthead.payments.coverage import COLLECTING_PERIOD
from masthead.payments.errors import SubscriptionHasEnded
from masthead.payments.models import Invoice, Subscription
from masthead.payments.providers.pretend import operations as pretend
from masthead.people import operations as people
from masthead.people.models import Person

MONTH = timedelta(days=31)


def subscribe(person: Person, now: datetime) -> Subscription:
    checkout = operations.start_membership_checkout(person=person, slug="monthly", return_to="", now=now)
    pretend.pay(checkout.ref, now=now)
    payments.reconcile_checkout(checkout=checkout, now=now)
    return Subscription.objects.get(person=person)


def renew(subscription: Subscription, now: datetime) -> None:
    assert subscription.checkout is not None
    pretend.renew_or_end(subscription.checkout.ref, now=now)
    payments.reconcile_subscription(subscription=subscription, now=now)


def test_cancel_membership__two_clicks_and_everything_stays_until_the_end(
    client: Client, rita: Person, plan: Plan
) -> None:
    subscription = subscribe(rita, timezone.now())
    day = date_format(timezone.localtime(subscription.period_end), "DATE_FORMAT")
    first = sign_in(client, rita).get("/account/membership/cancel/").content.decode()
    assert f"You keep everything until {day}" in first
    second = client.post("/account/membership/cancel/", follow=True).content.decode()
    assert f"You keep everything until {day}, and nothing more will be charged." in second
    assert queries.access_at(person_id=rita.pk, now=timezone.now()).until == subscription.period_end


def test_resume_membership__takes_a_cancellation_back_before_the_end(
    client: Client, rita: Person, plan: Plan
) -> None:
    subscribe(rita, timezone.now())
    sign_in(client, rita).post("/account/membership/cancel/")
    page = client.post("/account/membership/resume/", follow=True).content.decode()
    assert "your membership goes on and renews on" in page
    assert Subscription.objects.get().renews


def test_cancel_membership__ends_with_the_last_paid_moment(rita: Person, plan: Plan, noon: datetime) -> None:
    subscription = subscribe(rita, noon)
    operations.cancel_membership(person=rita, now=noon + timedelta(days=3))
    assert queries.is_member(rita, noon + MONTH - timedelta(seconds=1))
    assert not queries.is_member(rita, noon + MONTH)
    renew(subscription, noon + MONTH)
    assert not queries.is_member(rita, noon + MONTH)


def test_extend_membership__a_renewal_leaves_no_gap_however_late_we_hear_of_it(
    rita: Person, plan: Plan, noon: datetime
) -> None:
    subscription = subscribe(rita, noon)
    late = noon + MONTH + timedelta(hours=5)
    assert queries.is_member(rita, late)
    renew(subscription, late)
    assert queries.is_member(rita, late + timedelta(days=20))


def test_renewal_grace__a_renewal_that_never_comes_ends_access_after_it(
    rita: Person, plan: Plan, noon: datetime
) -> None:
    subscribe(rita, noon)
    assert not queries.is_member(rita, noon + MONTH + COLLECTING_PERIOD)


def test_renewal_grace__is_right_after_cancelling_and_resuming_again_and_again(
    rita: Person, plan: Plan, noon: datetime
) -> None:
    subscribe(rita, noon)
    for hour in range(3):
        operations.cancel_membership(person=rita, now=noon + timedelta(hours=2 * hour + 1))
        assert queries.access_at(person_id=rita.pk, now=noon + timedelta(days=1)).until == noon + MONTH
        operations.resume_membership(person=rita, now=noon + timedelta(hours=2 * hour + 2))
        until = queries.access_at(person_id=rita.pk, now=noon + timedelta(days=1)).until
        assert until == noon + MONTH + COLLECTING_PERIOD


def test_cancel_membership__who_has_no_subscription_has_nothing_to_cancel(
    client: Client, mina: Person
) -> None:
    sign_in(client, mina)
    assert client.get("/account/membership/cancel/")["Location"] == "/account/membership/"
    assert client.post("/account/membership/cancel/").status_code == 404
    assert client.post("/account/membership/resume/").status_code == 404
    assert client.get("/account/membership/resume/").status_code == 405


@pytest.mark.parametrize("page", ["", "cancel/"])
def test_cancel_membership__a_stranger_is_asked_to_sign_in(page: str, client: Client, db: None) -> None:
    address = f"/account/membership/{page}"
    assert client.get(address)["Location"] == f"/sign-in/?next={address}"


def test_cancel_membership__nobody_cancels_for_somebody_else(
    client: Client, rita: Person, ada: Person, plan: Plan
) -> None:
    subscribe(rita, timezone.now())
    assert sign_in(client, ada).post("/account/membership/cancel/").status_code == 404
    assert Subscription.objects.get().renews


def test_cancel_membership__needs_the_forms_token(rita: Person, plan: Plan) -> None:
    subscribe(rita, timezone.now())
    strict = sign_in(Client(enforce_csrf_checks=True), rita)
    assert strict.post("/account/membership/cancel/").status_code == 403
    assert Subscription.objects.get().renews


def test_account_part__says_what_one_has_and_leads_to_cancelling(
    client: Client, rita: Person, plan: Plan
) -> None:
    assert account_part(rita, timezone.now()) is not None
    assert "You are not a member at the moment." in sign_in(client, rita).get("/account/").content.decode()
    subscription = subscribe(rita, timezone.now())
    page = client.get("/account/").content.decode()
    day = date_format(timezone.localtime(subscription.period_end), "DATE_FORMAT")
    assert f"Monthly: it renews on {day} for €6.00." in page
    assert 'href="/account/membership/cancel/"' in page
    assert "€6.00" in client.get("/account/membership/").content.decode()


def test_account_part__a_lapsed_member_sees_when_it_ended_and_the_receipts(
    client: Client, rita: Person, plan: Plan, noon: datetime
) -> None:
    subscription = subscribe(rita, noon)
    operations.cancel_membership(person=rita, now=noon + timedelta(days=2))
    later = noon + MONTH + timedelta(days=40)
    renew(subscription, later)
    day = date_format(timezone.localtime(noon + MONTH), "DATE_FORMAT")
    with patch.object(timezone, "now", lambda: later):
        account = sign_in(client, rita).get("/account/").content.decode()
        page = client.get("/account/membership/").content.decode()
    for said in (account, page):
        assert f"Your membership ended on {day}." in said
        assert "Become a member again" in said
    assert 'href="/account/membership/">Payments and receipts' in account
    assert "€6.00" in page


@pytest.mark.parametrize(
    ("given_days", "revoked_day", "ended_day"), [(30, None, 30), (30, 12, 12), (None, 5, 5)]
)
def test_access_ended_at__is_the_last_moment_that_was_really_given(
    rita: Person, noon: datetime, given_days: int | None, revoked_day: int | None, ended_day: int
) -> None:
    operations.grant(
        person=rita, source="gift", starts_at=noon, reference="a", now=noon,
        ends_at=noon + timedelta(days=given_days) if given_days else None,
    )  # fmt: skip
    if revoked_day is not None:
        when = noon + timedelta(days=revoked_day)
        operations.revoke(person=rita, grant_reference="a", reason="", by=None, now=when)
    ended = queries.access_ended_at(person_id=rita.pk, now=noon + timedelta(days=99))
    assert ended == noon + timedelta(days=ended_day)


def test_access_ended_at__is_nothing_for_whoever_never_had_any(rita: Person, noon: datetime) -> None:
    assert queries.access_ended_at(person_id=rita.pk, now=noon) is None


# --- leaving the publication altogether --------------------------------------------------------------------


def test_delete_account__whoever_leaves_for_good_is_charged_no_more(
    rita: Person, plan: Plan, noon: datetime
) -> None:
    subscription = subscribe(rita, noon)
    people.delete_account(person=rita, keep_comments=True, now=noon + timedelta(days=3))
    subscription.refresh_from_db()
    assert not subscription.renews
    renew(subscription, noon + MONTH)
    assert Invoice.objects.filter(person=rita).count() == 1


def test_delete_account__what_was_paid_stays_under_a_number_without_a_name(
    rita: Person, plan: Plan, noon: datetime
) -> None:
    subscribe(rita, noon)
    people.delete_account(person=rita, keep_comments=True, now=noon + timedelta(days=3))
    payment = Invoice.objects.select_related("person").get()
    assert str(payment.person) == "Former member"
    assert payment.person.email.endswith("@nobody.invalid")
    assert not queries.is_member(payment.person, noon + timedelta(days=4))


def test_account_deletion_part__says_what_it_does_to_a_membership(
    client: Client, rita: Person, plan: Plan
) -> None:
    assert account_deletion_part(rita, timezone.now()) is None
    subscribe(rita, timezone.now())
    sign_in(client, rita)
    session = client.session
    session["reauthenticated"] = {"person_id": rita.pk, "at": timezone.now().timestamp()}
    session.save()
    page = client.get("/account/deletion/").content.decode()
    assert "Deleting your account also cancels the renewal of your membership" in page


def test_delete_account__if_the_provider_does_not_take_it_nobody_leaves(
    rita: Person, plan: Plan, noon: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    subscribe(rita, noon)

    def away(*_args: object, **_named: object) -> None:
        raise SubscriptionHasEnded

    monkeypatch.setattr(pretend, "set_renewing", away)
    with pytest.raises(SubscriptionHasEnded):
        people.delete_account(person=rita, keep_comments=True, now=noon + timedelta(days=3))
    rita.refresh_from_db()
    assert rita.is_active
