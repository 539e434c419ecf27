"""Receiving a Webmention, rule by rule (https://www.w3.org/TR/webmention/, §3.2)."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django_tasks_db.models import DBTaskResult
from wagtail.contrib.redirects.models import Redirect

from masthead.kit.tests.outside import Outside
from masthead.mentions import operations
from masthead.mentions.models import Mention, SourceSite
from masthead.mentions.tests.conftest import BLOG, SITE, Publish
from masthead.publishing import operations as publishing
from masthead.publishing.models import ArticlePage

pytestmark = pytest.mark.django_db
HTML = {"accept": "text/html"}


def send(client: Client, source: str, target: str) -> Any:
    return client.post("/webmention", {"source": source, "target": target})


def looks_to_come() -> int:
    return DBTaskResult.objects.filter(task_path="masthead.mentions.jobs.verify_mention").count()


# --- where it is sent ------------------------------------------------------------------------------------


@pytest.mark.parametrize("method", ["get", "head"])
def test_webmention_endpoint__is_named_in_the_headers_of_every_page_of_a_piece(
    client: Client, piece: ArticlePage, method: str
) -> None:
    response = getattr(client, method)("/politics/the-call/")
    assert response["Link"] == f'<{SITE}/webmention>; rel="webmention"'
    assert response["X-Pingback"] == f"{SITE}/pingback"


def test_webmention_endpoint__is_named_by_a_closed_piece_too(client: Client, publish: Publish) -> None:
    publish("Open.", behind="Hidden.", metered=False, headline="Closed")
    response = client.get("/politics/closed/")
    assert b"Hidden." not in response.content
    assert 'rel="webmention"' in response["Link"]
    assert f'<link rel="webmention" href="{SITE}/webmention">' in response.content.decode()


@pytest.mark.parametrize("path", ["/", "/politics/", "/nowhere/", "/search/"])
def test_webmention_endpoint__is_not_named_by_what_is_no_piece(
    client: Client, piece: ArticlePage, path: str
) -> None:
    response = client.get(path)
    assert "Link" not in response
    assert "X-Pingback" not in response


# --- what is taken ---------------------------------------------------------------------------------------


def test_webmention__is_taken_and_its_sender_told_where_its_status_is(client: Client, target: str) -> None:
    response = send(client, BLOG, target)
    mention = Mention.objects.get()
    assert response.status_code == 201
    assert response["Location"] == f"{SITE}/webmention/{mention.token}/"
    assert (mention.source, mention.host, mention.state) == (BLOG, "blog.example", "received")
    page = client.get(f"/webmention/{mention.token}/")
    assert b"received, not looked at yet" in page.content
    assert "no-store" in page["Cache-Control"]


def test_webmention__nothing_is_fetched_in_the_request(client: Client, target: str) -> None:
    send(client, BLOG, target)  # the small outside world would have refused the connection
    assert looks_to_come() == 1


def test_webmention__no_token_of_a_form_is_asked_for(target: str) -> None:
    assert send(Client(enforce_csrf_checks=True), BLOG, target).status_code == 201


@pytest.mark.parametrize(
    ("source", "status"),
    [
        *(("", 400), ("nonsense", 400), ("ftp://blog.example/", 400), ("file:///etc/passwd", 400)),
        *(
            ("javascript:alert(1)", 400),
            ("http://blog.example:8080/", 400),
            ("http://a:b@blog.example/", 400),
        ),
        *(
            ("http://localhost/", 400),
            ("http://2130706433/", 400),
            ("http://[#talk", 400),
            ("https://" + "a" * 1000 + ".example/", 400),
        ),
    ],
)
def test_webmention__a_source_that_is_no_public_address_is_refused(
    client: Client, target: str, source: str, status: int
) -> None:
    response = send(client, source, target)
    assert response.status_code == status
    assert response.content.decode().strip().endswith("http:// or https://.")
    assert not Mention.objects.exists()


@pytest.mark.parametrize(
    "target",
    ["", "nonsense", "/politics/the-call/", "https://elsewhere.example/politics/the-call/", "ftp://magazine.example/",
     "https://magazine.example.evil.example/politics/the-call/", "https://magazine.example@evil.example/", "http://[",
     "http://[#talk", "https://magazine.example:99999999/politics/the-call/"],
)  # fmt: skip
def test_webmention__a_target_elsewhere_is_refused(client: Client, piece: ArticlePage, target: str) -> None:
    response = send(client, BLOG, target)
    assert response.status_code == 400
    assert b"not a complete web address of this site" in response.content


@pytest.mark.parametrize("path", ["/", "/politics/", "/politics/never-was/", "/account/", "/webmention"])
def test_webmention__a_target_that_is_no_piece_is_refused(
    client: Client, piece: ArticlePage, path: str
) -> None:
    response = send(client, BLOG, SITE + path)
    assert response.status_code == 400
    assert b"no published piece" in response.content


def test_webmention__a_piece_that_was_taken_back_is_no_target(
    client: Client, piece: ArticlePage, target: str
) -> None:
    publishing.unpublish_article(article=piece)
    assert send(client, BLOG, target).status_code == 400


def test_webmention__source_and_target_must_differ(client: Client, target: str) -> None:
    response = send(client, target + "#a", target + "#b")
    assert response.status_code == 400
    assert b"the same page" in response.content


def test_webmention__a_page_of_our_own_is_not_elsewhere(client: Client, target: str) -> None:
    response = send(client, f"{SITE}/politics/another/", target)
    assert response.status_code == 400
    assert b"written elsewhere" in response.content


@pytest.mark.parametrize("tail", ["#talk", "?utm_source=feed", "?page=2#talk"])
def test_webmention__query_and_fragment_of_the_target_mean_the_same_piece(
    client: Client, target: str, tail: str
) -> None:
    assert send(client, BLOG, target + tail).status_code == 201
    assert send(client, BLOG, target).status_code == 201
    assert Mention.objects.count() == 1


def test_webmention__an_address_the_piece_had_before_is_a_target(client: Client, piece: ArticlePage) -> None:
    Redirect.objects.create(old_path="/politics/a-call", redirect_page=piece)
    assert send(client, BLOG, f"{SITE}/politics/a-call/").status_code == 201
    assert Mention.objects.get().article_id == piece.pk


def test_webmention__heard_twice_it_is_one_mention_looked_at_twice(client: Client, target: str) -> None:
    first = send(client, BLOG, target)
    second = send(client, BLOG + "#later", target)
    assert first["Location"] == second["Location"]
    assert Mention.objects.count() == 1
    assert looks_to_come() == 2


def test_webmention__one_page_may_mention_two_pieces(client: Client, publish: Publish, target: str) -> None:
    publish(headline="Another")
    assert send(client, BLOG, target).status_code == 201
    assert send(client, BLOG, f"{SITE}/politics/another/").status_code == 201
    assert Mention.objects.count() == 2


def test_webmention__a_blocked_site_is_told_so(client: Client, target: str, noon: datetime) -> None:
    SourceSite.objects.create(host="blog.example", standing="blocked", set_at=noon)
    response = send(client, BLOG, target)
    assert response.status_code == 403
    assert response.content.decode() == "We take no mentions from this site.\n"


# --- how much --------------------------------------------------------------------------------------------


def test_webmention__a_network_that_sends_too_much_has_to_wait(client: Client, target: str) -> None:
    statuses = [send(client, f"https://blog-{n}.example/", target).status_code for n in range(31)]
    assert statuses == [201] * 30 + [429]
    response = send(client, BLOG, target)
    assert int(response["Retry-After"]) > 0
    assert b"try again in" in response.content
    assert client.post(
        "/webmention", {"source": BLOG, "target": target}, REMOTE_ADDR="203.0.113.9"
    ).status_code == 201  # fmt: skip


def test_webmention__attempts_that_are_refused_count_too(client: Client, target: str) -> None:
    statuses = [send(client, "nonsense", target).status_code for _ in range(31)]
    assert set(statuses[:30]) == {400}
    assert statuses[30] == 429


def test_webmention__no_site_is_made_to_answer_without_end_nor_kept_out_by_who_names_it(
    client: Client, target: str, outside: Outside, noon: datetime
) -> None:
    def from_network(number: int) -> int:
        sent = {"source": f"{BLOG}/{number}", "target": target}
        return client.post("/webmention", sent, REMOTE_ADDR=f"198.51.{number}.1").status_code

    assert {from_network(number) for number in range(62)} == {201}
    outside.numbers["blog.example"] = [[]]
    mentions = list(Mention.objects.order_by("pk"))
    for mention in mentions:
        operations.verify_mention(mention_id=mention.pk, now=noon)
    assert len(outside.looked_up) == 60
    last = Mention.objects.get(pk=mentions[-1].pk)
    assert (last.state, last.failures) == ("received", 0)
    assert last.next_check_at is not None
    assert timedelta(0) < last.next_check_at - noon <= timedelta(minutes=1)
    operations.verify_mention(mention_id=last.pk, now=last.next_check_at)
    assert len(outside.looked_up) == 61


# --- people ----------------------------------------------------------------------------------------------


def test_webmention_form__people_find_one_at_the_endpoint(client: Client, target: str) -> None:
    page = client.get("/webmention").content.decode()
    assert 'name="source"' in page
    assert 'name="target"' in page
    done = client.post("/webmention", {"source": BLOG, "target": target}, headers=HTML)
    assert done.status_code == 201
    assert b"The call" in done.content


def test_webmention_form__what_people_typed_comes_back_with_the_sentence(client: Client, target: str) -> None:
    response = client.post("/webmention", {"source": BLOG, "target": SITE + "/"}, headers=HTML)
    assert response.status_code == 400
    assert "no published piece" in response.content.decode()
    assert BLOG in response.content.decode()


def test_mention_status__one_that_never_was_is_not_found(client: Client, section: object) -> None:
    assert client.get("/webmention/nothing/").status_code == 404


def test_webmention__other_methods_are_refused(client: Client, section: object) -> None:
    assert client.put("/webmention").status_code == 405
    assert client.get("/pingback").status_code == 405


def test_recheck_due_mentions__looks_after_a_mention_whose_job_was_lost(client: Client, target: str) -> None:
    send(client, BLOG, target)
    mention = Mention.objects.get()
    assert mention.next_check_at is not None
    assert mention.next_check_at - mention.received_at == timedelta(minutes=30)
