"""One box with the date and the number; nothing is sold before it can be bought; lists say when, for whom."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup, Tag
from django.conf import LazySettings
from django.test import Client
from django.utils import timezone
from django.utils.formats import date_format

from conftest import sign_in
from masthead.memberships.models import Plan
from masthead.paywall import operations as paywall
from masthead.people.models import Person
from masthead.publishing import operations
from masthead.publishing.models import ArticlePage, PublicView, SectionPage
from masthead.publishing.tests.conftest import publish
from masthead.reading.queries.related import related_content

SOLD = re.compile(r"subscri|become a member|€\s?\d|join", re.IGNORECASE)


@pytest.fixture
def plan(db: None) -> Plan:
    return Plan.objects.create(name="Yearly", slug="yearly", amount_minor=6000)


def soup(client: Client, path: str) -> BeautifulSoup:
    return BeautifulSoup(client.get(path).content, "lxml")


def box(page: BeautifulSoup) -> Tag:
    (found,) = page.select(".offer")
    return found


def spend_the_meter(client: Client, section: SectionPage, pieces: int) -> BeautifulSoup:
    for number in range(pieces):
        publish(section, headline=f"Lantern {number}")
        assert "borrowed silver" in client.get(f"/harbour/lantern-{number}/").content.decode()
    publish(section, headline="One more")
    return soup(client, "/harbour/one-more/")


# --- one box ---------------------------------------------------------------------------------------------


def test_gate__a_stranger_who_has_read_enough_meets_one_box_with_the_date_and_the_number(
    client: Client, harbour: SectionPage, plan: Plan
) -> None:
    said = box(spend_the_meter(client, harbour, 3)).get_text(" ", strip=True)
    day = date_format(timezone.localdate() + timedelta(days=30), "DATE_FORMAT")
    assert said.count("You have read your 3 free members’ pieces") == 1
    assert f"The next one is free on {day}." in said
    assert "With an account you can read 5 members’ pieces for free in 30 days." in said
    assert "€60" in said


def test_gate__says_another_number_when_the_meter_is_set_otherwise(
    client: Client, harbour: SectionPage, plan: Plan
) -> None:
    paywall.set_policy(stranger_limit=1, registered_limit=7, period_days=10)
    said = box(spend_the_meter(client, harbour, 1)).get_text(" ", strip=True)
    assert "You have read your free members’ piece" in said
    assert "7 members’ pieces for free in 10 days" in said


def test_gate__promises_no_more_with_an_account_that_gives_no_more(
    client: Client, harbour: SectionPage, plan: Plan
) -> None:
    paywall.set_policy(stranger_limit=3, registered_limit=3)
    assert "With an account" not in box(spend_the_meter(client, harbour, 3)).get_text(" ")


def test_gate__of_two_strangers_with_other_days_each_reads_their_own(
    harbour: SectionPage, plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = Client(), Client()
    page = spend_the_meter(first, harbour, 3)
    later = timezone.now() + timedelta(days=4)
    monkeypatch.setattr(timezone, "now", lambda: later)
    for number in range(3):
        second.get(f"/harbour/lantern-{number}/")
    answers = [client.get("/harbour/one-more/") for client in (first, second)]
    variants = {answer["Masthead-Cache-Variant"] for answer in answers}
    assert len(variants) == 2
    assert box(page).get_text() != box(BeautifulSoup(answers[1].content, "lxml")).get_text()


@pytest.mark.parametrize("access", ["registered", "members"])
def test_gate__never_has_two_boxes(client: Client, harbour: SectionPage, plan: Plan, access: str) -> None:
    publish(harbour, access=access, metered=False)
    page = soup(client, "/harbour/the-seventh-lantern/")
    assert len(box(page).select("h2")) == 1


def test_gate__does_not_ask_a_reader_who_is_signed_in_to_sign_in(
    client: Client, gated: ArticlePage, rita: Person, plan: Plan
) -> None:
    said = box(soup(sign_in(client, rita), gated.url))
    assert not said.select('a[href^="/sign-in/"]')


# --- nothing is sold before it can be bought --------------------------------------------------------------


def _no_provider(settings: LazySettings) -> None:
    Plan.objects.create(name="Yearly", slug="yearly", amount_minor=6000)
    settings.PAYMENT_PROVIDER = "none"


def _no_plan(settings: LazySettings) -> None:
    settings.PAYMENT_PROVIDER = "pretend"


def _no_plan_offered(settings: LazySettings) -> None:
    Plan.objects.create(name="Yearly", slug="yearly", amount_minor=6000, is_offered=False)


@pytest.mark.parametrize("closed", [_no_provider, _no_plan, _no_plan_offered])
@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/harbour/",
        "/harbour/the-seventh-lantern/",
        "/harbour/metered/",
        "/sign-in/",
        "/archive/",
        "/nowhere/",
    ],
)
def test_nothing_is_sold__before_it_can_be_bought(
    client: Client,
    gated: ArticlePage,
    harbour: SectionPage,
    settings: LazySettings,
    closed: Callable[[LazySettings], None],
    path: str,
) -> None:
    closed(settings)
    publish(harbour, headline="Metered")
    page = soup(client, path)
    for hidden in page(["script", "style"]):
        hidden.decompose()
    said = page.get_text(" ").replace("Once it is, you can join here", "")
    assert not SOLD.search(said), SOLD.findall(said)
    assert not page.select('a[href^="/join/"], form[action="/join/"]')


def test_nothing_is_sold__on_a_readers_own_pages_either(
    client: Client, harbour: SectionPage, rita: Person, settings: LazySettings
) -> None:
    _no_provider(settings)
    browser = sign_in(client, rita)
    for path in ("/account/", "/account/membership/", "/threads/1/write/"):
        publish(harbour, headline="A thread", slug=f"t{len(path)}", access="public")
        assert not soup(browser, path).select('a[href^="/join/"]'), path


def test_memberships_are_offered__as_soon_as_they_can_be_bought(
    client: Client, harbour: SectionPage, plan: Plan
) -> None:
    assert len(soup(client, "/harbour/").select('a[href^="/join/"]')) == 3  # header, menu and foot


# --- lists say when, and for whom --------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/", "/harbour/", "/archive/{}/", "/search/?q=lantern"])
def test_lists__show_the_day_and_mark_what_is_for_members(
    client: Client, harbour: SectionPage, path: str
) -> None:
    publish(harbour, headline="Open lantern", access="public")
    publish(harbour, headline="Lantern for accounts", access="registered")
    publish(harbour, headline="Lantern for members", access="members")
    page = soup(client, path.format(timezone.localtime().strftime("%Y/%m")))
    day = date_format(timezone.localdate(), "DATE_FORMAT")
    for name, marked in (
        ("Open lantern", False),
        ("Lantern for accounts", False),
        ("Lantern for members", True),
    ):
        link = page.find("a", string=name)
        assert link is not None
        article = link.find_parent(["article", "li"])
        assert article is not None
        assert [one.get_text() for one in article.select("time")] == [day]
        assert bool(article.select(".closed-mark")) == marked


def test_lists__bands_of_opinion_and_discussion_show_both_too(client: Client, harbour: SectionPage) -> None:
    opinion = operations.ensure_section(title="Opinion", is_opinion=True)
    publish(harbour, headline="Lead", access="public")
    publish(opinion, headline="A view", access="members")
    article = soup(client, "/").select_one(".opinion article")
    assert article is not None
    assert article.select("time")
    assert article.select(".closed-mark")


def test_earlier_coverage__stands_in_order_whoever_chose_it(harbour: SectionPage) -> None:
    now = timezone.now()
    pieces = {
        days: publish(
            harbour, headline=f"Before {days}", tags=["ropes"], published_at=now - timedelta(days=days)
        )
        for days in (50, 9, 30, 2)
    }
    article = publish(harbour, headline="Now", tags=["ropes"], earlier=[pieces[50], pieces[9]])
    shown = related_content(PublicView.objects.get(article=article)).earlier
    assert [view.headline for view in shown] == ["Before 2", "Before 9", "Before 50"]
