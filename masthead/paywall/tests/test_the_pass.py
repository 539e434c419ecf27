"""The signed pass: what it says, for how long, and what it is worth when somebody else wrote it."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.signing import Signer
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from masthead.memberships.models import EntitlementSource
from masthead.memberships.operations import grant
from masthead.paywall import meter_cookie, passes
from masthead.paywall.decide import Pass
from masthead.paywall.meter_cookie import MeterState
from masthead.paywall.tests.test_decide import NOON, a_pass
from masthead.people.models import Person
from masthead.people.operations import raise_access_version

pytestmark = pytest.mark.django_db


def test_pass_for__a_registered_readers_says_so_and_no_more(rita: Person, noon: datetime) -> None:
    pass_ = passes.read(passes.mint(rita, now=noon), now=noon)
    assert pass_
    assert pass_.reader_id == rita.pk
    assert pass_.grants == {"registered"}
    assert pass_.member_until is None


def test_pass_for__a_members_knows_when_the_membership_ends(mina: Person, noon: datetime) -> None:
    pass_ = passes.read(passes.mint(mina, now=noon), now=noon)
    assert pass_
    assert pass_.grants == {"registered", "members"}
    assert pass_.member_until == noon + timedelta(days=30)


@pytest.mark.parametrize("name", ["ada", "ed", "moe", "pia"])
def test_pass_for__every_staff_role_reads_everything(
    name: str, request: pytest.FixtureRequest, noon: datetime
) -> None:
    pass_ = passes.read(passes.mint(request.getfixturevalue(name), now=noon), now=noon)
    assert pass_
    assert "staff" in pass_.grants


def test_pass__lives_ten_minutes(rita: Person, noon: datetime) -> None:
    cookie = passes.mint(rita, now=noon)
    assert passes.read(cookie, now=noon + timedelta(minutes=10) - timedelta(microseconds=1))
    assert passes.read(cookie, now=noon + timedelta(minutes=10)) is None


def test_pass__carries_the_version_of_this_moment_not_the_one_in_memory(rita: Person, noon: datetime) -> None:
    version = raise_access_version(person_id=rita.pk, now=noon)
    pass_ = passes.read(passes.mint(rita, now=noon), now=noon)
    assert pass_
    assert pass_.version == version


def test_pass__is_over_at_that_microsecond_when_the_membership_ends_inside_its_life(
    rita: Person, noon: datetime
) -> None:
    end = noon + timedelta(minutes=4, microseconds=7)
    grant(
        person=rita,
        source=EntitlementSource.GIFT,
        starts_at=noon,
        ends_at=end,
        reference="test:short",
        now=noon,
    )
    pass_ = passes.read(passes.mint(rita, now=noon), now=noon)
    assert pass_
    assert "members" in pass_.grants_at(end - timedelta(microseconds=1))
    assert "members" not in pass_.grants_at(end)


def test_pass__fits_well_into_a_cookie(mina: Person, noon: datetime) -> None:
    assert len(passes.mint(mina, now=noon)) < 200


@given(
    st.builds(
        Pass,
        reader_id=st.integers(1, 2**62),
        grants=st.frozensets(st.sampled_from(["registered", "members", "staff"])),
        version=st.integers(0, 2**62),
        expires_at=st.datetimes(
            min_value=NOON.replace(tzinfo=None) + timedelta(seconds=1),
            max_value=NOON.replace(tzinfo=None) + timedelta(hours=1),
            timezones=st.just(UTC),
        ),
        member_until=st.none() | st.datetimes(timezones=st.just(UTC)),
    )
)
def test_read_pass__what_is_written_is_what_is_read(pass_: Pass) -> None:
    assert passes.read(passes.write(pass_), now=NOON) == pass_


@pytest.mark.parametrize("ahead", [timedelta(hours=2), timedelta(days=400), timedelta(days=40_000)])
def test_read_pass__one_that_a_clock_wrote_which_ran_ahead_is_none(ahead: timedelta) -> None:
    pass_ = Pass(reader_id=1, grants=frozenset({"members"}), version=1, expires_at=NOON + ahead)
    assert passes.read(passes.write(pass_), now=NOON) is None
    assert pass_.grants_at(NOON) == frozenset()


def test_read_meter__one_that_a_clock_wrote_which_ran_ahead_begins_anew() -> None:
    ahead = meter_cookie.write(MeterState(started_at=NOON + timedelta(days=400), read=frozenset({1, 2, 3})))
    assert meter_cookie.read(ahead, period_days=30, now=NOON) is None


@given(st.text(max_size=600))
def test_read_pass__no_text_that_we_did_not_sign_is_a_pass_or_a_meter(text: str) -> None:
    assert passes.read(text, now=NOON) is None
    assert meter_cookie.read(text, period_days=30, now=NOON) is None


@given(st.data())
def test_read_pass__one_changed_character_voids_a_pass_and_a_meter(data: st.DataObject) -> None:
    honest_pass = passes.write(a_pass("registered", "members"))
    honest_meter = meter_cookie.write(MeterState(started_at=NOON, read=frozenset({1, 2, 3})))
    for honest, reads in (
        (honest_pass, lambda forged: passes.read(forged, now=NOON)),
        (honest_meter, lambda forged: meter_cookie.read(forged, period_days=30, now=NOON)),
    ):
        assert reads(honest)
        at = data.draw(st.integers(0, len(honest) - 1))
        other = data.draw(st.characters(codec="utf-8"))
        forged = honest[:at] + other + honest[at + 1 :]
        assert forged == honest or reads(forged) is None


def test_read_pass__a_meter_is_no_pass_and_a_pass_no_meter() -> None:
    meter = meter_cookie.write(MeterState(started_at=NOON, read=frozenset({1, 2, 3, 4})))
    assert passes.read(meter, now=NOON) is None
    assert meter_cookie.read(passes.write(a_pass("members")), period_days=30, now=NOON) is None


def test_read_pass__an_oversized_cookie_is_not_even_looked_at() -> None:
    endless = Signer(salt="masthead.paywall.meter").sign_object([int(NOON.timestamp()), *range(2000)])
    assert meter_cookie.read(endless, period_days=30, now=NOON) is None
    assert passes.read("a" * 100_000, now=NOON) is None


@pytest.mark.parametrize(
    "content", [[], {}, "x", 7, [1], [None, "zz", 1, 2, 3], [1, "rq", 1, 2, None], [1, "r", 1, 10**40, None]]
)
def test_read_pass__an_honest_signature_over_nonsense_is_still_nonsense(content: object) -> None:
    assert passes.read(Signer(salt="masthead.paywall.pass").sign_object(content), now=NOON) is None


@pytest.mark.parametrize("content", [[], {}, "x", 7, [None], ["a"], [10**40]])
def test_read_meter__an_honest_signature_over_nonsense_is_an_empty_meter(content: object) -> None:
    assert (
        meter_cookie.read(
            Signer(salt="masthead.paywall.meter").sign_object(content), period_days=30, now=NOON
        )
        is None
    )


def test_read_pass__another_sites_secret_signs_nothing_here(settings: Settings) -> None:
    cookie = passes.write(a_pass("members"))
    settings.SECRET_KEY = "another publication's secret, long enough to be one"
    assert passes.read(cookie, now=NOON) is None
