"""The door never opens a gated piece to a request whose pass does not open it."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import example, given, settings
from hypothesis import strategies as st

from masthead.frontdoor.application import FrontDoor
from masthead.frontdoor.cached_page import build_page
from masthead.frontdoor.state import ProcessState
from masthead.frontdoor.tests.asking import Header, a_door, ask, fresh_state, saying
from masthead.paywall import meter_cookie, passes
from masthead.paywall.decide import Level, Pass, Piece, Policy

READER, RAISED_TO = 7, 5
CLOSED = ("members", "members-registered", "register", "meter-spent", "not-counted", "ceiling")
VARIANTS = ("open", "metered-0", "metered-2", *(f"closed-{reason}" for reason in CLOSED))


def a_piece(level: Level = Level.MEMBERS, *, metered: bool = False) -> Piece:
    return Piece(id=12, level=level, metered=metered)


def a_pass(*, version: int = RAISED_TO, minutes: float = 5, grants: Iterable[str] = ("registered", "members"),
           member_minutes: float | None = None) -> str:  # fmt: skip
    now = timezone.now()
    until = None if member_minutes is None else now + timedelta(minutes=member_minutes)
    expires = now + timedelta(minutes=minutes)
    return passes.write(
        Pass(
            reader_id=READER,
            grants=frozenset(grants),
            version=version,
            expires_at=expires,
            member_until=until,
        )
    )


def door_with(
    piece: Piece, *, state: ProcessState | None = None, variants: Iterable[str] = VARIANTS
) -> FrontDoor:
    """A door that holds every variant of one piece at `/piece/`; Django says it was asked."""
    state = state or fresh_state(versions={READER: RAISED_TO}, policy=Policy())
    for variant in variants:
        page = build_page(
            headers=[(b"content-type", b"text/html")],
            body=variant.encode(),
            depends_on=["piece-12"],
            gated=True,
        )
        address = ("testserver", "/piece/")
        assert state.cache.put(
            address, variant=variant, piece=piece, page=page, generation=state.cache.generation()
        )
    return a_door(saying(b"django was asked"), state=state)


def said(door: FrontDoor, *cookies: str, headers: Iterable[Header] = (), **request: Any) -> str:
    jar = [(b"cookie", cookie.encode("latin-1")) for cookie in cookies]
    return ask(door, "/piece/", headers=[*jar, *headers], **request).body.decode()


def test_admit__a_member_is_given_the_whole_piece_from_the_cache() -> None:
    assert said(door_with(a_piece()), f"pass={a_pass()}") == "open"


def test_admit__a_stranger_is_given_the_closed_page_from_the_cache() -> None:
    assert said(door_with(a_piece())) == "closed-members"
    assert said(door_with(a_piece(Level.REGISTERED))) == "closed-register"


def test_admit__a_registered_reader_is_given_theirs() -> None:
    registered = f"pass={a_pass(grants=['registered'])}"
    assert said(door_with(a_piece()), registered) == "closed-members-registered"
    assert said(door_with(a_piece(Level.REGISTERED)), registered) == "open"


def test_admit__a_public_piece_is_for_everybody_whatever_they_carry() -> None:
    door = door_with(a_piece(Level.PUBLIC))
    assert [said(door), said(door, "pass=forged"), said(door, "session=x")] == ["open"] * 3


@pytest.mark.parametrize(
    "cookies",
    [
        pytest.param([f"pass={a_pass(version=RAISED_TO - 1)}"], id="a pass of a lower version"),
        pytest.param([f"pass={a_pass(minutes=-1)}"], id="a pass that is over"),
        pytest.param(
            [f"pass={a_pass(minutes=-1)}; session=alive"], id="a pass that is over, with a live session"
        ),
        pytest.param(["pass=forged"], id="a forged pass"),
        pytest.param([f"pass={a_pass()}x"], id="a pass with a letter more"),
        pytest.param(["pass="], id="an empty pass"),
        pytest.param(["session=alive"], id="a session without a pass"),
        pytest.param([f"pass=forged; pass={a_pass()}"], id="two passes"),
        pytest.param([f"pass={a_pass()}", "pass=forged"], id="two passes in two headers"),
        pytest.param([f"pass={a_pass(grants=['registered', 'members', 'staff'])}"], id="staff"),
    ],
)
def test_admit__what_cannot_be_known_django_answers(cookies: list[str]) -> None:
    for level in (Level.MEMBERS, Level.REGISTERED):
        assert said(door_with(a_piece(level)), *cookies) == "django was asked"


def test_admit__a_membership_that_ended_inside_its_pass_opens_nothing() -> None:
    ended = f"pass={a_pass(member_minutes=-1)}"
    assert said(door_with(a_piece()), ended) == "closed-members-registered"


@pytest.mark.parametrize("level", [Level.MEMBERS, Level.REGISTERED])
@pytest.mark.parametrize("method", ["HEAD", "POST", "OPTIONS"])
def test_admit__a_gated_piece_is_answered_to_plain_readings_only(level: Level, method: str) -> None:
    reply = ask(
        door_with(a_piece(level)),
        "/piece/",
        method=method,
        headers=[(b"cookie", f"pass={a_pass()}".encode())],
    )
    assert not reply.kept


def test_admit__a_request_that_may_want_something_else_than_the_page_goes_to_django() -> None:
    door, member = door_with(a_piece()), f"pass={a_pass()}"
    assert said(door, member, query=b"page=2") == "django was asked"
    for name in (b"range", b"authorization", b"hx-request", b"x-requested-with"):
        assert said(door, member, headers=[(name, b"x")]) == "django was asked"


def test_admit__a_metered_piece_is_counted_by_django() -> None:
    door = door_with(a_piece(metered=True))
    read = meter_cookie.write(meter_cookie.MeterState(started_at=timezone.now(), read=frozenset({1, 2})))
    again = meter_cookie.write(meter_cookie.MeterState(started_at=timezone.now(), read=frozenset({12})))
    assert [said(door), said(door, f"meter={read}"), said(door, f"meter={again}")] == ["django was asked"] * 3
    assert said(door, f"pass={a_pass(grants=['registered'])}") == "django was asked"


def test_admit__a_spent_meter_is_answered_from_the_cache() -> None:
    door = door_with(a_piece(metered=True))
    state = meter_cookie.MeterState(started_at=timezone.now(), read=frozenset({1, 2, 3}))
    spent = meter_cookie.write(state)
    assert said(door, f"meter={spent}") == "django was asked"  # nobody has seen the page of this day yet
    day = timezone.localdate(meter_cookie.ends_at(state, period_days=30))
    door = door_with(
        a_piece(metered=True), variants=[f"closed-meter-spent-account-helps-{day}", "closed-meter-spent"]
    )
    assert said(door, f"meter={spent}") == f"closed-meter-spent-account-helps-{day}"
    assert said(door, f"meter={spent}", headers=[(b"sec-purpose", b"prefetch")]) == "django was asked"
    assert said(door, f"meter={spent}", headers=[(b"user-agent", b"Googlebot/2.1")]) == "django was asked"


def test_admit__who_cannot_read_what_changed_asks_django_for_everything() -> None:
    clock = [0.0]
    state = ProcessState(clock=lambda: clock[0])
    state.policy, state._read_at = Policy(), 0.0
    door, member = door_with(a_piece(), state=state), f"pass={a_pass()}"
    assert said(door, member) == "open"
    clock[0] = 2.0
    assert said(door, member) == "django was asked"
    assert said(door) == "django was asked"


def test_admit__who_does_not_know_the_policy_asks_django_for_every_gated_piece() -> None:
    state = fresh_state()
    door = door_with(a_piece(), state=state)
    state.policy = None
    assert said(door) == "django was asked"
    assert said(door, f"pass={a_pass()}") == "django was asked"


def test_admit__a_version_raised_voids_the_pass_at_once() -> None:
    state = fresh_state()
    door, member = door_with(a_piece(), state=state), f"pass={a_pass(version=1)}"
    assert said(door, member) == "open"
    state.raise_version(READER, 2)
    assert said(door, member) == "django was asked"


GENUINE = a_pass(minutes=60)


def _forged(genuine: str, where: int, letter: str) -> str:
    where %= len(genuine)
    return genuine[:where] + letter + genuine[where + 1 :]


ANYTHING = st.text(
    st.characters(min_codepoint=33, max_codepoint=126, exclude_characters=';,"\\'), max_size=120
)
VOID_PASSES = st.one_of(
    st.none(),
    ANYTHING.map(lambda text: f"pass={text}"),
    st.builds(
        lambda where, letter: (
            ("pass=" + _forged(GENUINE, where, letter))
            if _forged(GENUINE, where, letter) != GENUINE
            else None
        ),
        st.integers(0, 400),
        st.sampled_from("abcXYZ019-_:."),
    ),
    st.integers(-10_000, 0).map(lambda minutes: f"pass={a_pass(minutes=minutes)}"),
    st.integers(0, RAISED_TO - 1).map(lambda version: f"pass={a_pass(version=version)}"),
    st.just(f"pass={a_pass(grants=[])}"),
    st.integers(-10_000, 0).map(lambda minutes: f"pass={a_pass(grants=['members'], member_minutes=minutes)}"),
)
OTHER_COOKIES = st.lists(
    st.one_of(
        ANYTHING.map(lambda text: f"meter={text}"),
        st.frozensets(st.integers(1, 20), max_size=8).map(
            lambda read: (
                "meter=" + meter_cookie.write(meter_cookie.MeterState(started_at=timezone.now(), read=read))
            )
        ),
        ANYTHING.map(lambda text: f"session={text}"),
        ANYTHING,
    ),
    max_size=4,
)
OTHER_HEADERS = st.lists(
    st.sampled_from(
        [
            (b"user-agent", b"Googlebot/2.1"),
            (b"sec-purpose", b"prefetch"),
            (b"sec-fetch-mode", b"no-cors"),
            (b"if-none-match", b"*"),
            (b"accept-encoding", b"gzip, br"),
            (b"x-forwarded-for", b"127.0.0.1"),
            (b"range", b"bytes=0-"),
            (b"masthead-keep", b"open"),
        ]
    ),
    max_size=4,
    unique=True,
)


@settings(max_examples=settings().max_examples * 2, deadline=None)
@given(
    level=st.sampled_from([Level.MEMBERS, Level.REGISTERED]),
    metered=st.booleans(),
    shown=VOID_PASSES,
    others=OTHER_COOKIES,
    headers=OTHER_HEADERS,
    method=st.sampled_from(["GET", "HEAD"]),
    split=st.booleans(),
)
@example(level=Level.MEMBERS, metered=True, shown=None, others=[], headers=[], method="GET", split=False)
def test_admit__no_request_without_a_good_pass_is_ever_given_the_open_page(
    level: Level,
    metered: bool,
    shown: str | None,
    others: list[str],
    headers: list[Header],
    method: str,
    split: bool,
) -> None:
    cookies = [cookie for cookie in [shown, *others] if cookie]
    jar = cookies if split else ["; ".join(cookies)] if cookies else []
    sent = [*((b"cookie", cookie.encode()) for cookie in jar), *headers]
    reply = ask(door_with(a_piece(level, metered=metered)), "/piece/", headers=sent, method=method)
    assert reply.status == 200 or (reply.status == 304 and reply.kept)
    if reply.kept and reply.status == 304:
        assert reply.header("etag") not in OPEN_ETAGS
    elif reply.kept:
        assert reply.header("etag") not in OPEN_ETAGS
        assert reply.body.startswith(b"closed-")
    else:
        assert reply.body in {b"django was asked", b""}


_OPEN = build_page(headers=[], body=b"open", depends_on=[], gated=True)
OPEN_ETAGS = {form.etag.decode() for form in (_OPEN.plain, _OPEN.gzip, _OPEN.brotli) if form}
