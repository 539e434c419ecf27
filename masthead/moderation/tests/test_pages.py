"""The pages: wrong persons, the right ones, with script and without."""

from datetime import datetime

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from conftest import sign_in
from masthead.discussion import queries as comments
from masthead.discussion.models import Comment
from masthead.moderation import operations, queries
from masthead.moderation.models import Reason, Report
from masthead.people.models import Person

HTMX = {"hx-request": "true"}


# --- reporting -------------------------------------------------------------------------------------------


def test_report_form__a_stranger_is_led_to_the_sign_in_page_and_back(
    client: Client, comment: Comment
) -> None:
    response = client.get(f"/comments/{comment.pk}/report/")
    assert response.status_code == 302
    assert response["Location"] == f"/sign-in/?next=/comments/{comment.pk}/report/"
    assert client.post(f"/comments/{comment.pk}/report/", {"reason": "attack"}).status_code == 302
    assert client.get(f"/comments/{comment.pk}/report/", headers=HTMX).status_code == 401
    assert not Report.objects.exists()


def test_report_form__a_reader_reports_without_script(client: Client, rita: Person, comment: Comment) -> None:
    sign_in(client, rita)
    page = client.get(f"/comments/{comment.pk}/report/").content.decode()
    assert "The minister is a weathercock." in page
    assert "What is wrong with it?" in page
    answer = client.post(
        f"/comments/{comment.pk}/report/", {"reason": "attack", "words": "Look"}, follow=True
    )
    assert answer.redirect_chain == [(f"/comments/{comment.pk}/report/", 302)]
    assert "Thank you." in answer.content.decode()
    assert Report.objects.get().reporter == rita


def test_report_form__with_script_the_form_and_the_thanks_are_fragments(
    client: Client, rita: Person, comment: Comment
) -> None:
    sign_in(client, rita)
    form = client.get(f"/comments/{comment.pk}/report/", headers=HTMX)
    assert b"<html" not in form.content
    done = client.post(f"/comments/{comment.pk}/report/", {"reason": "attack"}, headers=HTMX)
    assert done.status_code == 201
    assert b"<html" not in done.content
    assert b"Thank you." in done.content


@pytest.mark.parametrize(
    ("typed", "sentence"), [({}, "required"), ({"reason": "other"}, "in your own words what it is")]
)
def test_report_form__incomplete_comes_back(
    client: Client, rita: Person, comment: Comment, typed: dict[str, str], sentence: str
) -> None:
    response = sign_in(client, rita).post(f"/comments/{comment.pk}/report/", typed)
    assert response.status_code == 422
    assert sentence in response.content.decode()


def test_report_form__what_is_not_shown_cannot_be_seen_through_it(
    client: Client, rita: Person, moe: Person, comment: Comment, noon: datetime
) -> None:
    operations.hide_comment(comment=comment, by=moe, reason=Reason.ATTACK, now=noon)
    response = sign_in(client, rita).get(f"/comments/{comment.pk}/report/")
    assert response.status_code == 404
    assert b"weathercock" not in response.content


def test_report_form__a_moderator_who_wants_to_report_acts_instead(
    client: Client, moe: Person, comment: Comment
) -> None:
    sign_in(client, moe)
    assert client.get(f"/comments/{comment.pk}/report/")["Location"] == f"/moderation/comments/{comment.pk}/"
    fragment = client.get(f"/comments/{comment.pk}/report/", headers=HTMX).content.decode()
    assert f'action="/moderation/comments/{comment.pk}/action/"' in fragment
    assert "<html" not in fragment


def test_private_pages__are_stored_by_nobody(client: Client, moe: Person, comment: Comment) -> None:
    sign_in(client, moe)
    for address in ("/moderation/", f"/moderation/comments/{comment.pk}/", f"/comments/{comment.pk}/report/"):
        assert "no-store" in client.get(address)["Cache-Control"]


# --- the desk --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["rita", "mina", "ada"])
def test_queue_page__is_shut_to_the_wrong_person(
    client: Client, name: str, comment: Comment, request: pytest.FixtureRequest
) -> None:
    sign_in(client, request.getfixturevalue(name))
    assert client.get("/moderation/").status_code == 403
    assert client.get(f"/moderation/comments/{comment.pk}/").status_code == 403
    answer = client.post(f"/moderation/comments/{comment.pk}/action/", {"action": "hide", "reason": "attack"})
    assert answer.status_code == 403
    assert comments.comment_by_id(comment.pk).is_readable


def test_queue_page__sends_a_stranger_to_the_sign_in_page(client: Client, comment: Comment) -> None:
    assert client.get("/moderation/")["Location"] == "/sign-in/?next=/moderation/"
    assert client.get(f"/moderation/comments/{comment.pk}/").status_code == 302
    assert client.post(f"/moderation/comments/{comment.pk}/action/", {"action": "dismiss"}).status_code == 302


def test_queue_page__empty_says_so(client: Client, moe: Person) -> None:
    assert b"Nothing waits for a moderator." in sign_in(client, moe).get("/moderation/").content


def test_queue_page__shows_text_author_thread_and_reasons(
    client: Client, rita: Person, ada: Person, moe: Person, comment: Comment, noon: datetime
) -> None:
    operations.report_comment(comment=comment, by=rita, reason=Reason.ATTACK, words="<b>Rude</b>", now=noon)
    operations.report_comment(comment=comment, by=ada, reason=Reason.ATTACK, now=noon)
    page = sign_in(client, moe).get("/moderation/").content.decode()
    for expected in (
        "weathercock",
        "Mina Okonjo",
        "The call",
        "2 reports:",
        "attacks a person",
        "&lt;b&gt;Rude",
    ):
        assert expected in page
    assert "Rita" not in page


def test_take_action__a_moderator_hides_a_comment_without_script(
    client: Client, rita: Person, moe: Person, comment: Comment, noon: datetime
) -> None:
    operations.report_comment(comment=comment, by=rita, reason=Reason.ATTACK, now=noon)
    typed = {"action": "hide", "reason": "attack", "words": "Argue, do not name."}
    page = sign_in(client, moe).post(f"/moderation/comments/{comment.pk}/action/", typed, follow=True)
    assert page.redirect_chain == [("/moderation/", 302)]
    text = page.content.decode()
    assert "The comment is hidden, and its author has been told why." in text
    assert "Nothing waits for a moderator." in text
    assert "Argue, do not name." in text  # among the newest actions


def test_take_action__with_script_the_comment_is_replaced(
    client: Client, moe: Person, comment: Comment
) -> None:
    typed = {"action": "hide", "reason": "attack"}
    answer = sign_in(client, moe).post(f"/moderation/comments/{comment.pk}/action/", typed, headers=HTMX)
    assert answer.status_code == 200
    assert b"<html" not in answer.content
    assert f'id="queue-item-{comment.pk}"' in answer.content.decode()


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_take_action__hiding_without_a_reason_gives_the_form_and_its_words_back(
    client: Client, moe: Person, comment: Comment, headers: dict[str, str]
) -> None:
    typed = {"action": "hide", "reason": "", "words": "I thought long about this."}
    answer = sign_in(client, moe).post(f"/moderation/comments/{comment.pk}/action/", typed, headers=headers)
    assert answer.status_code == 422
    assert "Please give the reason" in answer.content.decode()
    assert "I thought long about this." in answer.content.decode()


def test_take_action__an_action_that_came_too_late_says_so(
    client: Client, moe: Person, ed: Person, comment: Comment, noon: datetime
) -> None:
    operations.hide_comment(comment=comment, by=ed, reason=Reason.ATTACK, now=noon)
    answer = sign_in(client, moe).post(
        f"/moderation/comments/{comment.pk}/action/", {"action": "hide", "reason": "attack"}
    )
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "Somebody has acted on this meanwhile." in page
    assert 'value="restore"' in page  # what can be decided now


def test_take_action__restoring_without_a_reason_gives_the_form_back(
    client: Client, moe: Person, comment: Comment, noon: datetime
) -> None:
    operations.hide_comment(comment=comment, by=moe, reason=Reason.ATTACK, now=noon)
    answer = sign_in(client, moe).post(
        f"/moderation/comments/{comment.pk}/action/", {"action": "restore", "words": " "}
    )
    assert answer.status_code == 422
    assert "Please give the reason" in answer.content.decode()
    assert not comments.comment_by_id(comment.pk).is_readable


def test_comment_page__a_hidden_one_is_restored_there(
    client: Client, moe: Person, comment: Comment, noon: datetime
) -> None:
    operations.hide_comment(comment=comment, by=moe, reason=Reason.ATTACK, now=noon)
    page = sign_in(client, moe).get(f"/moderation/comments/{comment.pk}/").content.decode()
    assert 'value="restore"' in page
    client.post(f"/moderation/comments/{comment.pk}/action/", {"action": "restore", "words": "No insult."})
    assert comments.comment_by_id(comment.pk).is_readable


def test_take_action__an_unknown_action_hides_nothing(client: Client, moe: Person, comment: Comment) -> None:
    answer = sign_in(client, moe).post(f"/moderation/comments/{comment.pk}/action/", {"action": "burn"})
    assert answer.status_code == 409
    assert comments.comment_by_id(comment.pk).is_readable


def test_comment_page__of_one_that_never_was_is_not_found(client: Client, moe: Person) -> None:
    assert sign_in(client, moe).get("/moderation/comments/4711/").status_code == 404
    assert client.post("/moderation/comments/4711/action/", {"action": "hide"}).status_code == 404


def test_queue_page__reads_a_fixed_number_of_rows_however_many_comments(
    client: Client,
    moe: Person,
    rita: Person,
    mina: Person,
    comment: Comment,
    noon: datetime,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    from masthead.discussion import operations as discussion

    for number in range(12):
        each = discussion.post_comment(
            author=mina, thread=comment.thread, text=f"Point {number}.", now=noon, rate_limited=False
        )
        operations.report_comment(comment=each, by=rita, reason=Reason.ATTACK, now=noon)
    with django_assert_max_num_queries(5):
        items = queries.queue()
        _ = [(item.comment.thread.title, item.comment.author_name, item.reasons) for item in items]
        queries.pending_items()
        queries.newest_actions()
    assert len(items) == 12


def test_account_part__leads_moderators_to_the_queue_and_nobody_else(
    client: Client, moe: Person, rita: Person
) -> None:
    assert b"/moderation/" in sign_in(client, moe).get("/account/").content
    assert b"/moderation/" not in sign_in(client, rita).get("/account/").content
