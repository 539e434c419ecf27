"""Search: its filters, its bounds, and that nobody rebuilds a gated body with it."""

from datetime import UTC, datetime

import pytest
from django.test import Client
from pytest_django import Settings

from masthead.kit.cursors import Cursor
from masthead.kit.search_text import fold
from masthead.people.models import Person
from masthead.publishing.models import ArticlePage, Author, SectionPage
from masthead.publishing.tests.conftest import GATE, publish, text
from masthead.reading.queries import search as searching

SECRET = (
    "The keeper sold the seventh lantern to the harbour office in the winter of the long ice, "
    "and the office wrote down a ship that never asked to stay the night."
)
OPEN = "The harbour office keeps a list of every ship that asked to stay the night."


@pytest.fixture
def shelf(harbour: SectionPage, politics: SectionPage, marit: Author) -> dict[str, ArticlePage]:
    def at(month: int) -> datetime:
        return datetime(2026, month, 15, tzinfo=UTC)

    ropes = publish(harbour, headline="Light and ropes", authors=[marit], tags=["Ropes"], published_at=at(1))
    call = publish(politics, headline="Light on a call", tags=["The call"], published_at=at(3))
    last = publish(harbour, headline="A last light", published_at=at(5))
    return {"ropes": ropes, "call": call, "last": last}


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("q=light", ["A last light", "Light on a call", "Light and ropes"]),
        ("q=light&order=oldest", ["Light and ropes", "Light on a call", "A last light"]),
        ("q=light&section=harbour", ["A last light", "Light and ropes"]),
        ("q=light&author=marit-oyelaran", ["Light and ropes"]),
        ("tag=the-call", ["Light on a call"]),
        ("q=light&since=2026-03-15&until=2026-03-15", ["Light on a call"]),
        ("q=light&until=2026-03-14", ["Light and ropes"]),
        ('q="light on"', ["Light on a call"]),
        ("q=“last light”", ["A last light"]),
        ("q=light&section=politics&author=marit-oyelaran", []),
    ],
)
def test_search_articles__is_narrowed_and_ordered(
    client: Client, shelf: dict[str, ArticlePage], question: str, found: list[str]
) -> None:
    html = client.get(f"/search/?{question}").content.decode()
    titles = ["A last light", "Light on a call", "Light and ropes"]
    places = {title: html.find(f">{title}</a>") for title in titles}
    assert sorted((title for title in titles if places[title] > 0), key=places.__getitem__) == found


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("section=nowhere", "Select a valid choice"),
        ("author=%00", "Select a valid choice"),
        ("since=yesterday", "Enter a valid date"),
        ("since=2026-03-02&until=2026-03-01", "before the first one"),
        ("q=a", "at least two letters"),
    ],
)
def test_search_page__what_cannot_be_searched_is_said_and_nothing_is_lost(
    client: Client, shelf: dict[str, ArticlePage], question: str, sentence: str
) -> None:
    answer = client.get(f"/search/?{question}&order=oldest")
    assert answer.status_code == 422
    html = answer.content.decode()
    assert sentence in html
    assert '<option value="oldest" selected>' in html


@pytest.mark.parametrize("zone", ["UTC", "Asia/Tokyo", "America/New_York"])
@pytest.mark.parametrize(
    "question", ["until=9999-12-31", "since=0001-01-01", "since=0001-01-01&until=9999-12-31"]
)
def test_search_filter__the_first_and_the_last_day_there_is_may_be_asked_for(
    client: Client, shelf: dict[str, ArticlePage], settings: Settings, question: str, zone: str
) -> None:
    settings.TIME_ZONE = zone
    html = client.get(f"/search/?{question}").content.decode()
    assert all(
        f">{headline}</a>" in html for headline in ("Light and ropes", "Light on a call", "A last light")
    )


def test_search_page__without_hits_helps_on(client: Client, shelf: dict[str, ArticlePage]) -> None:
    html = client.get("/search/?q=zeppelin").content.decode()
    assert "Nothing that everybody may read holds “zeppelin”" in html
    assert 'href="/archive/"' in html
    assert "Write one word or several" in client.get("/search/").content.decode()


def test_search_articles__oldest_first_is_walked_to_the_end(harbour: SectionPage) -> None:
    for number in range(25):
        publish(
            harbour,
            headline=f"Light {number:02}",
            published_at=datetime(2026, 3, 1 + number // 2, tzinfo=UTC),
        )
    sieve = searching.SearchFilter(oldest_first=True)
    first = searching.search_articles(words="light", search_filter=sieve)
    rest = searching.search_articles(
        words="light", search_filter=sieve, before=Cursor.parse(str(first.next_cursor))
    )
    assert [view.headline for view in (*first.views, *rest.views)] == [f"Light {n:02}" for n in range(25)]


def test_search_articles__phrases_do_not_rebuild_what_is_behind_the_gate(
    client: Client, harbour: SectionPage, rita: Person, mina: Person
) -> None:
    """Phrase by phrase, whoever asks: hits, their number and their order are as without the secret."""
    decoy = [text(OPEN), GATE, text("There is nothing here.")]
    publish(harbour, headline="One", standfirst="", body=[text(OPEN), GATE, text(SECRET)])
    publish(harbour, headline="Two", standfirst="", body=decoy)
    words = SECRET.replace(",", "").replace(".", "").split()
    open_words = fold(f"One Two Harbour {OPEN}").replace(".", "").split()

    def answer(phrase: str) -> list[str]:
        found = searching.search_articles(
            words=f'"{phrase}"', search_filter=searching.SearchFilter(section_id=harbour.pk)
        )
        return [view.headline for view in found.views]

    rebuilt = []
    for start in range(len(words) - 2):
        for length in (1, 2, 3):
            phrase = " ".join(words[start : start + length])
            if len(phrase) < 2:
                continue
            hits = answer(phrase)
            assert hits in ([], ["Two", "One"]), phrase  # both, newest first, or neither: never the one alone
            if hits and not set(fold(phrase).split()) <= set(open_words):
                rebuilt.append(phrase)
    assert [phrase for phrase in rebuilt if fold(phrase) not in fold(f"One Two {OPEN}")] == []
    for person in (rita, mina):
        client.force_login(person)
        assert "One</a>" not in client.get("/search/?q=never+asked").content.decode()
