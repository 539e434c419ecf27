"""Receiving a Pingback (https://hixie.ch/specs/pingback/pingback): the call, and every fault."""

from datetime import datetime

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from masthead.kit.jobs import run_all
from masthead.kit.tests.outside import Outside, answer
from masthead.mentions import errors, pingback_xml
from masthead.mentions.models import Mention, SourceSite
from masthead.mentions.tests.conftest import BLOG, SITE, page_about

pytestmark = pytest.mark.django_db


def ping(client: Client, body: bytes) -> int | None:
    response = client.post("/pingback", body, content_type="text/xml")
    assert response.status_code == 200
    assert response["Content-Type"].startswith("text/xml")
    return pingback_xml.fault_in(response.content)


def test_pingback__becomes_a_mention_like_any_other(client: Client, target: str, outside: Outside) -> None:
    assert ping(client, pingback_xml.pingback_call("http://blog.example/post", target)) is None
    with outside.host("blog.example", answer(page_about(target))):
        run_all()
    mention = Mention.objects.get()
    assert (mention.state, mention.protocol, mention.title) == (
        "waiting",
        "pingback",
        "An answer to the call",
    )


def test_pingback__may_leave_out_the_type_of_its_texts(client: Client, target: str) -> None:
    values = "".join(f"<param><value> {text} </value></param>" for text in (BLOG, target))
    call = f"<methodCall><methodName>pingback.ping</methodName><params>{values}</params></methodCall>"
    assert ping(client, call.encode()) is None


def test_pingback__a_page_heard_of_before_is_known_already(client: Client, target: str) -> None:
    assert ping(client, pingback_xml.pingback_call(BLOG, target)) is None
    Mention.objects.update(state="shown")
    assert ping(client, pingback_xml.pingback_call(BLOG, target)) == 0x0030
    assert Mention.objects.count() == 1


@pytest.mark.parametrize(
    ("target", "code"),
    [
        (f"{SITE}/politics/never-was/", 0x0020),
        (f"{SITE}/", 0x0020),
        ("https://elsewhere.example/", 0x0021),
        ("nonsense", 0x0021),
    ],
)
def test_pingback__a_target_that_is_none_has_its_own_fault(
    client: Client, section: object, target: str, code: int
) -> None:
    assert ping(client, pingback_xml.pingback_call(BLOG, target)) == code


@pytest.mark.parametrize("source", ["", "nonsense", "http://127.1/", "ftp://blog.example/"])
def test_pingback__a_source_that_is_none_is_a_fault(client: Client, target: str, source: str) -> None:
    assert ping(client, pingback_xml.pingback_call(source, target)) == 0


def test_pingback__a_blocked_site_is_denied(client: Client, target: str, noon: datetime) -> None:
    SourceSite.objects.create(host="blog.example", standing="blocked", set_at=noon)
    assert ping(client, pingback_xml.pingback_call(BLOG, target)) == 0x0031


def test_pingback__too_many_are_denied_and_share_one_limit_with_webmentions(
    client: Client, target: str
) -> None:
    for number in range(30):
        client.post("/webmention", {"source": f"https://b{number}.example/", "target": target})
    assert ping(client, pingback_xml.pingback_call(BLOG, target)) == 0x0031


BILLION = (
    '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "lol">'
    + "".join(f'<!ENTITY b{n} "{("&b" + str(n - 1 or "") + ";") * 10}">' for n in range(1, 10))
    + "]><methodCall><methodName>&b9;</methodName></methodCall>"
)


@pytest.mark.parametrize(
    "body",
    [
        *(b"", b"nonsense", b"<methodCall>", b"<methodResponse/>", b"\xff\xfe\x00"),
        BILLION.encode(),
        b'<!DOCTYPE a SYSTEM "http://127.0.0.1/x"><methodCall/>',
        b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><methodCall><methodName>&x;</methodName></methodCall>',
        b'<?xml version="1.0" encoding="klingon"?><methodCall/>',
    ],
)  # fmt: skip
def test_pingback__what_is_no_call_is_a_parse_error(client: Client, section: object, body: bytes) -> None:
    assert ping(client, body) == -32700


def test_read_call__a_call_of_any_length_is_not_read_to_its_end(client: Client, target: str) -> None:
    assert ping(client, pingback_xml.pingback_call(BLOG, target) + b" " * 20_000) == -32700


@pytest.mark.parametrize(
    "call",
    [
        "<methodCall/>",
        "<methodCall><methodName>system.multicall</methodName></methodCall>",
        "<methodCall><methodName>pingback.ping</methodName><params/></methodCall>",
        "<methodCall><methodName>pingback.ping</methodName><params><param><value>a</value></param></params></methodCall>",
    ],
)  # fmt: skip
def test_pingback__another_method_is_unknown(client: Client, section: object, call: str) -> None:
    assert ping(client, call.encode()) == -32601


@given(st.text(), st.text())
def test_read_call__whatever_is_said_in_a_call_arrives_as_it_was_said(source: str, target: str) -> None:
    try:
        heard = pingback_xml.read_call(pingback_xml.pingback_call(source, target))
    except errors.PingbackCallIsMalformed:
        return  # XML has no way to say some characters
    assert [" ".join(text.split()) for text in heard] == [" ".join(text.split()) for text in (source, target)]


@given(st.binary(max_size=300))
def test_read_call__any_bytes_are_a_call_or_none_but_never_fail(body: bytes) -> None:
    for read in (pingback_xml.read_call, pingback_xml.fault_in):
        try:
            read(body)
        except (errors.PingbackCallIsMalformed, errors.PingbackMethodIsUnknown):
            continue
