"""What a request brings is cleaned, bounded and typed where it is read."""

import pytest
from django.test import RequestFactory

from masthead.kit import incoming

FACTORY = RequestFactory()


def asked(**values: str) -> incoming.Incoming:
    return incoming.query(FACTORY.get("/", values))


def test_text__is_cleaned_and_cut() -> None:
    said = incoming.query(FACTORY.get("/?a=x%00y%0Bz%EF%BF%BE&b=" + "é" * 300))
    assert said.text("a") == "xy z"
    assert said.text("b", most=10) == "é" * 10
    assert (said.text("c"), "c" in said, "b" in said, bool(said)) == ("", False, True, True)
    assert incoming.Incoming({"half": "a\ud800b"}).text("half") == "ab"


@pytest.mark.parametrize("said", ["a b", "a\x00b", "a/b", "é" * 201, "<a>", "", "a\n", "a\ud800"])
def test_name__is_empty_where_it_is_none(said: str) -> None:
    assert incoming.Incoming({"plan": said}).name("plan") == ""


@pytest.mark.parametrize("said", ["monthly", "bücher", "文化", "a-b_c.d", "7"])
def test_name__takes_what_we_name_things(said: str) -> None:
    assert asked(plan=said).name("plan") == said


@pytest.mark.parametrize("said", ["9" * 30, "-1", "[]", "٣٤", "²", "1e3", "1.0", " 1", "", "x\x00"])
def test_number__is_none_where_none_is_said(said: str) -> None:
    assert incoming.Incoming({"n": said}).number("n") is None
    assert incoming.Incoming({"n": said}).cursor("n") is None


def test_numbers__are_those_between_commas_and_no_more_than_asked_for() -> None:
    assert asked(n="3,x,-1,,4,٣,5").numbers("n", most=6) == [3, 4]
    assert asked(n=",".join("7" * 1000)).numbers("n", most=5) == [7] * 5


def test_choice__is_one_of_these_or_the_other() -> None:
    assert asked(a="yes").choice("a", ["yes", "no"]) == "yes"
    assert asked(a="yes\x00").choice("a", ["yes"], otherwise="no") == "no"


@pytest.mark.parametrize(
    "said",
    [
        "//evil.example",
        "/\\evil.example",
        "https://evil.example/",
        "/a\x00b",
        "/a\nb",
        "/a\ud800",
        "a",
        "/" * 401,
        "/" + "€" * 45,
    ],
)
def test_own_path__leads_nowhere_else(said: str) -> None:
    assert incoming.Incoming({"next": said}).own_path("next", most=400) == ""
    assert asked(next="/a/?b=é").own_path("next", most=400) == "/a/?b=é"


def test_token__with_what_no_page_can_hold_is_none_of_ours() -> None:
    said = incoming.Incoming({"a": "\x00", "b": "best\x00", "c": "3-4", "d": "x" * 999})
    assert (said.token("a"), said.token("b"), said.token("c")) == ("\ufffd", "best\ufffd", "3-4")
    assert (len(said.token("d")), said.token("e")) == (incoming.MAX_LENGTH, "")


def test_form_fields__are_left_to_the_form_that_says_why_it_refuses() -> None:
    odd = FACTORY.post("/", {"a": ["x\x00", "y"]})
    assert incoming.form_fields(odd).getlist("a") == ["x\x00", "y"]


def test_body__is_refused_when_it_is_larger_than_asked_for() -> None:
    request = FACTORY.post("/", b"x" * 10, content_type="text/xml")
    assert incoming.body(request, most=10) == b"x" * 10
    with pytest.raises(incoming.SentTooMuch):
        incoming.body(FACTORY.post("/", b"x" * 11, content_type="text/xml"), most=10)
