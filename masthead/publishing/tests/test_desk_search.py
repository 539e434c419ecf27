"""The desk's search finds what the readers' search finds: each spelling, on whatever database."""

import pytest
from django.test import Client
from modelsearch.backends import get_search_backend

from conftest import sign_in
from masthead.kit.jobs import run_all
from masthead.people.models import Person
from masthead.publishing import operations
from masthead.publishing.models import ArticlePage, SectionPage
from masthead.publishing.tests.conftest import publish
from masthead.publishing.tests.pictures import picture, sound

HEADLINES = [
    "Mr O’Brien of l’État, aujourd’hui",
    "Die Größe der Straße",
    "From Iğdır to İstanbul by E\u2011Mail",
    "Groesse und Haendel",
    "李明 in Łódź, Berlin–Hamburg",
    "น้ำทิพย์ und गाँव",
]
FOUND = {
    "o'brien": {0}, "obrien": {0}, "O’BRIEN": {0}, "l'etat": {0}, "aujourd'hui": {0}, "größe": {1, 3},
    "groesse": {1, 3}, "grosse": {1, 3}, "strasse": {1}, "IĞDIR": {2}, "igdir": {2}, "istanbul": {2},
    "e-mail": {2}, "e–mail": {2}, "händel": {3}, "handel": {3}, "李明": {4}, "lodz": {4},
    "berlin-hamburg": {4}, "Berlin—Hamburg": {4}, "น้ำทิพย์": {5}, "गाँव": {5}, "igdir obrien": set(),
    "'": set(), '"': set(), "": set(),
}  # fmt: skip
BEGUN = {"o'br": {0}, "grö": {1, 3}, "iğd": {2}, "李": {4}, "berlin-ham": {4}, "น้ำ": {5}}


@pytest.fixture
def shelf(harbour: SectionPage) -> dict[int, int]:
    numbers = {
        publish(harbour, headline=headline, access="public").pk: number
        for number, headline in enumerate(HEADLINES)
    }
    run_all()
    return numbers


def test_search_backend__finds_each_spelling(shelf: dict[int, int]) -> None:
    backend = get_search_backend()
    rows = ArticlePage.objects.all()
    hits = {asked: {shelf[one.pk] for one in backend.search(asked, rows)} for asked in FOUND}
    assert hits == FOUND
    begun = FOUND | BEGUN
    hits = {asked: {shelf[one.pk] for one in backend.autocomplete(asked, rows)} for asked in begun}
    assert hits == begun
    either = backend.search("igdir obrien", rows, operator="or")
    assert {shelf[one.pk] for one in either} == {0, 2}


def test_index_again__what_an_older_version_indexed_is_found(shelf: dict[int, int]) -> None:
    backend = get_search_backend()
    backend.reset_indexes()
    assert not backend.search("groesse", ArticlePage.objects.all())
    operations.announce_old_desk_index()
    run_all()
    assert len(backend.search("groesse", ArticlePage.objects.all())) == 2


@pytest.mark.parametrize(
    "asked", ['a"b', "a' OR '", "NEAR(", "*", "o:*", "\\", "NOT größe", "{title}", "%s %(x)s", "\ud800"]
)
def test_search_backend__whatever_is_typed_is_only_words(shelf: dict[int, int], asked: str) -> None:
    backend = get_search_backend()
    for found in (backend.search, backend.autocomplete):
        list(found(asked, ArticlePage.objects.all()))


@pytest.mark.parametrize("rest", ["", "&ordering=file_size", "&ordering=-usage_count", "&usage_count_min=0"])
@pytest.mark.parametrize(
    "listing", ["images/", "images/chooser/results/", "documents/", "documents/chooser/"]
)
def test_desk_search__words_beside_any_filter_and_order(
    harbour: SectionPage, ed: Person, listing: str, rest: str
) -> None:
    tagged = picture(name="tagged.jpg"), sound("tagged.mp3")
    for one in (*tagged, picture(name="other.jpg", colour="#123456"), sound("other.mp3")):
        one.title = "Lantern, lit" if one in tagged else "Lantern, dark"
        one.save()
    for one in tagged:
        one.tags.add("night")
        one.save()
    run_all()
    client = sign_in(Client(), ed)
    assert "Lantern, dark" in client.get(f"/desk/{listing}?q=lantern{rest}").content.decode()
    found = client.get(f"/desk/{listing}?q=lantern&tag=night{rest}").content.decode()
    assert "Lantern, lit" in found
    assert ("Lantern, dark" in found) == (listing == "documents/chooser/")  # which knows no tags
