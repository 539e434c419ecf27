"""The meter as a reader meets it, through Django."""

import re
from datetime import date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from masthead.kit import events
from masthead.paywall import gate, meter_cookie, operations, queries, sentences
from masthead.paywall.decide import Closed, Decision, Level, Meter, Metered, Piece, Policy
from masthead.paywall.events import PolicyChanged
from masthead.paywall.meter_cookie import MeterState
from masthead.paywall.models import MeterReading, NetworkReadings
from masthead.people.models import Person

pytestmark = [pytest.mark.django_db, pytest.mark.urls("masthead.paywall.tests.pages")]


def read(client: Client, number: int, **headers: str) -> str:
    """Open a members' piece; the variant that came back, whatever day and offer stand in it."""
    response = client.get(f"/members/{number}/", headers=headers)
    return re.sub(r"(-account-helps)?(-\d{4}-\d\d-\d\d)?$", "", str(response["Variant"]))


def tallied() -> int:
    return sum(NetworkReadings.objects.values_list("readings", flat=True))


# --- a stranger ------------------------------------------------------------------------------------------


def test_meter__a_stranger_reads_three_pieces_and_the_fourth_is_closed(client: Client) -> None:
    assert [read(client, number) for number in (1, 2, 3, 4)] == [
        "metered-2",
        "metered-1",
        "metered-0",
        "closed-meter-spent",
    ]
    assert client.get("/members/4/").content == b"the public view"


def test_meter__reading_again_is_free(client: Client) -> None:
    read(client, 1)
    assert [read(client, 1), read(client, 1), read(client, 2)] == ["metered-2", "metered-2", "metered-1"]
    assert tallied() == 2


def test_meter_cookie__is_signed_httponly_and_lax(client: Client) -> None:
    cookie = client.get("/members/1/").cookies[meter_cookie.COOKIE]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert not cookie["secure"]  # the suite's SITE_URL is http
    assert meter_cookie.read(cookie.value, period_days=30, now=timezone.now()) is not None


def test_meter_cookie__is_secure_where_the_site_is(client: Client, settings: Settings) -> None:
    settings.SESSION_COOKIE_SECURE = True
    assert client.get("/members/1/").cookies[meter_cookie.COOKIE]["secure"]


def test_meter_cookie__a_period_begins_with_the_first_reading_and_ends_thirty_days_later(
    client: Client,
) -> None:
    started = timezone.now() - timedelta(days=29, hours=23)
    client.cookies[meter_cookie.COOKIE] = meter_cookie.write(
        MeterState(started_at=started, read=frozenset({1, 2, 3}))
    )
    assert read(client, 4) == "closed-meter-spent"
    over = timezone.now() - timedelta(days=30, seconds=1)
    client.cookies[meter_cookie.COOKIE] = meter_cookie.write(
        MeterState(started_at=over, read=frozenset({1, 2, 3}))
    )
    assert read(client, 4) == "metered-2"


@pytest.mark.parametrize(
    "forged", ["", "garbage", "WzE3NzI0NTI4MDBd:AAAA", "a" * 5000, "[1772452800]", "\x00\x01", "ü"]
)
def test_meter_cookie__a_forged_cookie_gives_what_an_absent_one_gives(client: Client, forged: str) -> None:
    client.cookies[meter_cookie.COOKIE] = forged
    assert read(client, 1) == Client().get("/members/1/")["Variant"] == "metered-2"


@pytest.mark.parametrize(
    "headers",
    [
        {"user-agent": "Googlebot/2.1"},
        {"sec-fetch-mode": "cors", "sec-fetch-dest": "empty"},
        {"sec-fetch-mode": "navigate", "sec-fetch-dest": "iframe"},
        {"hx-request": "true"},
    ],
)
def test_meter__what_is_not_counted_is_answered_closed_and_leaves_no_trace(
    client: Client, headers: dict[str, str]
) -> None:
    response = client.get("/members/1/", headers=headers)
    assert response["Variant"] == "closed-not-counted"
    assert response.content == b"the public view"
    assert meter_cookie.COOKIE not in response.cookies
    assert tallied() == 0


def test_meter__head_is_answered_with_the_closed_view_even_for_a_piece_in_the_meter(client: Client) -> None:
    read(client, 1)
    assert client.head("/members/1/")["Variant"] == "closed-not-counted"


@pytest.mark.parametrize(
    "headers", [{"sec-purpose": "prefetch"}, {"purpose": "prefetch"}, {"x-moz": "prefetch"}]
)
def test_prefetch__of_a_metered_piece_gets_503_and_is_stored_nowhere(
    client: Client, headers: dict[str, str]
) -> None:
    response = client.get("/members/1/", headers=headers)
    assert response.status_code == 503
    assert response["Cache-Control"] == "no-store"
    assert b"the whole text" not in response.content
    assert meter_cookie.COOKIE not in response.cookies
    assert tallied() == 0


def test_prefetch__refused_is_no_fault_in_the_log(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    client.get("/members/1/", headers={"sec-purpose": "prefetch"})
    assert not caplog.records


def test_prefetch__of_what_no_meter_decides_is_answered_as_usual(client: Client) -> None:
    assert client.get("/public/1/", headers={"sec-purpose": "prefetch"})["Variant"] == "open"
    assert client.get("/hard/members/1/", headers={"sec-purpose": "prefetch"})["Variant"] == "closed-members"


def test_meter__the_pictures_of_a_piece_come_once_it_is_read_and_open_nothing_new(client: Client) -> None:
    read(client, 1)
    as_a_picture = {"sec-fetch-mode": "no-cors", "sec-fetch-dest": "image"}
    request = RequestFactory().get("/media/one.jpg", headers=as_a_picture)
    request.COOKIES[meter_cookie.COOKIE] = client.cookies[meter_cookie.COOKIE].value
    now = timezone.now()
    assert gate.may_see_files(request, Piece(id=1, level=Level.MEMBERS), now=now)
    assert not gate.may_see_files(request, Piece(id=2, level=Level.MEMBERS), now=now)
    assert not gate.may_see_files(request, Piece(id=1, level=Level.MEMBERS, metered=False), now=now)
    assert not gate.may_see_files(request, Piece(id=1, level=Level.REGISTERED), now=now)
    assert gate.may_see_files(request, Piece(id=3, level=Level.PUBLIC), now=now)


# --- a registered reader ---------------------------------------------------------------------------------


def test_meter__a_registered_reader_has_five_stored_in_the_account_on_every_device(rita: Person) -> None:
    telephone, desk = Client(), Client()
    telephone.force_login(rita)
    desk.force_login(rita)
    assert [read(telephone, number) for number in (1, 2, 3)] == ["metered-4", "metered-3", "metered-2"]
    assert [read(desk, number) for number in (1, 4, 5, 6)] == [
        "metered-2",
        "metered-1",
        "metered-0",
        "closed-meter-spent-registered",
    ]
    assert meter_cookie.COOKIE not in desk.cookies


def test_meter__an_accounts_reading_is_over_after_thirty_days(rita: Person, noon: datetime) -> None:
    operations.store_reading(person=rita, piece_id=1, now=noon)
    last = queries.meter_of(person_id=rita.pk, period_days=30, now=noon + timedelta(days=30, seconds=-1))
    assert last == Meter(read=frozenset({1}), more_on=date(2026, 4, 1))
    after = queries.meter_of(person_id=rita.pk, period_days=30, now=noon + timedelta(days=30))
    assert after == Meter()
    operations.store_reading(person=rita, piece_id=1, now=noon + timedelta(days=31))
    assert MeterReading.objects.get().read_at == noon + timedelta(days=31)


def test_merge_readings__what_a_stranger_read_is_merged_into_the_account_at_sign_in(
    client: Client, rita: Person
) -> None:
    for number in (1, 2, 3):
        read(client, number)
    client.force_login(rita)
    response = client.get("/public/9/")
    assert response.cookies[meter_cookie.COOKIE].value == ""
    assert queries.meter_of(person_id=rita.pk, period_days=30, now=timezone.now()).read == {1, 2, 3}
    assert [read(client, number) for number in (2, 4, 5, 6)] == [
        "metered-2",
        "metered-1",
        "metered-0",
        "closed-meter-spent-registered",
    ]


def test_merge_readings__the_first_page_after_sign_in_already_counts_what_was_read_before(
    client: Client, rita: Person
) -> None:
    for number in (1, 2, 3):
        read(client, number)
    client.force_login(rita)
    assert read(client, 4) == "metered-1"


def test_merge_readings__never_makes_an_accounts_reading_look_older(rita: Person, noon: datetime) -> None:
    operations.store_reading(person=rita, piece_id=1, now=noon)
    before = noon - timedelta(days=20)
    operations.merge_readings(person=rita, piece_ids=[1, 2], read_at=before, now=noon)
    assert dict(MeterReading.objects.values_list("piece_id", "read_at")) == {1: noon, 2: before}


def test_merge_readings__a_forged_meter_cookie_brings_nothing_into_the_account(
    client: Client, rita: Person
) -> None:
    client.force_login(rita)
    client.cookies[meter_cookie.COOKIE] = "WzFd:forged"
    assert client.get("/public/1/").cookies[meter_cookie.COOKIE].value == ""
    assert not MeterReading.objects.exists()


def test_meter__a_member_is_never_counted(client: Client, rita: Person) -> None:
    from masthead.memberships.models import EntitlementSource
    from masthead.memberships.operations import grant

    now = timezone.now()
    grant(
        person=rita,
        source=EntitlementSource.GIFT,
        starts_at=now,
        ends_at=None,
        reference="test:gift",
        now=now,
    )
    client.force_login(rita)
    assert [read(client, number) for number in range(1, 8)] == ["open"] * 7
    assert not MeterReading.objects.exists()
    assert tallied() == 0


# --- the ceiling -----------------------------------------------------------------------------------------


def test_network_ceiling__bounds_two_tabs_at_once_and_a_replayed_cookie() -> None:
    operations.set_policy(network_ceiling=7)
    opened = 0
    for number in range(1, 20):  # every request shows the same old cookie: none at all
        opened += Client().get(f"/members/{number}/")["Variant"].startswith("metered")
    assert opened == 7
    assert read(Client(), 99) == "closed-ceiling"


def test_network_ceiling__stops_new_readings_only(client: Client) -> None:
    operations.set_policy(network_ceiling=1)
    assert read(client, 1) == "metered-2"
    assert read(client, 2) == "closed-ceiling"
    assert read(client, 1) == "metered-2"


def test_network_ceiling__another_network_has_its_own_and_tomorrow_is_another_day(noon: datetime) -> None:
    operations.set_policy(network_ceiling=1)
    piece = Piece(id=1, level=Level.MEMBERS)

    def asked_from(address: str, now: datetime) -> object:
        request = RequestFactory().get("/", REMOTE_ADDR=address)
        decision = gate.decision_for(request, piece, now=now)
        gate.record_reading(request, HttpResponse(), piece, decision, now=now)
        return type(decision)

    assert asked_from("192.0.2.7", noon) is Metered
    assert asked_from("192.0.2.200", noon) is Closed
    assert asked_from("198.51.100.7", noon) is Metered
    assert asked_from("192.0.2.7", noon + timedelta(days=1)) is Metered


def test_network_key__is_coarse_and_changes_daily(noon: datetime) -> None:
    today, tomorrow = noon.date(), noon.date() + timedelta(days=1)

    def key(address: str) -> str:
        return gate.network_key(address, day=today)

    assert key("192.0.2.1") == key("192.0.2.255") == key("::ffff:192.0.2.9") != key("192.0.3.1")
    assert key("2001:db8:1::1") == key("2001:db8:1:ffff::2") != key("2001:db8:2::1")
    assert key("192.0.2.1") != gate.network_key("192.0.2.1", day=tomorrow)
    assert key("") == key("not an address")
    assert "192" not in NetworkReadings.__doc__ + str(len(key("192.0.2.1")))  # type: ignore[operator]


def test_delete_expired_readings__takes_past_days_and_old_readings(rita: Person, noon: datetime) -> None:
    operations.count_in_network(network="n", day=noon.date() - timedelta(days=1))
    operations.count_in_network(network="n", day=noon.date())
    operations.store_reading(person=rita, piece_id=1, now=noon - timedelta(days=367))
    operations.store_reading(person=rita, piece_id=2, now=noon)
    operations.delete_expired_readings(now=noon)
    assert NetworkReadings.objects.get().day == noon.date()
    assert MeterReading.objects.get().piece_id == 2


# --- the desk --------------------------------------------------------------------------------------------


def test_set_policy__the_desk_sets_the_limits(client: Client) -> None:
    operations.set_policy(stranger_limit=1, registered_limit=2, period_days=7, network_ceiling=9)
    assert queries.policy() == Policy(stranger_limit=1, registered_limit=2, period_days=7, network_ceiling=9)
    assert [read(client, 1), read(client, 2)] == ["metered-0", "closed-meter-spent"]


def test_set_policy__is_announced(monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[PolicyChanged] = []
    monkeypatch.setitem(events._reactions, PolicyChanged, (heard.append,))
    policy = operations.set_policy(stranger_limit=2)
    policy.save()  # as Wagtail's desk does
    assert heard == [PolicyChanged(), PolicyChanged()]


def test_set_policy__an_account_may_not_have_fewer_pieces_than_none() -> None:
    with pytest.raises(ValidationError, match="may not have fewer"):
        operations.set_policy(stranger_limit=4, registered_limit=2)


def test_policy__reading_it_writes_nothing(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(1):
        assert queries.policy() == Policy()


# --- what the page says ----------------------------------------------------------------------------------


def decided(now: datetime, read: int = 0, agent: str = "Firefox") -> Decision:
    """What a stranger who began to read at `now` meets after so many pieces."""
    request = RequestFactory().get("/", headers={"user-agent": agent})
    if read:
        kept = MeterState(started_at=now, read=frozenset(range(10, 10 + read)))
        request.COOKIES[meter_cookie.COOKIE] = meter_cookie.write(kept)
    return gate.decision_for(request, Piece(id=1, level=Level.MEMBERS), now=now)


def test_left_sentence__names_the_number_and_the_day(noon: datetime) -> None:
    def said(read: int) -> str:
        return sentences.left_sentence(decided(noon, read), queries.policy(), noon.date())

    assert said(0) == "You can read 2 more members’ pieces for free until 1 April 2026."
    assert said(1) == "You can read 1 more members’ piece for free until 1 April 2026."
    assert said(2) == "This was your last free members’ piece until 1 April 2026."


def test_gate_words__say_why_when_there_is_more_and_what_an_account_gives(noon: datetime) -> None:
    policy = queries.policy()
    spent = sentences.gate_words(decided(noon, 3), policy)
    assert spent.heading == "You have read your 3 free members’ pieces"
    assert spent.sentence == "The next one is free on 1 April 2026."
    assert spent.with_account == "With an account you can read 5 members’ pieces for free in 30 days."
    bot = sentences.gate_words(decided(noon, agent="Googlebot"), policy)
    assert (bot.heading, bot.with_account) == ("This piece is for members", "")
    assert "Open it in a browser" in bot.sentence


def test_gate_words__of_a_reader_with_an_account_name_the_day_their_oldest_reading_is_over(
    rita: Person, noon: datetime
) -> None:
    for number in range(5):
        operations.store_reading(person=rita, piece_id=number + 2, now=noon + timedelta(days=number))
    request = RequestFactory().get("/")
    request.user = rita
    decision = gate.decision_for(request, Piece(id=1, level=Level.MEMBERS), now=noon + timedelta(days=9))
    said = sentences.gate_words(decision, queries.policy())
    assert (said.heading, said.with_account) == ("You have read your 5 free members’ pieces", "")
    assert said.sentence == "The next one is free on 1 April 2026."
