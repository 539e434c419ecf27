"""Whoever sends a form that is older than the last signing in or out gets back what they typed."""

from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag
from django.test import Client
from django.utils import timezone

from conftest import sign_in
from masthead.discussion import operations as discussion
from masthead.discussion import queries as threads
from masthead.discussion.models import Comment
from masthead.memberships import operations as memberships
from masthead.moderation.models import Report
from masthead.people.models import Person
from masthead.publishing.models import PublicView, SectionPage
from masthead.publishing.tests.conftest import publish
from masthead.site_pages import operations
from masthead.site_pages.models import ContactMessage, SitePage, SitePageKind

HERE = {"origin": "http://testserver"}
WORDS = "First line, with “quotes” & <angles>.\n\nA second paragraph."


@pytest.fixture
def comment(harbour: SectionPage, mina: Person, ada: Person) -> Comment:
    """A comment of Ada's under a piece, which Mina may answer and report."""
    article = publish(harbour, access="public")
    thread = threads.thread_by_key(PublicView.objects.get(article=article).thread_key)
    assert thread is not None
    return discussion.post_comment(author=ada, thread=thread, text="A beginning.", now=timezone.now())


@pytest.fixture
def browser(mina: Person) -> Client:
    now = timezone.now()
    memberships.grant(person=mina, source="gift", starts_at=now, ends_at=None, reference="now", now=now)
    return sign_in(Client(enforce_csrf_checks=True), mina)


def stale(client: Client, path: str, data: dict[str, Any], **headers: str) -> Any:
    """The answer to a form whose token is of another sign-in."""
    return client.post(path, {"csrfmiddlewaretoken": "x" * 64, **data}, headers=HERE | headers)


def form_in(answer: Any) -> tuple[str, dict[str, list[str]]]:
    """Where the form on the page goes, and everything in it, as a browser would send it."""
    form = BeautifulSoup(answer.content, "lxml").select_one("main form[method=post]")
    assert isinstance(form, Tag)
    fields: dict[str, list[str]] = {}
    for field in form.select("input[name], textarea[name]"):
        value = field.get_text().removeprefix("\n") if field.name == "textarea" else field.get("value", "")
        fields.setdefault(str(field["name"]), []).append(str(value))
    return str(form["action"]), fields


def sent_again(client: Client, answer: Any) -> Any:
    path, fields = form_in(answer)
    return client.post(path, fields, headers=HERE)


FORMS: dict[str, tuple[str, dict[str, Any]]] = {
    "comment": ("/threads/{thread}/comments/", {"text": WORDS, "key": "k" * 32}),
    "reply": ("/threads/{thread}/comments/", {"text": WORDS, "key": "k" * 32, "reply_to": "1"}),
    "report": ("/comments/{comment}/report/", {"reason": "other", "words": WORDS}),
    "profile": ("/account/profile/", {"about": "A line about me", "link": ""}),
    "name": ("/account/name/", {"name": "Mina of the Quay", "next": "/"}),
    "sign-in": ("/sign-in/", {"email": "mina@example.org", "next": "/harbour/"}),
    "search for a lost mailbox": ("/account/help/", {"reason": WORDS, "email": "a@b.example"}),
}


@pytest.mark.parametrize("name", FORMS)
def test_stale_form__comes_back_with_all_that_was_typed(browser: Client, comment: Comment, name: str) -> None:
    path, typed = FORMS[name]
    path = path.format(thread=comment.thread_id, comment=comment.pk)
    answer = stale(browser, path, typed)
    assert answer.status_code == 403
    assert answer["Cache-Control"] == "private, no-store"
    action, fields = form_in(answer)
    assert action == path
    token = fields.pop("csrfmiddlewaretoken")
    assert token != ["x" * 64]
    assert {key: [value.replace("\r\n", "\n") for value in values] for key, values in fields.items()} == {
        key: [value] for key, value in typed.items()
    }


def test_stale_form__of_a_comment_is_posted_once_it_is_sent_again(browser: Client, comment: Comment) -> None:
    path, typed = FORMS["reply"]
    answer = sent_again(browser, stale(browser, path.format(thread=comment.thread_id), typed))
    assert answer.status_code == 303
    assert Comment.objects.latest("pk").body_source == WORDS
    assert Comment.objects.latest("pk").parent_seq == comment.seq


def test_stale_form__of_a_report_and_of_a_profile_too(
    browser: Client, comment: Comment, mina: Person
) -> None:
    path, typed = FORMS["report"]
    sent_again(browser, stale(browser, path.format(comment=comment.pk), typed))
    assert Report.objects.get().explanation.replace("\r\n", "\n") == WORDS
    path, typed = FORMS["profile"]
    sent_again(browser, stale(browser, path, typed))
    mina.refresh_from_db()
    assert mina.about == "A line about me"


def test_stale_form__of_an_edit_keeps_the_edit(comment: Comment, ada: Person) -> None:
    browser = sign_in(Client(enforce_csrf_checks=True), ada)
    answer = sent_again(browser, stale(browser, f"/comments/{comment.pk}/edit/", {"text": WORDS}))
    assert answer.status_code == 303
    comment.refresh_from_db()
    assert comment.body_source == WORDS


def test_stale_form__of_the_contact_page_reaches_us(harbour: SectionPage) -> None:
    for page in operations.prepare_site_pages(language="en"):
        page.save_revision().publish()
    contact = SitePage.objects.get(kind=SitePageKind.CONTACT)
    typed = {"name": "Stan", "email": "stan@example.org", "subject": "A date", "text": WORDS, "website": ""}
    browser = Client(enforce_csrf_checks=True)
    answer = sent_again(browser, stale(browser, contact.url, typed))
    assert answer.status_code in {200, 302, 303}
    assert ContactMessage.objects.get().text.replace("\r\n", "\n") == WORDS


def test_stale_form__says_as_whom_it_will_be_sent(browser: Client, comment: Comment, mina: Person) -> None:
    path, typed = FORMS["comment"]
    path = path.format(thread=comment.thread_id)
    assert f"You are signed in as {mina}." in stale(browser, path, typed).content.decode()
    stranger = Client(enforce_csrf_checks=True)
    assert "You are not signed in." in stale(stranger, path, typed).content.decode()


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {},
    ],
)
def test_stale_form__of_another_site_is_never_shown_as_ours(
    browser: Client, comment: Comment, headers: dict[str, str]
) -> None:
    path, typed = FORMS["comment"]
    answer = browser.post(path.format(thread=comment.thread_id), typed, headers=headers)
    assert answer.status_code == 403
    assert "First line" not in answer.content.decode()
    assert BeautifulSoup(answer.content, "lxml").select("main form") == []


def test_stale_form__sent_by_htmx_gets_a_fresh_token_and_keeps_its_place(
    browser: Client, comment: Comment, mina: Person
) -> None:
    path, typed = FORMS["comment"]
    path = path.format(thread=comment.thread_id)
    answer = stale(browser, path, typed, **{"hx-request": "true"})
    assert answer.status_code == 403
    assert answer["HX-Retarget"] == "#trouble"
    assert f"You are signed in as {mina}." in answer.content.decode()
    token = answer["HX-Trigger"].split('"token": "')[1].split('"')[0]
    again = browser.post(path, typed | {"csrfmiddlewaretoken": token}, headers=HERE | {"hx-request": "true"})
    assert again.status_code == 201


def test_stale_form__too_long_to_come_back_is_refused_with_a_sentence(browser: Client) -> None:
    answer = stale(browser, "/account/profile/", {"about": "ab " * 150_000})
    assert answer.status_code == 403
    assert b"<textarea" not in answer.content
