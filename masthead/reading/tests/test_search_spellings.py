"""A search finds every spelling of a word, on whatever database; the snippet shows the original."""

from datetime import UTC, datetime

import pytest
from django.test import Client
from django.utils.http import urlencode
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from masthead.kit.jobs import run_all
from masthead.kit.search_text import VERSION, spellings
from masthead.paywall.decide import Level
from masthead.publishing import operations
from masthead.publishing.models import Publication, PublicView, SearchDocument, SectionPage
from masthead.publishing.operations import search_documents
from masthead.publishing.tests.conftest import GATE, publish, text
from masthead.reading.queries import search as searching
from masthead.reading.queries import snippets

BODIES = [
    "Mr O’Brien of l’État met her aujourd’hui.",
    "Die Größe der Do\u00adnau\u00adschiffe, der E\u2011Mails und der Straße.",
    "From Iğdır to İstanbul, and Berlin–Hamburg – by rail.",
    "Groesse aus Muenchen: the ﬁnest of 50\u00a0% in 1999\u202fkm.",
    "کتاب‌ها و مدرسة in the harbour; ＦＵＬＬ ＷＩＤＴＨ; cafe\u0301 Łódź.",
]


FOUND = {
    "o'brien": [0], "O’BRIEN": [0], "obrien": [0], "l'état": [0], "L’ETAT": [0], "aujourd'hui": [0],
    "donauschiffe": [1], "DONAU\u00adSCHIFFE": [1], "e-mails": [1], "e–mails": [1], "strasse": [1],
    "größe": [3, 1], "groesse": [3, 1], "grosse": [3, 1], "GRÖSSE": [3, 1], "gro\u0308ße": [3, 1],
    "igdir": [2], "IĞDIR": [2], "iğdır": [2], "istanbul": [2], "İSTANBUL": [2],
    "Berlin-Hamburg": [2], "Berlin – Hamburg": [2], '"hamburg — by rail"': [2],
    "münchen": [3], "finest": [3], "ﬁnest": [3], '"50 %"': [3], '"1999 km"': [3],
    "كتابها": [4], "مدرسه": [4], "full width": [4], "café": [4], "CAFE": [4], "lodz": [4],
    "the – finest": [3], "9%": [], "_rail": [], "piece": [4, 3, 2, 1, 0],
}  # fmt: skip


@pytest.fixture
def shelf(harbour: SectionPage) -> None:
    for number, body in enumerate(BODIES):
        moment = datetime(2026, 1, 1 + number // 2, tzinfo=UTC)  # two at a time come out in the same moment
        publish(harbour, headline=f"Piece {number}", body=[text(body)], access="public", published_at=moment)


def test_search_articles__finds_each_spelling_the_newest_first(shelf: None) -> None:
    hits = {
        asked: [
            int(hit.headline.removeprefix("Piece ")) for hit in searching.search_articles(words=asked).views
        ]
        for asked in FOUND
    }
    assert hits == FOUND


@given(st.sampled_from(BODIES).flatmap(lambda body: st.sampled_from(body.split())))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30, deadline=None)
def test_search_articles__finds_what_python_finds(shelf: None, word: str) -> None:
    """What any database answers is what the stored texts hold, letter by letter."""
    terms = searching.search_terms(word)
    views = PublicView.objects.order_by("-first_published_at", "-article_id")
    expected = [
        view.headline
        for view in views
        if all(any(spelling in view.search_text for spelling in spellings(term)) for term in terms)
    ]
    assert [hit.headline for hit in searching.search_articles(words=f"{word} piece").views] == expected
    assert expected


@pytest.mark.parametrize(
    ("asked", "body", "marked"),
    [
        ("o'brien", BODIES[0], "O’Brien"),
        ("aujourd'hui", BODIES[0], "aujourd’hui."),
        ("groesse", BODIES[1], "Größe"),
        ("größe", BODIES[3], "Groesse"),
        ("donauschiffe", BODIES[1], "Do\u00adnau\u00adschiffe,"),
        ("igdir", BODIES[2], "Iğdır"),
        ("finest", BODIES[3], "ﬁnest"),
        ("haendel", "« Händel » and Handel", "Händel"),
        ("handel", "“ ” « Haendel »", "Haendel"),
        ('"berlin-hamburg"', "a “ b ” Berlin – Hamburg", "Berlin – Hamburg"),
    ],
)
def test_snippet__marks_the_original(asked: str, body: str, marked: str) -> None:
    shown = snippets.snippet(body, searching.search_terms(asked))
    assert shown
    assert shown.found == marked
    assert " ".join(f"{shown.before} {shown.found} {shown.after}".split()) == " ".join(body.split())


def test_search_page__says_what_was_asked_and_marks_it(client: Client, shelf: None) -> None:
    html = client.get(f"/search/?{urlencode({'q': 'l’Etat'})}").content.decode()
    assert ">Piece 0</a>" in html
    assert 'value="l’Etat"' in html


def test_refold_search_texts__old_texts_follow_in_jobs(
    harbour: SectionPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search_documents, "REFOLDED_AT_ONCE", 2)
    for number in range(5):
        publish(harbour, headline=f"Piece {number}", body=[text("Die Größe"), GATE, text("O’Brien")])
    run_all()
    SearchDocument.objects.update(normalised="of an older version", normalised_by=0)
    PublicView.objects.update(search_text="of an older version")
    operations.prepare_publication(name=Publication.objects.get().name)
    run_all()
    assert set(SearchDocument.objects.values_list("normalised_by", flat=True)) == {VERSION}
    assert len(searching.search_articles(words="groesse").views) == 5
    assert len(searching.search_articles(words="obrien", readable_levels=frozenset(Level)).views) == 5
    assert not searching.search_articles(words="obrien").views
