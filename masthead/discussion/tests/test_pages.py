"""The pages, fragments and feeds of a discussion, with and without script."""

import re
import time
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from bench.comment_generator import generate_comments
from conftest import sign_in
from masthead.discussion import comment_text, markdown, operations, queries
from masthead.discussion.models import Comment, Thread
from masthead.discussion.tests.conftest import Post, crowd
from masthead.memberships.models import Plan
from masthead.people.models import Person

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def plan(db: None) -> Plan:
    """Something to become a member by."""
    return Plan.objects.create(name="Yearly", slug="yearly", amount_minor=6000)


@pytest.fixture(autouse=True)
def _at_noon(monkeypatch: pytest.MonkeyPatch, noon: datetime) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: noon)


def parsed(html: str | bytes) -> Any:
    """The page as bs4 knows it; its types are no help to tests."""
    return BeautifulSoup(html, "lxml")


def soup(response: Any) -> Any:
    return parsed(response.content)


def text_of(response: Any) -> str:
    return str(soup(response).get_text(" ", strip=True))


def write(client: Client, thread: Thread, text: str, **more: str) -> Any:
    headers = HTMX if more.pop("script", "") else {}
    return client.post(f"/threads/{thread.pk}/comments/", {"text": text, **more}, headers=headers)


def test_post_comment__a_member_writes_without_script_and_lands_on_the_comment(
    client: Client, thread: Thread, mina: Person
) -> None:
    sign_in(client, mina)
    page = client.get(f"/threads/{thread.pk}/write/")
    key = soup(page).find("input", attrs={"name": "key"})["value"]
    answer = write(client, thread, "Two denials would settle it.", key=key)
    comment = Comment.objects.get()
    assert answer.status_code == 303
    assert answer["Location"] == f"/comments/{comment.pk}/#comment-{comment.pk}"
    assert "Two denials would settle it." in text_of(client.get(f"/comments/{comment.pk}/"))
    assert "Two denials would settle it." in text_of(client.get(f"/threads/{thread.pk}/"))


@pytest.mark.parametrize("number", ["9" * 30, "9" * 5000])
def test_comment_page__a_comment_of_a_number_beyond_all_is_not_there(
    client: Client, thread: Thread, mina: Person, number: str
) -> None:
    sign_in(client, mina)
    assert client.get(f"/threads/{thread.pk}/write/?reply_to={number}").status_code == 404


def test_comment_form__what_one_member_began_is_not_brought_to_the_next_at_the_same_computer(
    client: Client, thread: Thread, mina: Person, owen: Person
) -> None:
    """The browser keeps what is being written under a name that the form gives it."""
    names = []
    for member in (mina, owen, mina):
        sign_in(client, member)
        form = soup(client.get(f"/threads/{thread.pk}/write/")).find("form", class_="write")
        names.append((form["data-person"], form["data-draft"]))
    assert names[0] == names[2] != names[1]


DEEP = "> " * 30 + "x"  # refused once it is set


def test_comment_form__nothing_is_stored_for_whoever_may_not_write(
    client: Client, thread: Thread, rita: Person
) -> None:
    """To set twenty thousand signs takes a second, and an account costs nothing."""
    sign_in(client, rita)
    answer = write(client, thread, DEEP)
    assert answer.status_code == 403
    assert "nested" not in text_of(answer)


def test_post_comment__long_texts_that_are_refused_are_counted_too(
    client: Client, thread: Thread, mina: Person
) -> None:
    sign_in(client, mina)
    long = f"{DEEP}\n\n{'word ' * 500}"
    answers = [write(client, thread, long).status_code for _time in range(31)]
    assert answers == [422] * 30 + [429]
    assert write(client, thread, "A short one.").status_code == 303


def test_post_comment__the_same_form_sent_twice_is_one_comment_and_leads_to_it(
    client: Client, thread: Thread, mina: Person
) -> None:
    sign_in(client, mina)
    first, second = (write(client, thread, "Once.", key="k1") for _time in range(2))
    assert Comment.objects.count() == 1
    assert first["Location"] == second["Location"]


def test_post_comment__the_same_form_with_another_text_gives_the_text_back(
    client: Client, thread: Thread, mina: Person, noon: datetime
) -> None:
    sign_in(client, mina)
    write(client, thread, "Once.", key="k1")
    answer = write(client, thread, "Something else.", key="k1")
    form = soup(answer).find("form", class_="write")
    assert answer.status_code == 409
    assert form.textarea.text.strip() == "Something else."
    assert form.find("input", attrs={"name": "key"})["value"] != "k1"


def test_post_comment__with_script_it_arrives_in_its_place_and_the_form_is_emptied(
    client: Client, thread: Thread, mina: Person, owen: Person, post: Post
) -> None:
    first = post(owen, "First.")
    sign_in(client, mina)
    answer = write(client, thread, "A reply.", reply_to=str(first.seq), script="yes")
    assert answer.status_code == 201
    assert answer["HX-Retarget"] == f"#replies-{first.pk}"
    page = soup(answer)
    reply = Comment.objects.get(parent_seq=first.seq)
    assert page.find(id=f"comment-{reply.pk}").find(class_="to").get_text(" ", strip=True) == "to Owen Pilot"
    assert page.find(id=f"slot-{first.pk}")["hx-swap-oob"] == "true"
    assert page.find(id=f"count-{thread.pk}").text == "2 comments"


@pytest.mark.parametrize(
    ("typed", "status", "sentence"),
    [
        ("", 422, "nothing to read"),
        (" \u200b\n", 422, "nothing to read"),
        ("```\n```", 422, "nothing to read"),
        ("a" * 20_001, 422, "20,001 characters"),
        ("> " * 1000 + "deep", 422, "nested more than 12 deep"),
        (">" * 1000 + "deep", 422, "nested more than 12 deep"),
        ("- " * 1000 + "deep", 422, "nested more than 12 deep"),
        ("nul\x00byte", 422, "control characters"),
        ("turned \u202e round", 422, "direction of writing"),
        ("isolated \u2066 run", 422, "direction of writing"),
        ("z" + "\u0301" * 60, 422, "more marks than any language needs"),
        ("[click](javascript:alert(1))", 422, "A link may lead to a web page"),
        ("<javascript:alert(1)>", 422, "A link may lead to a web page"),
        ("[click](data:text/html,hi)", 422, "A link may lead to a web page"),
        ("[click](&#x6A;avascript:alert(1))", 422, "A link may lead to a web page"),
        ("[click](//elsewhere.example)", 422, "A link may lead to a web page"),
    ],
)
@pytest.mark.parametrize("script", ["", "yes"])
def test_post_comment__bad_input_gets_a_sentence_and_the_text_back(
    client: Client, thread: Thread, mina: Person, typed: str, status: int, sentence: str, script: str
) -> None:
    sign_in(client, mina)
    answer = write(client, thread, typed, key="k", script=script)
    page = soup(answer)
    kept = page.find("textarea").text.removeprefix("\n")
    assert answer.status_code == status
    assert sentence in page.find(role="alert").text
    for invisible in "\x00\u202e\u2066":
        typed = typed.replace(invisible, "")
    assert kept.strip("\n") == re.sub("(\u0301{6})\u0301+", r"\1", typed).strip("\n")
    assert not Comment.objects.exists()


@pytest.mark.parametrize(
    "typed",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        '<a href="javascript:alert(1)">x</a>',
        "# Head\n![i](https://x.example/i.png)",
    ],
)
def test_render_markdown__html_and_pictures_stay_the_letters_they_are(
    client: Client, thread: Thread, mina: Person, typed: str
) -> None:
    sign_in(client, mina)
    write(client, thread, typed)
    body = soup(client.get(f"/threads/{thread.pk}/")).find(class_="body")
    assert not body.find(["script", "img", "h1", "h2"])
    assert all(link["href"].startswith("https://") for link in body.find_all("a"))
    assert typed.split("\n", 1)[0] in body.text


def test_render_markdown__links_are_marked_as_readers_own(thread: Thread, mina: Person, post: Post) -> None:
    comment = post(mina, "See [this](https://example.org/a?b=1&c=2) and https://example.org/bare_(x).")
    links = parsed(comment.body_html).find_all("a")
    assert [link["href"] for link in links] == [
        "https://example.org/a?b=1&c=2",
        "https://example.org/bare_(x)",
    ]
    assert all(link["rel"] == ["ugc", "nofollow", "noopener"] for link in links)


@pytest.mark.parametrize(
    "text", ["[" * 20_000, "![" * 10_000, "[a][" * 5_000, "*a **b " * 2_800, "<" * 20_000]
)
def test_render_markdown__hostile_text_is_finished_fast(thread: Thread, mina: Person, text: str) -> None:
    began = time.process_time()
    markdown.render_markdown(comment_text.clean_text(text[:20_000]))
    assert time.process_time() - began < 1.5  # unbounded, these take many seconds


def test_post_comment__replies_to_gone_and_foreign_comments_give_the_text_back(
    client: Client, thread: Thread, mina: Person, owen: Person, moe: Person, post: Post, noon: datetime
) -> None:
    sign_in(client, mina)
    gone = [post(owen, "Deleted."), post(owen, "Hidden.")]
    operations.delete_comment(comment=gone[0], by=owen)
    operations.hide_comment(comment=gone[1], by=moe, reason="rude", now=noon)
    for comment, status in ((gone[0], 409), (gone[1], 409), (Comment(seq=999), 422)):
        answer = write(client, thread, "My answer.", reply_to=str(comment.seq))
        form = soup(answer).find("form", class_="write")
        assert answer.status_code == status
        assert form.textarea.text.strip() == "My answer."
        assert form.find("input", attrs={"name": "reply_to"}) is None
        assert "whole discussion instead" in form.text


@pytest.mark.usefixtures("plan")
def test_post_comment__who_is_no_member_any_more_gets_text_and_way_back(
    client: Client, thread: Thread, mina: Person, noon: datetime
) -> None:
    from masthead.memberships import operations as memberships

    sign_in(client, mina)
    assert client.get(f"/threads/{thread.pk}/write/").status_code == 200
    memberships.revoke(person=mina, grant_reference="cast:mina", reason="ended", by=None, now=noon)
    answer = write(client, thread, "Hours of work.")
    page = soup(answer)
    assert answer.status_code == 403
    assert page.find("textarea").text.strip() == "Hours of work."
    assert page.find("a", href=re.compile("^/join/")) is not None


@pytest.mark.usefixtures("plan")
def test_comment_form__strangers_and_readers_are_told_how_to_write(
    client: Client, thread: Thread, rita: Person
) -> None:
    stranger = client.get(f"/threads/{thread.pk}/write/")
    assert stranger.status_code == 401
    assert b"/sign-in/" in stranger.content
    kept = write(client, thread, "A stranger's words.")
    assert kept.status_code == 401
    assert b"A stranger&#x27;s words." in kept.content
    sign_in(client, rita)
    reader = client.get(f"/threads/{thread.pk}/write/")
    assert reader.status_code == 403
    assert b"/join/" in reader.content
    assert not Comment.objects.exists()


def test_post_comment__a_person_writes_at_a_persons_speed(
    client: Client, thread: Thread, mina: Person
) -> None:
    sign_in(client, mina)
    assert write(client, thread, "One.").status_code == 303
    answer = write(client, thread, "Two.")
    assert answer.status_code == 429
    assert "Please try again in 3 seconds" in text_of(answer)
    assert b"Two." in answer.content


def test_post_comment__a_burst_ends_after_ten_comments(
    client: Client, thread: Thread, mina: Person, noon: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    sign_in(client, mina)
    statuses = []
    for number in range(12):
        monkeypatch.setattr(
            "django.utils.timezone.now", lambda later=noon + timedelta(seconds=4 * number): later
        )
        statuses.append(write(client, thread, f"Number {number}").status_code)
    assert statuses == [303] * 10 + [429] * 2


def test_cast_vote__votes_work_with_and_without_script(
    client: Client, thread: Thread, mina: Person, owen: Person, post: Post
) -> None:
    comment = post(owen, "A thought.")
    sign_in(client, mina)
    assert client.get(f"/comments/{comment.pk}/votes/").status_code == 200
    assert client.post(f"/comments/{comment.pk}/votes/", {"kind": "agree", "given": "1"}).status_code == 303
    answer = client.post(f"/comments/{comment.pk}/votes/", {"kind": "disagree", "given": "1"}, headers=HTMX)
    row = soup(answer).find(id=f"acts-{comment.pk}")
    pressed = {vote.text: vote["aria-pressed"] for vote in row.find_all(attrs={"role": "button"})}
    assert pressed == {"Good point": "false", "Agree": "false", "Disagree 1": "true"}
    comment.refresh_from_db()
    assert (comment.ups, comment.downs) == (0, 1)
    client.post(f"/comments/{comment.pk}/votes/", {"kind": "disagree", "given": ""}, headers=HTMX)
    comment.refresh_from_db()
    assert (comment.ups, comment.downs) == (0, 0)


@pytest.mark.parametrize(("who", "status"), [("stan", 401), ("rita", 403), ("owen", 403)])
def test_cast_vote__only_other_members_vote(
    client: Client, owen: Person, rita: Person, post: Post, who: str, status: int
) -> None:
    comment = post(owen, "A thought.")
    if who != "stan":
        sign_in(client, {"rita": rita, "owen": owen}[who])
    assert (
        client.post(f"/comments/{comment.pk}/votes/", {"kind": "agree", "given": "1"}).status_code == status
    )
    comment.refresh_from_db()
    assert comment.ups == 0


def test_thread_page__shared_pages_hold_nothing_personal(
    client: Client, thread: Thread, mina: Person, post: Post
) -> None:
    post(mina, "A comment.")
    paths = [f"/threads/{thread.pk}/", f"/threads/{thread.pk}/comments/", f"/threads/{thread.pk}/rss.xml"]
    as_stranger = [client.get(path).content for path in paths]
    sign_in(client, mina)
    for path, stranger in zip(paths, as_stranger, strict=True):
        answer = client.get(path)
        assert answer.content == stranger
        assert b"csrf" not in answer.content
        assert not {"csrf", "session"} & set(answer.cookies)
        assert answer["Masthead-Cache-Variant"] == "open"
        assert f"thread:{thread.pk}" in answer["Masthead-Dependencies"].split()


def test_reader_state__the_private_fragment_brings_form_votes_and_rights(
    client: Client, thread: Thread, mina: Person, owen: Person, post: Post, noon: datetime
) -> None:
    own, liked, other = post(mina, "Mine."), post(owen, "Liked."), post(owen, "Other.")
    operations.cast_vote(voter=mina, comment=liked, kind="good-point", now=noon, rate_limited=False)
    sign_in(client, mina)
    answer = client.get(
        f"/threads/{thread.pk}/mine/", {"shown": f"{own.pk},{liked.pk},{other.pk},x,99999999999999999999"}
    )
    page = soup(answer)
    assert answer["Cache-Control"] == "private, no-store"
    assert page.find("form", class_="write").find("input", attrs={"name": "csrfmiddlewaretoken"})
    assert [link.text for link in page.find(id=f"acts-{own.pk}").find_all("a")] == [
        "Reply", "Link to this comment", "Edit", "Delete"
    ]  # fmt: skip
    assert page.find(id=f"acts-{liked.pk}").find(attrs={"aria-pressed": "true"}).text == "Good point 1"
    assert page.find(id=f"acts-{other.pk}") is None


def test_edit_comment__keeps_history_and_ends_after_a_quarter_of_an_hour(
    client: Client,
    thread: Thread,
    mina: Person,
    owen: Person,
    post: Post,
    noon: datetime,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    comment = post(mina, "Before.")
    sign_in(client, mina)
    assert b"Before." in client.get(f"/comments/{comment.pk}/edit/").content
    assert client.post(f"/comments/{comment.pk}/edit/", {"text": "After."}).status_code == 303
    assert "Before." in text_of(client.get(f"/comments/{comment.pk}/revisions/"))
    assert "After." in text_of(client.get(f"/comments/{comment.pk}/"))
    bad = client.post(f"/comments/{comment.pk}/edit/", {"text": ""}, headers=HTMX)
    assert bad.status_code == 422
    monkeypatch.setattr("django.utils.timezone.now", lambda: noon + timedelta(minutes=15))
    late = client.post(f"/comments/{comment.pk}/edit/", {"text": "Too late."})
    assert late.status_code == 409
    assert b"Too late." in late.content
    sign_in(client, owen)
    assert client.post(f"/comments/{comment.pk}/edit/", {"text": "Not mine."}).status_code == 403


def test_delete_comment__leaves_a_line_only_where_it_was_replied_to(
    client: Client, thread: Thread, mina: Person, owen: Person, post: Post
) -> None:
    answered = post(mina, "Answered words.")
    reply = post(owen, "A reply.", to=answered)
    sign_in(client, mina)
    assert client.get(f"/comments/{answered.pk}/delete/").status_code == 200
    client.post(f"/comments/{answered.pk}/delete/")
    page = text_of(client.get(f"/threads/{thread.pk}/"))
    assert "deleted by its author" in page
    assert "Answered words." not in page
    assert "Mina" not in page
    sign_in(client, owen)
    gone = client.post(f"/comments/{reply.pk}/delete/", headers=HTMX)
    removed = {item["id"] for item in soup(gone).find_all(attrs={"hx-swap-oob": "delete"})}
    assert removed == {f"comment-{answered.pk}", f"comment-{reply.pk}"}
    assert client.get(f"/comments/{answered.pk}/").status_code == 404
    assert "Nobody has written yet" in text_of(client.get(f"/threads/{thread.pk}/"))


def test_comment_page__a_permanent_link_opens_in_context(
    client: Client, thread: Thread, mina: Person, owen: Person, post: Post
) -> None:
    chain = [post(mina, "Comment 0.")]
    for number in range(1, 12):
        chain.append(post(owen if number % 2 else mina, f"Comment {number}.", to=chain[-1]))
    page = client.get(f"/comments/{chain[9].pk}/")
    assert "Comment 9." in soup(page).find(class_="chosen").text
    words = text_of(page)
    assert all(f"Comment {number}." in words for number in (0, 4, 5, 6, 7, 8, 9, 10, 11))
    assert "Comment 2." not in words
    assert "3 comments in between" in words


def test_comment_page__deep_conversations_continue_on_a_page_of_their_own(
    client: Client, thread: Thread, mina: Person, post: Post
) -> None:
    chain = [post(mina, "Comment 0.")]
    for number in range(1, 9):
        chain.append(post(mina, f"Comment {number}.", to=chain[-1]))
    first = soup(client.get(f"/threads/{thread.pk}/"))
    link = first.find("a", class_="more")
    assert link.text == "Show 1 more reply"
    further = soup(client.get(link["hx-get"]))
    assert "Comment 5." in further.text
    assert "Comment 6." not in further.text
    continued = further.find("a", class_="more")
    assert continued.text == "Continue this conversation"
    assert "Comment 6." in text_of(client.get(continued["href"]))


@pytest.mark.parametrize("order", ["best", "newest", "oldest", "conversation"])
def test_thread_page__every_comment_is_reached_once_in_every_order(
    client: Client, thread: Thread, noon: datetime, order: str
) -> None:
    generate_comments(thread=thread, authors=crowd(10, noon), count=260, seed=3, now=noon)
    seen: list[str] = []
    waiting = [f"/threads/{thread.pk}/?order={order}"]
    visited: set[str] = set()
    while waiting:
        address = waiting.pop()
        if address in visited:
            continue
        visited.add(address)
        page = soup(client.get(address))
        seen.extend(item["data-comment"] for item in page.find_all(attrs={"data-comment": True}))
        links = page.find_all("a", class_="more")
        waiting.extend(link["hx-get"] if link.has_attr("hx-get") else link["href"] for link in links)
    expected = {str(pk) for pk in Comment.objects.values_list("pk", flat=True)}
    assert set(seen) == expected
    if order == "conversation":
        assert len(seen) == len(expected)


@pytest.mark.parametrize(
    "query",
    [
        "order=worst",
        "after=x",
        "after=nan~1",
        "after=0.1~-1",
        "after=0.1~99999999999",
        "order=newest&after=1e3",
        "order=conversation&after=zz",
        "order=conversation&after=00",
        "order=oldest&after=%00",
    ],
)
def test_more_comments__cursors_nobody_made_are_refused(client: Client, thread: Thread, query: str) -> None:
    assert client.get(f"/threads/{thread.pk}/?{query}").status_code == 400


@pytest.mark.parametrize(
    ("readers", "rita_reads"), [("registered", True), ("members", False), ("staff", False)]
)
def test_thread_page__every_surface_enforces_who_may_read_it(
    client: Client,
    thread: Thread,
    mina: Person,
    rita: Person,
    moe: Person,
    post: Post,
    noon: datetime,
    readers: str,
    rita_reads: bool,
) -> None:
    comment = post(mina, "Among ourselves.")
    reply = post(moe, "Yes, among ourselves.", to=comment)
    operations.open_thread(
        key=thread.key, address=thread.address, title=thread.title, readable_by=readers, now=noon
    )
    here, there = f"/threads/{thread.pk}/", f"/comments/{comment.pk}/"
    parts = ("comments/", "?order=newest", "?order=conversation", "rss.xml")
    paths = [here, *(here + part for part in parts)]
    paths += [
        there,
        f"/comments/{reply.pk}/",
        *(there + part for part in ("replies/", "revisions/", "votes/")),
    ]
    paths += [f"{here}write/?reply_to={comment.seq}", f"{here}mine/?shown={comment.pk}"]

    def leaking() -> list[str]:
        answers = {path: client.get(path) for path in paths}
        return [
            path
            for path, answer in answers.items()
            if b"mong ourselves" in answer.content or b"2 comments" in answer.content
        ]

    assert leaking() == []
    assert all("Masthead-Cache-Variant" not in client.get(path) for path in paths)
    assert queries.comment_counts([thread.key]) == {}
    sign_in(client, rita)
    assert bool(leaking()) == rita_reads
    sign_in(client, moe)
    assert f"/threads/{thread.pk}/" in leaking()
    assert queries.comment_counts([thread.key], reader_id=moe.pk, now=noon) == {thread.key: 2}


def test_thread_page__a_closed_thread_is_read_and_not_written(
    client: Client, thread: Thread, mina: Person, moe: Person, post: Post, noon: datetime
) -> None:
    comment = post(mina, "Last word.")
    operations.close_thread(thread=thread, by=moe, now=noon)
    sign_in(client, mina)
    answer = write(client, thread, "One more.")
    assert answer.status_code == 409
    assert b"One more." in answer.content
    assert client.post(f"/comments/{comment.pk}/votes/", {"kind": "agree", "given": "1"}).status_code == 409
    assert b"Last word." in client.get(f"/threads/{thread.pk}/").content


def test_notify_parent_author__whoever_is_replied_to_is_told_by_mail(
    thread: Thread, mina: Person, owen: Person, moe: Person, post: Post, noon: datetime
) -> None:
    from masthead.notices.models import Delivery

    first = post(mina, "A question?")
    Delivery.objects.all().delete()
    post(mina, "To myself.", to=first)
    reply = post(owen, "An *answer*.", to=first)
    delivery = Delivery.objects.get()
    assert delivery.person == mina
    assert delivery.context["text"] == "An answer."
    assert str(delivery.context["address"]).endswith(f"/comments/{reply.pk}/")


def test_post_comment__in_a_held_thread_waits_for_a_moderator(
    client: Client, thread: Thread, mina: Person, owen: Person, moe: Person, post: Post, noon: datetime
) -> None:
    operations.reopen_thread(thread=thread, by=moe, premoderated=True, now=noon)
    sign_in(client, mina)
    answer = write(client, thread, "Patience.", script="yes")
    assert answer.status_code == 201
    held = Comment.objects.get()
    assert "waits for a moderator" in text_of(answer)
    assert b"Patience." not in client.get(f"/threads/{thread.pk}/").content
    assert client.get(f"/comments/{held.pk}/").status_code == 404
    assert queries.pending_comments() == [held]
    operations.restore_comment(comment=held, by=moe, now=noon)
    assert b"Patience." in client.get(f"/threads/{thread.pk}/").content


def test_comment_form__without_a_name_says_how_one_signs_and_where_to_choose_one(
    client: Client, thread: Thread, mina: Person
) -> None:
    sign_in(client, mina)
    assert "Choose a name" not in text_of(client.get(f"/threads/{thread.pk}/write/"))
    Person.objects.filter(pk=mina.pk).update(display_name="")
    page = soup(client.get(f"/threads/{thread.pk}/write/"))
    assert f"Your comments are signed “Reader {mina.pk}”." in page.get_text(" ", strip=True)
    assert page.find("a", string="Choose a name")["href"] == "/account/name/?next=/politics/the-call/%23talk"
    answer = client.post("/account/name/", {"name": "Mina Ferrier", "next": "/politics/the-call/#talk"})
    assert answer["Location"] == "/politics/the-call/#talk"


def test_comment_form__older_than_the_last_signing_in_stays_on_the_page_with_its_text(
    thread: Thread, mina: Person
) -> None:
    client = Client(enforce_csrf_checks=True)
    sign_in(client, mina)
    answer = write(client, thread, "What I wrote in the other tab.", script="yes")
    assert answer.status_code == 403
    assert (answer["HX-Retarget"], answer["HX-Reswap"]) == ("#trouble", "innerHTML")
    assert "<html" not in answer.content.decode()
    assert "Your text is still here; please send it again." in text_of(answer)
    whole = write(client, thread, "Without script.")
    assert whole.status_code == 403
    assert "Go back, reload the page" in text_of(whole)


def test_thread_page__what_only_a_script_does_is_promised_in_a_part_that_hides_without_one(
    client: Client, thread: Thread, mina: Person
) -> None:
    page = soup(sign_in(client, mina).get(f"/threads/{thread.pk}/write/"))
    assert page.select_one(".write .draft-note").text == "Kept in this browser as you write."
    sheet = (Path(__file__).parents[1] / "static/discussion/discussion.css").read_text()
    assert "@media (scripting: none) { .write .draft-note { display: none; } }" in sheet
