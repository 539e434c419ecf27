"""Looking at the page: the first time, again when it changed, and by the clock until it is gone."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from masthead.kit.jobs import run_all
from masthead.kit.tests.outside import ANOTHER, PUBLIC, Outside, Serve, answer
from masthead.mentions import jobs, operations
from masthead.mentions.models import Mention, SourceSite
from masthead.mentions.pages import MAX_PAGE_BYTES
from masthead.mentions.tests.conftest import page_about

pytestmark = pytest.mark.django_db
Receive = Callable[..., Mention]
DAY = timedelta(days=1)


def look(mention: Mention, now: datetime) -> Mention:
    operations.verify_mention(mention_id=mention.pk, now=now)
    mention.refresh_from_db()
    return mention


@pytest.fixture
def trusted(noon: datetime) -> None:
    SourceSite.objects.create(host="blog.example", standing="trusted", set_at=noon)


@pytest.fixture
def shown(trusted: None, receive: Receive, outside: Outside, target: str, noon: datetime) -> Mention:
    with outside.host("blog.example", answer(page_about(target))):
        return look(receive(), noon)


# --- the first time --------------------------------------------------------------------------------------


def test_verify_mention__the_first_mention_by_a_site_waits_for_a_moderator(
    receive: Receive, outside: Outside, target: str, noon: datetime
) -> None:
    with outside.host("blog.example", answer(page_about(target))):
        mention = look(receive(), noon)
    assert (mention.state, mention.title, mention.author) == (
        "waiting",
        "An answer to the call",
        "Nia Farrow",
    )
    assert mention.checked_at == noon


def test_verify_mention__a_mention_by_a_site_that_moderators_know_appears_at_once(shown: Mention) -> None:
    assert shown.state == "shown"


def test_verify_mention__a_known_site_that_leads_elsewhere_lends_nobody_its_name(
    trusted: None, receive: Receive, outside: Outside, target: str, noon: datetime
) -> None:
    onward = answer(status="302 Found", headers=["Location: http://spam.example/offer"])
    spam = answer(page_about(target, title="Buy now"))
    with outside.host("blog.example", onward), outside.host("spam.example", spam, number="93.184.216.35"):
        assert look(receive(), noon).state == "waiting"


def test_verify_mention__a_blocked_site_comes_in_by_no_other_name(
    trusted: None, receive: Receive, outside: Outside, target: str, noon: datetime
) -> None:
    SourceSite.objects.create(host="spam.example", standing="blocked", reason="spam", set_at=noon)
    onward = answer(status="302 Found", headers=["Location: http://spam.example/offer"])
    spam = answer(page_about(target, title="Buy now"))
    with outside.host("blog.example", onward), outside.host("spam.example", spam, number="93.184.216.35"):
        mention = look(receive(), noon)
    assert (mention.state, mention.get_problem_display()) == (
        "refused",
        "We take no mentions from this site.",
    )


def test_verify_mention__the_job_does_it(receive: Receive, outside: Outside, target: str) -> None:
    mention = receive()
    with outside.host("blog.example", answer(page_about(target))):
        run_all()
    mention.refresh_from_db()
    assert mention.state == "waiting"
    assert b"The Lighterman" in outside.requests[0]


@pytest.mark.parametrize(
    ("serve", "sentence"),
    [
        (answer("<p>Nothing about it.</p>"), "The page does not link to the piece."),
        (answer("https://magazine.example/politics/the-call/"), "The page does not link to the piece."),
        (answer(status="404 Not Found"), "The page is not there (status 404)."),
        (answer(status="410 Gone"), "The page is not there (status 410)."),
        (answer("{}", headers=["Content-Type: application/json"]), "The answer is not a web page."),
        (answer("", headers=["Content-Length: 1073741824"]), "The answer is larger than we read."),
        (answer("<p>" + "a" * MAX_PAGE_BYTES), "The answer is larger than we read."),
        (answer(status="302 Found", headers=["Location: /"]), "The address leads on too often."),
    ],
)
def test_verify_mention__a_page_that_does_not_mention_us_is_refused_with_the_reason(
    receive: Receive, outside: Outside, noon: datetime, client: Client, serve: Serve, sentence: str
) -> None:
    with outside.host("blog.example", serve):
        mention = look(receive(), noon)
    assert mention.state == "refused"
    assert mention.get_problem_display().endswith(sentence)
    assert sentence in client.get(f"/webmention/{mention.token}/").content.decode()


@pytest.mark.parametrize(
    "numbers", [["10.0.0.5"], ["127.0.0.1"], ["fd00::5"], ["93.184.216.34", "10.0.0.5"], []]
)
@pytest.mark.parametrize("led_there", [False, True])
def test_verify_mention__nobody_learns_whether_an_unreachable_host_is_one_of_ours_or_none(
    receive: Receive,
    outside: Outside,
    noon: datetime,
    client: Client,
    numbers: list[str],
    led_there: bool,
) -> None:
    """Neither by the words nor by how often it is tried."""
    outside.numbers["perhaps.example"] = [numbers]
    leading = answer(status="302 Found", headers=["Location: http://perhaps.example/"])
    with outside.host("blog.example", leading):
        mention = receive("http://blog.example/" if led_there else "http://perhaps.example/")
        for tries in (1, 2):
            look(mention, noon)
            assert (mention.state, mention.failures) == ("received", tries)
        look(mention, noon)
    assert mention.state == "refused"
    assert mention.problem == "host-not-public"  # and no facts beside it
    said = "The host of this address could not be found on the public internet."
    assert mention.get_problem_display() == said
    assert said in client.get(f"/webmention/{mention.token}/").content.decode()
    assert all(ip == PUBLIC and led_there for ip, _port in outside.connected)


@pytest.mark.parametrize("status", ["500 Oh", "503 Later", "429 Slower", "403 No"])
def test_verify_mention__no_answer_now_is_tried_again_and_given_up_after_three_times(
    receive: Receive, outside: Outside, noon: datetime, status: str
) -> None:
    mention = receive()
    with outside.host("blog.example", answer(status=status)):
        look(mention, noon)
        assert (mention.state, mention.next_check_at) == ("received", noon + timedelta(minutes=10))
        look(mention, noon + timedelta(minutes=10))
        assert mention.state == "received"
        look(mention, noon + timedelta(minutes=70))
    assert mention.state == "refused"
    assert mention.next_check_at is None


def test_verify_mention__a_refused_mention_is_taken_when_it_is_sent_again(
    receive: Receive, outside: Outside, target: str, noon: datetime
) -> None:
    with outside.host("blog.example", answer("nothing")):
        look(receive(), noon)
    mention = receive()
    assert mention.state == "received"
    with outside.host("blog.example", answer(page_about(target))):
        assert look(mention, noon).state == "waiting"


def test_verify_mention__a_site_blocked_meanwhile_is_refused(
    receive: Receive, outside: Outside, target: str, noon: datetime
) -> None:
    mention = receive()
    SourceSite.objects.create(host="blog.example", standing="blocked", set_at=noon)
    with outside.host("blog.example", answer(page_about(target))):
        assert look(mention, noon).state == "refused"


def test_verify_mention__a_page_that_moved_to_another_host_is_still_its_own(
    receive: Receive, outside: Outside, target: str, noon: datetime
) -> None:
    moved = answer(status="301 Moved", headers=["Location: http://new.example/post"])
    with (
        outside.host("blog.example", moved),
        outside.host("new.example", answer(page_about(target)), number=ANOTHER),
    ):
        assert look(receive(), noon).state == "waiting"


# --- again and again -------------------------------------------------------------------------------------


def test_recheck_due_mentions__pauses_grow_while_nothing_changes(
    shown: Mention, outside: Outside, target: str, noon: datetime
) -> None:
    pauses, now = [], noon
    with outside.host("blog.example", answer(page_about(target))):
        for _ in range(6):
            assert shown.next_check_at is not None
            pauses.append((shown.next_check_at - now).days)
            now = shown.next_check_at
            look(shown, now)
    assert pauses == [1, 3, 7, 30, 90, 90]


def test_verify_mention__a_change_is_taken_over_and_the_house_is_told(
    shown: Mention, changes: list[int], outside: Outside, target: str, noon: datetime
) -> None:
    with outside.host("blog.example", answer(page_about(target, title="I changed my mind"))):
        look(shown, noon + DAY)
    assert (shown.state, shown.title) == ("shown", "I changed my mind")
    assert shown.next_check_at == noon + DAY + DAY
    assert changes == [shown.article_id]


def test_verify_mention__nobody_is_told_when_nothing_changed(
    shown: Mention, changes: list[int], outside: Outside, target: str, noon: datetime
) -> None:
    with outside.host("blog.example", answer(page_about(target))):
        look(shown, noon + DAY)
    assert changes == []


@pytest.mark.parametrize(
    "serve", [answer(status="410 Gone"), answer(status="404 Not Found"), answer("<p>I took it back.</p>")]
)
def test_verify_mention__a_page_that_went_or_lost_its_link_is_shown_no_more(
    shown: Mention, changes: list[int], outside: Outside, noon: datetime, serve: Serve
) -> None:
    with outside.host("blog.example", serve):
        look(shown, noon + DAY)
    assert (shown.state, shown.next_check_at) == ("gone", None)
    assert (shown.title, shown.author, shown.excerpt, shown.published_at) == ("", "", "", None)
    assert changes == [shown.article_id]


def test_verify_mention__a_page_that_came_back_is_shown_when_it_is_sent_again(
    shown: Mention, receive: Receive, outside: Outside, target: str, noon: datetime
) -> None:
    with outside.host("blog.example", answer(status="410 Gone")):
        look(shown, noon + DAY)
    receive()
    with outside.host("blog.example", answer(page_about(target))):
        assert look(shown, noon + 2 * DAY).state == "shown"
    assert Mention.objects.count() == 1


def test_verify_mention__a_site_that_is_down_is_waited_for_six_times(
    shown: Mention, outside: Outside, noon: datetime
) -> None:
    now = noon + DAY
    for attempt in range(6):
        assert shown.state == "shown", attempt
        look(shown, now)  # nobody listens there
        now = shown.next_check_at or now
    assert shown.state == "gone"


def test_verify_mention__a_failure_is_forgotten_when_the_page_answers(
    shown: Mention, outside: Outside, target: str, noon: datetime
) -> None:
    look(shown, noon + DAY)
    assert (shown.failures, shown.get_problem_display()) == (1, "The host did not answer.")
    with outside.host("blog.example", answer(page_about(target))):
        look(shown, noon + 2 * DAY)
    assert (shown.failures, shown.problem, shown.state) == (0, "", "shown")


def test_recheck_due_mentions__looks_at_those_whose_turn_it_is(shown: Mention, outside: Outside) -> None:
    Mention.objects.update(next_check_at=timezone.now() + DAY)
    jobs.recheck_due_mentions.call()
    assert len(outside.requests) == 1  # only the first look
    Mention.objects.update(next_check_at=timezone.now() - DAY)
    with outside.host("blog.example", answer(status="410 Gone")):
        jobs.recheck_due_mentions.call()
    shown.refresh_from_db()
    assert shown.state == "gone"


def test_verify_mention__a_piece_deleted_meanwhile_is_no_trouble(receive: Receive, noon: datetime) -> None:
    mention = receive()
    number = mention.pk
    mention.article.delete()
    operations.verify_mention(mention_id=number, now=noon)
    assert not Mention.objects.exists()
