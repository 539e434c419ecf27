"""What XML or HTML forbids is stored by no door of the desk, and printed nowhere if it is there."""

import json
from datetime import date, datetime

import feedparser
import pytest
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.db import connection, connections
from django.test import Client
from lxml import etree

from conftest import sign_in
from masthead.kit import jobs
from masthead.kit import text_hygiene as hygiene
from masthead.kit.notices import Notice
from masthead.notices import operations as notices
from masthead.people.models import Person
from masthead.publishing.models import ArticlePage, Author, PublicView, SectionPage
from masthead.publishing.tests.conftest import GATE, OPEN_WORDS, publish, text

pytestmark = pytest.mark.django_db

ODD = "Soft\x0bbreak\x01 and\ufffe \x92quote"
CLEAN = "Soft break and ’quote"
FEEDS = [f"{place}{form}" for place in ("/", "/harbour/", "/authors/marit-oyelaran/", "/tags/soft-break/")
         for form in ("rss.xml", "atom.xml", "feed.json")]  # fmt: skip
PAGES = ["/", "/harbour/", "/harbour/soft/", "/authors/marit-oyelaran/", "/sitemap.xml", "/sitemap-news.xml"]


@pytest.fixture
def piece(harbour: SectionPage, marit: Author) -> ArticlePage:
    said = {"text": ODD, "attribution": ODD}
    return publish(
        harbour, headline=ODD, slug="soft", standfirst=ODD, authors=[marit], tags=["Soft\x0bbreak"],
        body=[text(f"{OPEN_WORDS} {ODD}"), ("heading", ODD), ("quotation", said), GATE],
        corrections=[(date(2026, 3, 1), ODD)],
    )  # fmt: skip


def _every_text() -> str:
    """Every text of every table, as the database has it, JSON's escapes decoded."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f'SELECT * FROM "{table}"')
            found += [str(value) for row in cursor.fetchall() for value in row if isinstance(value, str)]
    return "\n".join(str(json.loads(one)) if one[:1] in "[{" and _is_json(one) else one for one in found)


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except ValueError:
        return False
    return True


def test_forbidden_characters__writing_and_publishing_store_none(piece: ArticlePage) -> None:
    piece.refresh_from_db()
    view = PublicView.objects.get(article_id=piece.pk)
    assert piece.title == view.headline == CLEAN
    assert view.tags[0]["name"] == "Soft break"
    assert CLEAN in view.teaser_html
    stored = _every_text()
    assert CLEAN in stored
    for code in (*range(9), 11, 12, *range(14, 32), *range(127, 160), 0xFFFE):
        assert chr(code) not in stored
        assert f"\\x{code:02x}" not in stored


@pytest.mark.parametrize("address", [*FEEDS, *PAGES])
def test_forbidden_characters__what_is_there_all_the_same_is_not_printed(
    client: Client, piece: ArticlePage, marit: Author, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    author = {"name": ODD, "slug": marit.slug, "id": marit.pk, "bio": ODD, "portrait": {}}
    with monkeypatch.context() as patch:  # rows from before there was a door
        patch.setattr(connections["default"], "execute_wrappers", [])
        PublicView.objects.update(headline=ODD, standfirst=ODD, description=ODD, section_title=ODD)
        PublicView.objects.update(teaser_html=f"<p>{ODD}</p>")
        Author.objects.update(name=ODD, bio=ODD)
        with connection.cursor() as cursor:
            cursor.execute("UPDATE publishing_publicview SET authors = %s", [json.dumps([author])])
    response = client.get(address)
    assert response.status_code == 200
    printed = response.content.decode()
    assert not hygiene.has_forbidden(printed)
    assert "\\u000b" not in printed
    assert "\\u0001" not in printed
    if address.endswith(".json"):
        assert not hygiene.has_forbidden(str(json.loads(printed)))
    elif address.endswith(".xml"):
        etree.fromstring(response.content)
        assert not feedparser.parse(response.content).bozo


def test_forbidden_characters__what_a_page_repeats_of_its_address_is_printable(
    client: Client, piece: ArticlePage
) -> None:
    response = client.get("/search/", {"q": "Soft\x0bbreak\x01 \ufdd0"})
    assert response.status_code == 200
    assert not hygiene.has_forbidden(response.content.decode())


def test_forbidden_characters__mail_says_none(
    rita: Person, noon: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    notice = Notice(
        template="notices/notices/plain", context={"subject_line": ODD, "paragraphs": [ODD, ODD]}, urgent=True
    )
    with monkeypatch.context() as patch:
        patch.setattr(connections["default"], "execute_wrappers", [])
        patch.setattr(hygiene, "without_forbidden_inside", lambda value: value)
        notices.send(to=rita, notice=notice, now=noon)
    jobs.run_all(noon)
    sent = mail.outbox[-1]
    assert sent.subject.startswith(CLEAN)
    assert CLEAN in sent.body
    assert isinstance(sent, EmailMultiAlternatives)
    for part in (str(sent.subject), str(sent.body), str(sent.alternatives[0][0])):
        assert not hygiene.has_forbidden(part)


def test_forbidden_characters__the_desk_stores_none(
    ed: Person, piece: ArticlePage, harbour: SectionPage
) -> None:
    desk = sign_in(Client(), ed)
    page = desk.get("/desk/snippets/publishing/author/add/")
    assert page.status_code == 200
    answer = desk.post(
        "/desk/snippets/publishing/author/add/", {"name": "Ada\x0bByron\x01", "slug": "ada-byron", "bio": ODD}
    )
    assert answer.status_code == 302
    made = Author.objects.get(slug="ada-byron")
    assert (made.name, made.bio) == ("Ada Byron", CLEAN)
