"""Whatever is sent to whatever address, as whomever: no answer is an error of ours, and no line says so."""

import logging
import traceback
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

import pytest
from django.core.wsgi import get_wsgi_application
from django.db import transaction
from django.test import Client

from conftest import sign_in
from masthead.discussion import operations as discussion
from masthead.discussion.models import Thread
from masthead.frontdoor.tests.asking import a_door, ask, fresh_state
from masthead.memberships.models import Plan
from masthead.people.models import Person
from masthead.publishing import operations as publishing
from tests.house.hostile import (
    COOKIES,
    TEXTS,
    Address,
    Sent,
    escaped,
    every_address,
    names_that_are_read,
    requests_to,
)

WHO = ["stan", "mina", "ed"]
# They belong to no pattern that can be written with `path`.
PAGES = tuple(
    map(Address, ("/", "/<slug>/", "/<slug>/the-call/", "/politics/<slug>/", "/contact/", "/webmention"))
)
LEADING_ON = (Address("/desk/login/"), Address("/_util/login/"))  # a view of Django's is behind them
FILES = (Address("/documents/<number>/<path>", "masthead"), Address("/static/<path>", "masthead"))
ERRORS_ON_PURPOSE = {"/desk/failwhale/"}


@pytest.fixture
def values(rita: Person, mina: Person, ed: Person, noon: datetime) -> dict[str, str]:
    """A publication, and what its addresses are filled with."""
    publishing.prepare_publication(name="The Lighterman")
    section = publishing.ensure_section(title="Politics")
    author, series = publishing.add_author(name="Ada Lindqvist"), publishing.add_series(title="Lights")
    body = [("text", "<p>Open.</p>"), ("gate", None), ("text", "<p>For members.</p>")]
    draft = publishing.write_article(
        section=section, headline="The call", body=body, authors=[author], tags=["Ports"], series=series
    )
    piece = publishing.publish_article(article=draft)
    thread = Thread.objects.get(key=f"article:{piece.pk}")
    comment = discussion.post_comment(
        author=mina, thread=thread, text="I was there.", reply_to_seq=0, idempotency_key="1", now=noon
    )
    Plan.objects.create(name="Monthly", slug="monthly", amount_minor=600)
    link = publishing.share_preview(article=piece, days=7, by=ed, now=noon)
    articles = dict.fromkeys(("article_id", "page_id", "page_to_move_id"), str(piece.pk))
    comments = dict.fromkeys(("comment_id", "comment"), str(comment.pk))
    threads = dict.fromkeys(("thread_id", "thread"), str(thread.pk))
    sections = dict.fromkeys(("parent_page_id", "followable_id"), str(section.pk))
    rooms = dict.fromkeys(("content_type_app_name", "app_name", "app_label"), "publishing")
    kinds = dict.fromkeys(("content_type_model_name", "model_name"), "articlepage")
    return {
        **articles, **comments, **threads, **sections, **rooms, **kinds,
        "person_id": str(rita.pk),
        "slug": "politics",
        "file_name": "rss.xml",
        "kind": "section",
        "name": "pretend",
        "year": "2026",
        "month": "3",
        "path": "theme/a.png",
        "token": publishing.preview_token(link),
        "action": "delete",
    }  # fmt: skip


def failures(client: Client, requests: Iterable[Sent], caplog: pytest.LogCaptureFixture) -> list[str]:
    """What went wrong; whatever a request changed is undone before the next."""
    failed, ours = [], {name: morsel.value for name, morsel in client.cookies.items()}
    for sent in requests:
        caplog.clear()
        before = transaction.savepoint()  # no `atomic`: views that store files would ask why one is open
        try:
            answer = client.generic(
                sent.method, sent.path, sent.body, sent.content_type, **_environ(sent, ours)
            )
            if answer.status_code >= 500:
                failed.append(f"{sent}: {answer.status_code}")
        except Exception as error:  # noqa: BLE001 - each of them is what is looked for
            where = traceback.extract_tb(error.__traceback__)[-1]
            failed.append(f"{sent}: {error!r:.200} in {where.filename}:{where.lineno}")
        transaction.savepoint_rollback(before)
        client.cookies.clear()
        client.cookies.load(ours)
        failed += [f"{sent}: {line.getMessage()!r:.200}" for line in caplog.records if _is_written(line)]
    return failed


def _environ(sent: Sent, ours: Mapping[str, str]) -> dict[str, Any]:
    said = {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in sent.headers.items()}
    if sent.cookies:
        said["HTTP_COOKIE"] = "; ".join([*(f"{name}={value}" for name, value in ours.items()), sent.cookies])
    return {"QUERY_STRING": sent.query, **said}


def _is_written(line: logging.LogRecord) -> bool:
    """Whether it is an error that reaches the log of a site (pytest hears of others, too)."""
    logger: logging.Logger | None = logging.getLogger(line.name)
    while logger is not None and logger.parent is not None:
        if not logger.propagate:
            return False
        logger = logger.parent
    return line.levelno >= logging.ERROR


def send_to(
    addresses: Iterable[Address],
    values: dict[str, str],
    client: Client,
    caplog: pytest.LogCaptureFixture,
    *,
    every: int,
    first: int,
) -> tuple[int, list[str]]:
    """How many requests were sent, and what went wrong."""
    caplog.set_level(logging.ERROR)
    names, failed, count = names_that_are_read(), [], 0
    assert {"next", "plan", "before", "email", "text", "host", "credential"} <= set(names)
    for number, address in enumerate(addresses):
        sent = list(requests_to(address, values, names, every=every, first=first + 37 * number))
        failed += failures(client, sent, caplog)
        count += len(sent)
    return count, failed


def of_ours() -> list[Address]:
    ours = [address for address in every_address() if address.module.startswith("masthead.")]
    assert len(ours) > 120
    return [*ours, *PAGES, *LEADING_ON, *FILES]


def as_whom(who: str, request: Any, client: Client) -> Client:
    person = request.getfixturevalue(who)
    return client if person is None else sign_in(client, person)


def of_the_desk() -> list[Address]:
    """Wagtail's own addresses, too, although its views take what is sent at its word."""
    theirs = [address for address in every_address() if not address.module.startswith("masthead.")]
    return [address for address in theirs if address.pattern not in ERRORS_ON_PURPOSE]


LONG = pytest.mark.long
SENT = [
    *(pytest.param(of_ours, who, 100, 200, id=f"a few of ours, {who}") for who in WHO),
    *(pytest.param(of_ours, who, 7, 3_000, id=f"most of ours, {who}", marks=LONG) for who in WHO),
    *(pytest.param(of_the_desk, who, 2_000, 20, id=f"a few of the desk, {who}") for who in ("stan", "ed")),
    *(
        pytest.param(of_the_desk, who, 20, 2_000, id=f"most of the desk, {who}", marks=LONG)
        for who in ("stan", "ed")
    ),
]


@pytest.mark.parametrize(("addresses", "who", "every", "least"), SENT)
def test_every_address__answers_whatever_is_sent(
    addresses: Callable[[], list[Address]],
    who: str,
    every: int,
    least: int,
    values: dict[str, str],
    request: Any,
    client: Client,
    caplog: pytest.LogCaptureFixture,
) -> None:
    client = as_whom(who, request, client)
    count, failed = send_to(addresses(), values, client, caplog, every=every, first=WHO.index(who))
    assert count > least
    assert failed == []


HOSTS = (
    *(b"evil.example", b"a\x00b", b"[", b"[::1", b"testserver:99999999999", b"testserver:-1", b"\xff"),
    *(b"a" * 300, b"..", b"xn--", b"testserver\r\nx: y", b"testserver:\xd9\xa3", b"", b"testserver."),
)
BEHIND_THE_DOOR = ("/", "/join/monthly/", "/search/", "/sign-in/", "/politics/", "/nowhere/", "/static/x.css")


@pytest.mark.django_db(transaction=True)
def test_front_door__answers_whatever_is_sent_to_it(
    values: dict[str, str], caplog: pytest.LogCaptureFixture
) -> None:
    """Hosts, raw paths and queries, cookies, charsets: what no test client sends."""
    caplog.set_level(logging.ERROR)
    door = a_door(get_wsgi_application(), state=fresh_state())
    sent: list[tuple[str, dict[str, Any]]] = [
        (path, {"host": host}) for path in ("/", "/sign-in/") for host in HOSTS
    ]
    for number, text in enumerate(TEXTS.values()):
        raw, path = text.encode("utf-8", "surrogatepass"), BEHIND_THE_DOOR[number % len(BEHIND_THE_DOOR)]
        cookies = b"; ".join(name.encode() + b"=" + raw for name in (*COOKIES, "session"))
        sent += [
            (path, {"query": b"next=" + raw}),
            (path, {"query": b"next=/" + escaped(text).encode() + b"&q=%00"}),
            (path, {"headers": [(b"cookie", cookies)]}),
            ("/" + raw.decode("utf-8", "replace"), {}),
            ("/politics/" + text.encode("utf-8", "replace").decode(), {}),
        ]
    for charset in ("hex", "rot13", "undefined", "idna", "utf-16", "x"):
        kind = b"application/x-www-form-urlencoded; charset=" + charset.encode()
        sent += [
            ("/sign-in/", {"headers": [(b"content-type", kind)], "query": b"next=/"}),
            ("/sign-in/", {"headers": [(b"content-type", kind)], "method": "POST", "body": [b"email=%00"]}),
        ]
    for path, request in sent:
        caplog.clear()
        reply = ask(door, path, **request)
        written = [line.getMessage() for line in caplog.records if _is_written(line)]
        assert (100 < reply.status < 500, written) == (True, []), (path, request, reply.status)
    assert len(sent) > 150


@pytest.mark.parametrize(
    "after", ["/a%00b", "%E2%82%AC" * 390, "/" + "%E2%82%AC" * 390, "%ED%A0%80", "//evil.example"]
)
def test_join__leads_nowhere_else_whatever_next_says(
    after: str, values: dict[str, str], mina: Person, rita: Person, client: Client
) -> None:
    for method in (client.get, sign_in(client, rita).get, client.post):
        answer = method(f"/join/monthly/?next={after}")
        assert answer.status_code in {200, 302, 303}
        assert "evil.example" not in answer.get("Location", "").replace("next=", "").partition("?")[0]


@pytest.mark.parametrize("host", ["a%00b.example", "%ED%A0%80", "%E2%82%AC" * 390, "9" * 30])
def test_unblock__of_a_host_that_is_none_is_refused(
    host: str, values: dict[str, str], moe: Person, client: Client
) -> None:
    form = "application/x-www-form-urlencoded"
    answer = sign_in(client, moe).post("/moderation/mentions/unblock/", f"host={host}", content_type=form)
    assert answer.status_code == 409
