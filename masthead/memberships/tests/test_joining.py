"""From the closed article to the open one: choose, sign in, pay, be in."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from bs4 import BeautifulSoup
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.test import Client
from django.utils import timezone

from conftest import sign_in
from masthead.memberships import queries
from masthead.memberships.models import Entitlement, Plan
from masthead.notices.models import Delivery
from masthead.notices.operations import deliver
from masthead.payments.models import Checkout, Invoice, Subscription
from masthead.payments.states import Interval
from masthead.people.models import Person

ARTICLE = "/politics/the-call/"


@pytest.fixture
def monthly(db: None) -> Plan:
    return Plan.objects.create(
        name="Monthly",
        slug="monthly",
        amount_minor=600,
        interval=Interval.MONTH,
        benefits="Every article\nWrite comments",
        position=1,
    )


@pytest.fixture
def yearly(db: None) -> Plan:
    return Plan.objects.create(
        name="Yearly", slug="yearly", amount_minor=6000, interval=Interval.YEAR, position=2
    )


def to_the_payment_page(client: Client, plan: str = "monthly", came_from: str = ARTICLE) -> str:
    answer = client.post(f"/join/{plan}/?next={came_from}")
    assert answer.status_code == 303
    return str(answer["Location"])


def pay(client: Client, page: str) -> str:
    """Pay on the hosted page; the address of the page that says thank you."""
    answer = client.post(f"{page}pay/", {"card": "good"})
    return str(client.get(answer["Location"])["Location"])


def test_join_page__shows_the_plans_with_prices_and_how_to_leave(
    client: Client, monthly: Plan, yearly: Plan
) -> None:
    page = client.get("/join/").content.decode()
    assert page.index("Monthly") < page.index("Yearly")
    for words in ("€6 ", "€60 ", "Every article", "two clicks", "/join/yearly/"):
        assert words in page


def test_join_page__whoever_is_a_member_already_is_led_back_by_signing_in(
    client: Client, monthly: Plan
) -> None:
    came_from = "/search/?q=a&page=2"
    page = BeautifulSoup(client.get("/join/", {"next": came_from}).content, "lxml")
    link = page.find("a", string="I am a member")
    assert link is not None
    assert parse_qs(urlsplit(str(link["href"])).query)["next"] == [came_from]


def test_join_page__a_plan_that_is_not_offered_is_neither_shown_nor_sold(
    client: Client, rita: Person, monthly: Plan
) -> None:
    Plan.objects.update(is_offered=False)
    assert "Monthly" not in client.get("/join/").content.decode()
    assert sign_in(client, rita).post("/join/monthly/").status_code == 404
    assert not Checkout.objects.exists()


def test_join_page__the_choice_made_at_the_gate_is_kept(client: Client, monthly: Plan, yearly: Plan) -> None:
    answer = client.get("/join/", {"plan": "yearly", "next": ARTICLE})
    assert answer["Location"] == "/join/yearly/?next=%2Fpolitics%2Fthe-call%2F"


def test_join__a_stranger_is_led_through_sign_in_and_back_to_the_chosen_plan(
    client: Client, rita: Person, monthly: Plan
) -> None:
    address = f"/join/monthly/?next={ARTICLE}"
    to_sign_in = client.get(address)["Location"]
    assert to_sign_in.startswith("/sign-in/?next=/join/monthly/")
    assert client.post(address)["Location"].startswith("/sign-in/")
    page = sign_in(client, rita).get(address).content.decode()
    assert "You pay €6 today, then €6 every month until you cancel." in page


def test_checkout_returned__access_is_there_the_moment_one_returns_without_any_message(
    client: Client, rita: Person, monthly: Plan
) -> None:
    welcome = pay(client, to_the_payment_page(sign_in(client, rita)))
    assert not queries.is_member(rita, timezone.now())
    page = client.get(welcome).content.decode()
    assert "Welcome, you are in" in page
    assert f'href="{ARTICLE}"' in page
    assert queries.is_member(rita, timezone.now())


def test_checkout_returned__coming_back_again_and_again_pays_once(
    client: Client, rita: Person, monthly: Plan
) -> None:
    welcome = pay(client, to_the_payment_page(sign_in(client, rita)))
    for _ in range(3):
        assert client.get(welcome).status_code == 200
    assert (
        Invoice.objects.count()
        == Delivery.objects.filter(template="memberships/notices/receipt").count()
        == 1
    )


def test_join__a_double_click_leads_to_one_page(client: Client, rita: Person, monthly: Plan) -> None:
    sign_in(client, rita)
    assert to_the_payment_page(client) == to_the_payment_page(client)


def test_join__the_price_is_the_plans_whatever_the_form_says(
    client: Client, rita: Person, monthly: Plan
) -> None:
    sign_in(client, rita).post("/join/monthly/", {"amount_minor": "1", "currency": "JPY", "interval": "year"})
    checkout = Checkout.objects.get()
    assert (checkout.amount_minor, checkout.currency, checkout.interval) == (600, "EUR", "month")


def test_join__a_declined_reader_is_not_in_and_has_lost_nothing(
    client: Client, rita: Person, monthly: Plan
) -> None:
    page = to_the_payment_page(sign_in(client, rita))
    assert client.post(f"{page}pay/", {"card": "declined"}).status_code == 402
    welcome = Checkout.objects.get().success_path
    assert "Nothing has been paid yet" in client.get(welcome).content.decode()
    assert not queries.is_member(rita, timezone.now())
    assert "Welcome, you are in" in client.get(pay(client, page)).content.decode()


def test_checkout_cancelled__who_leaves_the_payment_page_is_back_at_the_article(
    client: Client, rita: Person, monthly: Plan
) -> None:
    to_the_payment_page(sign_in(client, rita))
    assert client.get(f"/payments/abandoned/{Checkout.objects.get().token}/")["Location"] == ARTICLE
    assert not Entitlement.objects.exists()


@pytest.mark.parametrize(
    "away", ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)"]
)
def test_join__nobody_is_led_to_another_site(away: str, client: Client, rita: Person, monthly: Plan) -> None:
    sign_in(client, rita).post("/join/monthly/", query_params={"next": away})
    checkout = Checkout.objects.get()
    assert checkout.cancel_path == "/join/?left=1"
    assert "evil" not in checkout.success_path
    assert "evil" not in client.get(checkout.success_path, {"next": away}).content.decode()


def test_join__a_second_subscription_is_refused_with_the_way_to_the_first(
    client: Client, rita: Person, monthly: Plan, yearly: Plan
) -> None:
    client.get(pay(client, to_the_payment_page(sign_in(client, rita))))
    for answer in (client.get("/join/yearly/"), client.post("/join/yearly/")):
        assert answer.status_code == 409
        assert "nothing was charged a second time" in answer.content.decode()
        assert 'href="/account/membership/"' in answer.content.decode()
    assert Checkout.objects.count() == 1
    assert "You are a member already" in client.get("/join/").content.decode()


def test_welcome_page__somebody_elses_is_not_there(
    client: Client, rita: Person, ada: Person, monthly: Plan
) -> None:
    to_the_payment_page(sign_in(client, rita))
    token = Checkout.objects.get().token
    client.logout()
    assert client.get(f"/join/welcome/{token}/")["Location"].startswith("/sign-in/")
    assert sign_in(client, ada).get(f"/join/welcome/{token}/").status_code == 404


def test_welcome_page__a_new_member_without_a_name_is_asked_for_one_and_led_back(
    client: Client, rita: Person, monthly: Plan
) -> None:
    Person.objects.filter(pk=rita.pk).update(display_name="", name_key="")
    rita.refresh_from_db()
    back = pay(client, to_the_payment_page(sign_in(client, rita)))
    page = BeautifulSoup(client.get(back, follow=True).content, "lxml")
    form = page.select_one("form.ask-name")
    assert form is not None
    fields = {str(field["name"]): str(field.get("value", "")) for field in form.select("input[name]")}
    assert fields["next"] == ARTICLE
    answer = client.post(str(form["action"]), fields | {"name": "Rita of the Quay"})
    assert answer["Location"] == ARTICLE
    rita.refresh_from_db()
    assert rita.display_name == "Rita of the Quay"


def test_welcome_page__a_new_member_with_a_name_is_not_asked(
    client: Client, rita: Person, monthly: Plan
) -> None:
    back = pay(client, to_the_payment_page(sign_in(client, rita)))
    assert "ask-name" not in client.get(back, follow=True).content.decode()


def test_join__somebody_given_access_may_still_subscribe(client: Client, mina: Person, monthly: Plan) -> None:
    assert to_the_payment_page(sign_in(client, mina)).startswith("/pay/pretend/")


def test_receipt__says_what_was_paid_for_which_days_and_how_to_leave(
    client: Client, rita: Person, monthly: Plan
) -> None:
    client.get(pay(client, to_the_payment_page(sign_in(client, rita))))
    delivery = Delivery.objects.get(template="memberships/notices/receipt")
    deliver(delivery_id=delivery.pk, now=timezone.now())
    message = mail.outbox[-1]
    assert isinstance(message, EmailMultiAlternatives)
    payment, subscription = Invoice.objects.get(), Subscription.objects.get()
    assert message.to == [rita.email]
    assert payment.number in message.subject
    html = str(message.alternatives[0][0])
    for text in (message.body, html):
        for words in (
            payment.number,
            "Monthly",
            "€6.00",
            f"{subscription.period_end:%Y}",
            "/account/membership/",
        ):
            assert words in str(text)
        assert "two clicks" in str(text)


def test_join__the_price_one_joined_at_stays_when_the_plan_becomes_dearer(
    client: Client, rita: Person, monthly: Plan
) -> None:
    page = to_the_payment_page(sign_in(client, rita))
    Plan.objects.update(amount_minor=900)
    client.get(pay(client, page))
    assert Invoice.objects.get().amount_minor == 600
    assert Subscription.objects.get().period_end > timezone.now() + timedelta(days=27)


def test_checkout_cancelled__without_a_piece_to_return_to_says_that_nothing_was_charged(
    client: Client, rita: Person, monthly: Plan
) -> None:
    sign_in(client, rita).post("/join/monthly/")
    back = client.get(f"/payments/abandoned/{Checkout.objects.get().token}/")["Location"]
    sentence = "You left the payment page. Nothing was charged."
    assert sentence in client.get(back).content.decode()
    assert sentence not in client.get("/join/").content.decode()
