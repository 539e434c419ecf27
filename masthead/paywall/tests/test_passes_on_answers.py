"""The pass cookie on Django's answers, and who may keep them."""

from datetime import timedelta

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from masthead.memberships.models import EntitlementSource
from masthead.memberships.operations import grant, revoke
from masthead.paywall import gate, meter_cookie, passes
from masthead.paywall.decide import Closed, Decision, Level, Metered, Open, Pass, Piece, Reason
from masthead.paywall.middleware import make_private
from masthead.people.models import Person
from masthead.people.operations import raise_access_version

pytestmark = [pytest.mark.django_db, pytest.mark.urls("masthead.paywall.tests.pages")]


def a_year_of_membership(person: Person) -> None:
    now = timezone.now()
    grant(
        person=person,
        source=EntitlementSource.GIFT,
        starts_at=now,
        ends_at=now + timedelta(days=365),
        reference=f"test:{person.pk}",
        now=now,
    )


def shown(client: Client) -> Pass | None:
    cookie = client.cookies.get(passes.COOKIE)
    return passes.read(cookie.value, now=timezone.now()) if cookie else None


def test_pass_cookie__a_signed_in_reader_is_given_a_pass_once(client: Client, rita: Person) -> None:
    client.force_login(rita)
    cookie = client.get("/public/1/").cookies[passes.COOKIE]
    assert (cookie["httponly"], cookie["samesite"], cookie["max-age"]) == (True, "Lax", 600)
    assert passes.COOKIE not in client.get("/public/1/").cookies


def test_pass_cookie__is_secure_where_the_site_is(client: Client, rita: Person, settings: Settings) -> None:
    settings.SESSION_COOKIE_SECURE = True
    client.force_login(rita)
    assert client.get("/public/1/").cookies[passes.COOKIE]["secure"]


def test_pass_cookie__an_expired_pass_with_a_live_sign_in_is_minted_anew(
    client: Client, rita: Person
) -> None:
    client.force_login(rita)
    client.cookies[passes.COOKIE] = passes.mint(rita, now=timezone.now() - timedelta(minutes=11))
    client.get("/public/1/")
    assert shown(client)


def test_pass_cookie__a_raised_version_brings_a_new_pass_with_the_next_answer(
    client: Client, rita: Person
) -> None:
    client.force_login(rita)
    client.get("/public/1/")
    version = raise_access_version(person_id=rita.pk, now=timezone.now())
    client.get("/public/1/")
    now_shown = shown(client)
    assert now_shown
    assert now_shown.version == version


def test_pass_cookie__somebody_elses_pass_is_replaced(client: Client, rita: Person, mina: Person) -> None:
    client.force_login(rita)
    client.cookies[passes.COOKIE] = passes.mint(mina, now=timezone.now())
    client.get("/public/1/")
    now_shown = shown(client)
    assert now_shown
    assert now_shown.reader_id == rita.pk


def test_pass_cookie__left_over_by_somebody_signed_out_opens_nothing_and_is_deleted(
    client: Client, rita: Person
) -> None:
    a_year_of_membership(rita)
    client.cookies[passes.COOKIE] = passes.mint(rita, now=timezone.now())
    response = client.get("/hard/members/1/")
    assert response["Variant"] == "closed-members"
    assert response.cookies[passes.COOKIE].value == ""


def test_pass_cookie__django_never_trusts_the_pass_over_the_session(client: Client, rita: Person) -> None:
    client.force_login(rita)
    client.cookies[passes.COOKIE] = passes.write(
        Pass(
            rita.pk,
            frozenset({"registered", "members", "staff"}),
            rita.access_version,
            timezone.now() + timedelta(minutes=9),
        )
    )
    assert client.get("/hard/members/1/")["Variant"] == "closed-members-registered"


def test_pass_cookie__access_is_felt_at_once_when_it_comes_and_when_it_goes(
    client: Client, rita: Person
) -> None:
    client.force_login(rita)
    assert client.get("/hard/members/1/")["Variant"] == "closed-members-registered"
    a_year_of_membership(rita)
    assert client.get("/hard/members/1/")["Variant"] == "open"
    revoke(person=rita, grant_reference=f"test:{rita.pk}", reason="", by=None, now=timezone.now())
    assert client.get("/hard/members/1/")["Variant"] == "closed-members-registered"


@pytest.mark.parametrize("forged", ["x", "a" * 3000, "WzEsInJtIiwxLDE3NzI0NTI4MDAwMDAwMDAsbnVsbF0:AAAA"])
def test_pass_cookie__forged_opens_nothing(client: Client, forged: str) -> None:
    client.cookies[passes.COOKIE] = forged
    assert client.get("/hard/members/1/")["Variant"] == "closed-members"


@pytest.mark.django_db(transaction=True)
def test_pass_cookie__a_strangers_answer_carries_no_cookie_and_costs_no_query(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client.get("/public/1/")  # after its first page a process knows the publication's name and language
    with django_assert_num_queries(0):
        response = client.get("/public/1/")
    assert not response.cookies
    assert "Vary" not in response


# --- who may keep an answer ------------------------------------------------------------------------------

PUBLIC = Piece(id=1, level=Level.PUBLIC)
REGISTERED = Piece(id=1, level=Level.REGISTERED)
METERED = Piece(id=1, level=Level.MEMBERS)
HARD = Piece(id=1, level=Level.MEMBERS, metered=False)
SPENT = Closed(Reason.METER_SPENT, ("join", "sign_in"))
WALL = Closed(Reason.MEMBERS, ("join", "sign_in"))
REGISTER = Closed(Reason.REGISTER, ("register",))


@pytest.mark.parametrize(
    ("piece", "decision", "cdn_passes_readers", "expected"),
    [
        (PUBLIC, Open(), False, "public, no-cache"),
        (REGISTERED, Open(), False, "private, no-store"),
        (METERED, Open(), False, "private, no-store"),
        (METERED, Metered(left=1, counts=True), False, "private, no-store"),
        (HARD, Open(), True, "private, no-store"),
        (METERED, Metered(left=0, counts=False), True, "private, no-store"),
        (METERED, SPENT, False, "private, no-cache"),
        (METERED, SPENT, True, "private, no-cache"),
        (METERED, WALL, True, "private, no-cache"),
        (HARD, WALL, False, "private, no-cache"),
        (HARD, WALL, True, "public, no-cache"),
        (REGISTERED, REGISTER, False, "private, no-cache"),
        (REGISTERED, REGISTER, True, "public, no-cache"),
    ],
)
def test_cache_headers__who_may_store_what(
    piece: Piece, decision: Decision, cdn_passes_readers: bool, expected: str, settings: Settings
) -> None:
    settings.CDN_BYPASS_COOKIES = cdn_passes_readers
    response = HttpResponse()
    gate.set_cache_headers(response, piece, decision)
    assert response["Cache-Control"] == expected
    assert (response.get("Vary") == "Cookie") == (piece.level != Level.PUBLIC)


def test_cache_headers__an_answer_that_brings_a_pass_is_nobody_elses(client: Client, rita: Person) -> None:
    client.force_login(rita)
    response = client.get("/public/1/")
    assert "private" in response["Cache-Control"]
    assert "public" not in response["Cache-Control"]


def test_cache_headers__full_text_stays_unstored_whatever_cookie_it_brings() -> None:
    response = HttpResponse(headers={"Cache-Control": "private, no-store"})
    make_private(response)
    assert response["Cache-Control"] == "private, no-store"


def test_cache_headers__a_metered_page_is_stored_by_nobody(client: Client) -> None:
    response = client.get("/members/1/")
    assert meter_cookie.COOKIE in response.cookies
    assert response["Cache-Control"] == "private, no-store"
