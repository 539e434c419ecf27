"""The traps of granian and a2wsgi, against a real server (DESIGN §7)."""

import hashlib
import json

from masthead.frontdoor.tests.asking import request, tell
from masthead.frontdoor.tests.trial import Site


def test_granian__a_post_with_a_body_reaches_django(site: Site) -> None:
    body = b"x" * 300_000
    reply = tell(site.port, "POST", "/echo/", body=body)
    assert (reply.status, reply.json()["digest"]) == (200, hashlib.sha256(body).hexdigest())


def test_granian__a_chunked_post_reaches_django(site: Site) -> None:
    chunks = b"3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"
    reply = tell(site.port, "POST", "/echo/", headers=["Transfer-Encoding: chunked"], body=chunks)
    assert (reply.json()["length"], reply.json()["meta"]["CONTENT_LENGTH"]) == (5, "5")


def test_granian__a_raw_query_outside_ascii_answers_400(site: Site) -> None:
    with site.line() as line:
        reply = line.say("GET /echo/?q=ä HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()).hear()
    assert reply.status == 400


def test_granian__an_encoded_query_and_path_arrive_as_they_were_meant(site: Site) -> None:
    assert tell(site.port, "GET", "/echo/?q=%C3%A4").json()["query"] == {"q": "ä"}
    assert tell(site.port, "GET", "/%C3%A4/").status == 404
    assert tell(site.port, "GET", "/%FF").status == 400
    assert tell(site.port, "GET", "/%00").status == 400


def test_granian__a_forwarded_address_is_not_believed_however_it_is_spelled(site: Site) -> None:
    lies = ["X_Forwarded_For: 1.2.3.4", "X-Forwarded-For: 1.2.3.4", "X-Forwarded-Proto: https"]
    seen = tell(site.port, "GET", "/echo/", headers=lies).json()
    assert (seen["meta"]["REMOTE_ADDR"], seen["secure"]) == ("127.0.0.1", False)
    assert "1.2.3.4" not in json.dumps(seen)


def test_granian__two_cookie_headers_are_both_read(site: Site) -> None:
    seen = tell(site.port, "GET", "/echo/", headers=["Cookie: a=1", "Cookie: b=2"]).json()
    assert seen["cookies"] == {"a": "1", "b": "2"}


def test_granian__unfinished_bodies_do_not_stall_the_threads(site: Site) -> None:
    lines = [site.line() for _ in range(12)]  # three for each thread
    for line in lines:
        line.say(request("POST", "/echo/", headers=["Content-Length: 100"], body=b"half"))
    assert tell(site.port, "GET", "/echo/").status == 200
    assert [line.hear().status for line in lines] == [408] * 12
    assert all(line.is_over() for line in lines)


def test_granian__a_body_too_large_is_refused_while_it_is_being_sent(site: Site) -> None:
    with site.line() as line:
        line.say(request("POST", "/echo/", headers=["Content-Length: 1000001"], body=b"x" * 10_000))
        assert line.hear().status == 413
    with site.line() as line:
        line.say(request("POST", "/echo/", headers=["Transfer-Encoding: chunked"], body=b""))
        line.say(b"f4241\r\n" + b"x" * 1_000_001)
        assert line.hear().status == 413


def test_granian__a_body_shorter_than_it_says_leaves_no_trace(site: Site) -> None:
    with site.line() as line:
        line.say(request("POST", "/write/", headers=["Content-Length: 100"], body=b"cut short"))
    assert tell(site.port, "GET", "/echo/").status == 200
    assert "cut short" not in tell(site.port, "GET", "/written/").json()["tags"]


def test_granian__what_follows_a_body_is_the_next_request(site: Site) -> None:
    with site.line() as line:
        line.say(
            request("POST", "/echo/", headers=["Content-Length: 3"], body=b"abc")
            + request("GET", "/echo/?second=1")
        )
        assert line.hear().json()["length"] == 3
        assert line.hear().json()["query"] == {"second": "1"}


def test_granian__a_request_with_two_lengths_is_not_read_in_two_ways(site: Site) -> None:
    with site.line() as line:
        headers = ["Content-Length: 3", "Content-Length: 30"]
        assert line.say(request("POST", "/echo/", headers=headers, body=b"abc")).hear().status == 400
    with site.line() as line:
        headers = ["Content-Length: 40", "Transfer-Encoding: chunked"]
        line.say(
            request(
                "POST",
                "/echo/",
                headers=headers,
                body=b"3\r\nabc\r\n0\r\n\r\n" + request("GET", "/smuggled/"),
            )
        )
        assert line.hear().json()["length"] == 3
        assert line.is_over()  # RFC 9112 §6.3: nothing after it is believed


def test_granian__head_has_the_length_and_no_body(site: Site) -> None:
    with site.line() as line:
        line.say(request("HEAD", "/echo/") + request("GET", "/echo/?next=1"))
        assert int(line.hear(head=True).header("content-length") or 0) > 0
        assert line.hear().json()["query"] == {"next": "1"}


def test_granian__headers_too_large_are_refused(site: Site) -> None:
    assert tell(site.port, "GET", "/echo/", headers=["X-Big: " + "x" * 40_000]).status == 431


def test_granian__an_upgrade_to_a_websocket_is_not_made(site: Site) -> None:
    wish = [
        "Connection: Upgrade",
        "Upgrade: websocket",
        "Sec-WebSocket-Version: 13",
        "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==",
    ]
    assert tell(site.port, "GET", "/echo/", headers=wish).status == 200


def test_granian__idle_connections_keep_nobody_out(site: Site) -> None:
    for _ in range(300):  # granian's own limit would be 128
        site.line()
    assert tell(site.port, "GET", "/echo/").status == 200


def test_granian__readers_who_stop_reading_stall_no_thread(site: Site) -> None:
    for _ in range(12):
        site.line().say(request("GET", "/large/?pieces=160"))  # ten megabytes
    assert tell(site.port, "GET", "/echo/").status == 200


def test_granian__a_large_answer_arrives_whole(site: Site) -> None:
    reply = tell(site.port, "GET", "/large/?pieces=80")
    assert reply.body == b"".join(bytes([number]) * 65_536 for number in range(80))


def test_granian__a_page_is_cached_and_invalidated(site: Site) -> None:
    first, second = (tell(site.port, "GET", "/shared/one/") for _ in range(2))
    assert (first.kept, second.kept, first.body == second.body) == (False, True, True)
    tell(site.port, "POST", "/drop/page-one/", body=b"")
    third = tell(site.port, "GET", "/shared/one/")
    assert (third.kept, third.body == first.body) == (False, False)
