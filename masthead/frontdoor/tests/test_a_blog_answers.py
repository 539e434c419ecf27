"""The whole story, through the door: a blog answers a piece, a moderator shows it, the blog takes it back."""

import re
from datetime import datetime
from urllib.parse import urlencode

import pytest
from django.core.wsgi import get_wsgi_application
from django.test import Client
from pytest_django import Settings

from conftest import sign_in
from masthead.frontdoor.state import STATE
from masthead.frontdoor.tests.asking import Reply, a_door, ask
from masthead.kit.fetching import connections
from masthead.kit.jobs import run_all
from masthead.kit.tests.outside import Outside, answer, pages
from masthead.mentions import operations
from masthead.mentions.models import Mention, SentMention
from masthead.people.models import Person
from masthead.publishing import operations as publishing

PIECE = "/politics/the-call/"
ANSWER = """<article class="h-entry"><h1 class="p-name">What was not said</h1>
<p class="e-content">I read <a href="http://testserver/politics/the-call/">this</a> twice.</p></article>"""


@pytest.mark.django_db(transaction=True)
def test_mentions__a_blog_answers_a_piece_and_takes_it_back(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, moe: Person, noon: datetime
) -> None:
    settings.SITE_URL, settings.SENDS_MENTIONS = "http://testserver", True
    outside = Outside()
    monkeypatch.setattr(connections, "DEFAULT_TRANSPORT", outside.transport)
    door = a_door(get_wsgi_application(), state=STATE)

    def read() -> Reply:
        STATE.refresh()
        return ask(door, PIECE)

    # We publish a piece that links to the blog; the blog hears of it.
    publishing.prepare_publication(name="The Lighterman")
    section = publishing.ensure_section(title="Politics")
    words = '<p>We disagree with <a href="http://blog.example/before">them</a>.</p>'
    draft = publishing.write_article(
        section=section, headline="The call", body=[("text", words)], access="public"
    )
    publishing.publish_article(article=draft)
    table = {"/before": answer('<a rel="webmention" href="/wm">'), "/wm": answer(status="202 Accepted")}
    with outside.host("blog.example", pages(table)):
        run_all()
    assert SentMention.objects.get().state == "sent"
    assert b"source=http%3A%2F%2Ftestserver%2Fpolitics%2Fthe-call%2F" in outside.requests[-1]

    # The blog answers: it finds our endpoint on the page that the door keeps, and sends.
    read()
    kept = read()
    assert kept.kept
    found = re.fullmatch(r'<http://testserver(/webmention)>; rel="webmention"', kept.header("link") or "")
    assert found
    sent = urlencode({"source": "http://blog.example/answer", "target": f"http://testserver{PIECE}"}).encode()
    form = [(b"content-type", b"application/x-www-form-urlencoded")]
    taken = ask(door, found[1], method="POST", headers=form, body=[sent])
    assert taken.status == 201

    # We look; a moderator shows it; the door forgets the page and keeps the new one.
    with outside.host("blog.example", pages({"/answer": answer(ANSWER)})):
        run_all()
    mention = Mention.objects.get()
    assert mention.state == "waiting"
    assert b"Elsewhere" not in read().body
    desk = sign_in(Client(), moe)
    assert "What was not said" in desk.get("/moderation/mentions/").content.decode()
    desk.post(f"/moderation/mentions/{mention.pk}/action/", {"action": "show"})
    shown = read()
    assert not shown.kept
    assert b'<a href="http://blog.example/answer" rel="ugc nofollow noopener">' in shown.body
    assert b"What was not said" in read().body

    # The blog takes it back; the next look finds that out.
    with outside.host("blog.example", answer(status="410 Gone")):
        operations.verify_mention(mention_id=mention.pk, now=noon)
    assert b"What was not said" not in read().body
    status = ask(door, (taken.header("location") or "").removeprefix("http://testserver"))
    assert b"gone: the page or its link is no more" in status.body
