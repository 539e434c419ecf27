"""Telling the pages that a piece links to: which, when, how often, and what comes of it."""

from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from conftest import sign_in
from masthead.kit.jobs import run_all
from masthead.kit.tests.outside import Outside, Serve, answer, pages
from masthead.mentions import jobs, operations, pingback_xml, queries
from masthead.mentions.models import SentMention
from masthead.mentions.operations import sending
from masthead.mentions.tests.conftest import Publish
from masthead.people.models import Person
from masthead.publishing import operations as publishing
from masthead.publishing.models import ArticlePage

pytestmark = pytest.mark.django_db
THEIRS = "http://blog.example/post"
LINK = f'I answer <a href="{THEIRS}">this</a>.'
TOLD = (
    b"source=https%3A%2F%2Fmagazine.example%2Fpolitics%2Fthe-call%2F&target=http%3A%2F%2Fblog.example%2Fpost"
)


@pytest.fixture(autouse=True)
def _sends(settings: Settings) -> None:
    settings.SENDS_MENTIONS = True


def blog(endpoint: Serve | None = None) -> Serve:
    """A blog whose post takes Webmentions at /wm."""
    post = answer("<p>Post.</p>", headers=["Link: </wm>; rel=webmention"])
    return pages({"/post": post, "/wm": endpoint or answer(status="202 Accepted")})


def told(outside: Outside) -> list[bytes]:
    return [request.partition(b"\r\n\r\n")[2] for request in outside.requests if request.startswith(b"POST")]


def revise(article: ArticlePage, *paragraphs: str) -> None:
    article.refresh_from_db()
    article.body = [("text", f"<p>{words}</p>") for words in paragraphs]
    article.save_revision()
    publishing.publish_article(article=article)


# --- which -----------------------------------------------------------------------------------------------


def test_plan_sending__a_page_that_a_piece_links_to_is_told_when_it_is_published(
    publish: Publish, outside: Outside
) -> None:
    publish(LINK)
    with outside.host("blog.example", blog()):
        run_all()
    assert told(outside) == [TOLD]
    row = SentMention.objects.get()
    assert (row.state, row.protocol, row.endpoint) == ("sent", "webmention", "http://blog.example/wm")
    assert b"Content-Type: application/x-www-form-urlencoded" in outside.requests[1]


def test_plan_sending__a_piece_without_links_queues_nothing(publish: Publish) -> None:
    publish("Nothing to see.")
    assert not SentMention.objects.exists()
    assert queries.due_to_send(now=timezone.now() + timedelta(days=1)) == []


def test_plan_sending__each_page_is_told_once_however_often_it_is_linked(
    publish: Publish, outside: Outside
) -> None:
    publish(LINK, LINK + f' And <a href="{THEIRS}#part">again</a>.')
    with outside.host("blog.example", blog()):
        run_all()
    assert told(outside) == [TOLD]


def test_plan_sending__our_own_pages_and_what_is_no_public_address_are_not_told(publish: Publish) -> None:
    article = publish(
        '<a href="https://magazine.example/politics/">ours</a> <a href="/politics/">ours</a>'
        ' <a href="#x">x</a>'
        ' <a href="mailto:a@b.example">mail</a> <a href="http://localhost/">here</a>'
        ' <a href="http://blog.example:8080/">port</a>'
    )
    run_all()
    assert not SentMention.objects.filter(article=article).exists()


def test_plan_sending__links_behind_the_gate_are_not_told(publish: Publish, outside: Outside) -> None:
    publish("Open.", behind=LINK)
    with outside.host("blog.example", blog()):
        run_all()
    assert outside.requests == []
    assert not SentMention.objects.exists()


def test_plan_sending__links_that_come_before_the_gate_later_are_told_then(
    publish: Publish, outside: Outside
) -> None:
    article = publish("Open.", behind=LINK)
    article.access = "public"
    article.save_revision().publish()
    with outside.host("blog.example", blog()):
        run_all()
    assert told(outside) == [TOLD]


def test_plan_sending__nobody_is_told_where_the_publication_runs_for_show(
    publish: Publish, outside: Outside, settings: Settings
) -> None:
    settings.SENDS_MENTIONS = False
    publish(LINK)
    run_all()
    assert not SentMention.objects.exists()


# --- again -----------------------------------------------------------------------------------------------


def test_plan_sending__a_revised_piece_is_told_again(publish: Publish, outside: Outside) -> None:
    article = publish(LINK)
    with outside.host("blog.example", blog()):
        run_all()
        revise(article, LINK, "And more.")
        run_all()
    assert told(outside) == [TOLD, TOLD]


def test_plan_sending__the_same_version_is_not_told_twice(
    publish: Publish, outside: Outside, noon: datetime
) -> None:
    article = publish(LINK)
    with outside.host("blog.example", blog()):
        run_all()
        operations.plan_sending(article_id=article.pk, now=noon)
        run_all()
    assert told(outside) == [TOLD]


def test_plan_sending__a_link_taken_out_is_told_once_more(publish: Publish, outside: Outside) -> None:
    article = publish(LINK)
    with outside.host("blog.example", blog()):
        run_all()
        revise(article, "No link.")
        run_all()
        revise(article, "Still no link.")
        run_all()
    assert told(outside) == [TOLD, TOLD]
    assert SentMention.objects.get().linked is False


def test_plan_sending__a_piece_taken_back_is_told(publish: Publish, outside: Outside) -> None:
    article = publish(LINK)
    with outside.host("blog.example", blog()):
        run_all()
        publishing.unpublish_article(article=article)
        run_all()
    assert told(outside) == [TOLD, TOLD]


def test_plan_sending__a_page_never_told_is_not_told_of_a_link_that_is_gone(
    publish: Publish, outside: Outside
) -> None:
    article = publish(LINK)
    revise(article, "No link.")
    with outside.host("blog.example", blog()):
        run_all()
    assert told(outside) == []


# --- what comes of it ------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", ["200 OK", "201 Created", "202 Accepted", "204 No Content"])
def test_send_mention__any_success_is_one(publish: Publish, outside: Outside, status: str) -> None:
    publish(LINK)
    with outside.host("blog.example", blog(answer(status=status))):
        run_all()
    assert SentMention.objects.get().state == "sent"


def test_send_mention__a_page_that_takes_no_mentions_is_left_alone(
    publish: Publish, outside: Outside
) -> None:
    publish(LINK)
    with outside.host("blog.example", pages({"/post": answer("<p>Post.</p>")})):
        run_all()
    row = SentMention.objects.get()
    assert (row.state, row.next_attempt_at) == ("not-wanted", None)


@pytest.mark.parametrize("status", ["400 No", "403 No", "404 Not Found", "410 Gone"])
def test_send_mention__a_plain_no_is_final(publish: Publish, outside: Outside, status: str) -> None:
    publish(LINK)
    with outside.host("blog.example", blog(answer(status=status))):
        run_all()
    row = SentMention.objects.get()
    assert (row.state, row.next_attempt_at) == ("failed", None)
    assert row.get_problem_display() == f"The site answered with status {status[:3]}."


@pytest.mark.parametrize("serve", [answer(status="503 Later"), answer(status="429 Slower")])
def test_send_mention__what_may_pass_is_tried_again_after_growing_pauses_and_then_given_up(
    publish: Publish, outside: Outside, noon: datetime, serve: Serve
) -> None:
    publish(LINK)
    with outside.host("blog.example", blog(serve)):
        jobs.plan_sending.call(article_id=ArticlePage.objects.get().pk)
        row = SentMention.objects.get()
        now, pauses = noon, []
        for _ in range(5):
            operations.send_mention(sent_id=row.pk, now=now)
            row = SentMention.objects.get()
            if row.next_attempt_at is not None:
                pauses.append((row.next_attempt_at - now) // timedelta(minutes=1))
                now = row.next_attempt_at
    assert pauses == [5, 60, 360, 1440]
    assert (row.state, row.attempts, row.next_attempt_at) == ("failed", 5, None)


@pytest.mark.parametrize(
    "endpoint",
    ["http://127.0.0.1/wm", "http://10.0.0.1/wm", "http://[::1]/wm", "http://169.254.169.254/", "http://inside.example/",
     "http://blog.example:6379/", "http://user:pw@blog.example/wm", "file:///etc/passwd"],
)  # fmt: skip
def test_send_mention__an_endpoint_inside_is_never_knocked_at(
    publish: Publish, outside: Outside, endpoint: str
) -> None:
    outside.numbers["inside.example"] = [["192.168.1.1"]]
    publish(LINK)
    with outside.host("blog.example", answer("", headers=[f"Link: <{endpoint}>; rel=webmention"])):
        run_all()
        assert outside.connected == [("93.184.216.34", 80)]
        while (row := SentMention.objects.get()).next_attempt_at is not None:  # as a host that is not found
            operations.send_mention(sent_id=row.pk, now=row.next_attempt_at)
    assert set(outside.connected) == {("93.184.216.34", 80)}
    assert row.state == "failed"


def test_send_due_mentions__tells_what_is_due(publish: Publish, outside: Outside) -> None:
    publish(LINK)
    with outside.host("blog.example", blog(answer(status="503 Later"))):
        run_all()
    SentMention.objects.update(next_attempt_at=timezone.now() - timedelta(minutes=1))
    with outside.host("blog.example", blog()):
        jobs.send_due_mentions.call()
    assert SentMention.objects.get().state == "sent"


def test_plan_sending__a_piece_published_again_meanwhile_is_not_marked_as_told(
    publish: Publish, outside: Outside, noon: datetime
) -> None:
    article = publish(LINK)
    operations.plan_sending(article_id=article.pk, now=noon)

    row = SentMention.objects.get()
    outcome = sending.Outcome(SentMention.State.SENT)
    SentMention.objects.update(version=noon + timedelta(days=9))
    sending._record_outcome(row, outcome, now=noon)
    row.refresh_from_db()
    assert (row.state, row.sent_at) == ("queued", None)


# --- pingback --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("reply", "state"),
    [
        (pingback_xml.success_response("Thank you."), "sent"),
        (pingback_xml.fault_response(pingback_xml.KNOWN_ALREADY, "Known."), "sent"),
        (pingback_xml.fault_response(pingback_xml.NOT_A_TARGET, "No."), "failed"),
        (b"<html>", "failed"),
        (b'<!DOCTYPE a [<!ENTITY b "c">]><methodResponse>&b;</methodResponse>', "failed"),
    ],
)
def test_send_mention__a_page_that_knows_only_pingback_is_told_so(
    publish: Publish, outside: Outside, reply: bytes, state: str
) -> None:
    publish(LINK)
    table = {
        "/post": answer("<p>Post.</p>", headers=["X-Pingback: http://blog.example/rpc"]),
        "/rpc": answer(reply, headers=["Content-Type: text/xml"]),
    }
    with outside.host("blog.example", pages(table)):
        run_all()
    (call,) = told(outside)
    assert pingback_xml.read_call(call) == ("https://magazine.example/politics/the-call/", THEIRS)
    row = SentMention.objects.get()
    assert (row.state, row.protocol) == (state, "pingback")


# --- what editors see ------------------------------------------------------------------------------------


def test_desk_sent_mentions__editors_see_whom_we_told_and_what_came_of_it(
    client: Client, ed: Person, publish: Publish, outside: Outside
) -> None:
    publish(LINK)
    with outside.host("blog.example", blog(answer(status="403 No"))):
        run_all()
    page = sign_in(client, ed).get("/desk/mentions-sent/").content.decode()
    assert THEIRS in page
    assert "could not be told" in page
    assert "The site answered with status 403." in page
    assert client.get("/desk/mentions-received/").status_code == 200


def test_desk_sent_mentions__authors_do_not_see_them(client: Client, ada: Person, section: object) -> None:
    assert sign_in(client, ada).get("/desk/mentions-sent/").status_code in {302, 403}
