"""Who may read a piece to its end finds every word of it; nobody else learns anything by searching."""

from datetime import timedelta
from http.cookies import SimpleCookie

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.http import urlencode

from conftest import sign_in
from masthead.memberships import operations as memberships
from masthead.memberships.models import EntitlementSource
from masthead.paywall import operations as paywall
from masthead.paywall import passes
from masthead.paywall.decide import Grant, Level, Pass
from masthead.people.models import Person
from masthead.publishing import operations, queries
from masthead.publishing.models import ArticlePage, Publication, PublicView, SearchDocument, SectionPage
from masthead.publishing.tests.conftest import GATE, publish, text
from masthead.reading.queries import search as searching
from masthead.reading.queries import snippets

OPEN = "The harbour office keeps a list of every ship that asked to stay the night."
SECRET = "Nobody outside the archive knew that the seventh lantern was bought with borrowed silver."
FOUND = ">The debt</a>"


@pytest.fixture
def debt(harbour: SectionPage) -> ArticlePage:
    body = [
        text(OPEN),
        GATE,
        text(f"{SECRET}[^n]"),
        ("footnote", {"mark": "n", "text": "<p>See the brass ledger.</p>"}),
    ]
    publish(
        harbour, headline="Another", standfirst="", body=[text(OPEN), GATE, text("There is nothing here.")]
    )
    return publish(harbour, headline="The debt", standfirst="", body=body)


@pytest.fixture
def member(mina: Person) -> Person:
    _grant(mina, days=(-1, 9))
    return mina


def _grant(person: Person, *, days: tuple[int, int]) -> None:
    now = timezone.now()
    starts_at, ends_at = (now + timedelta(days=day) for day in days)
    memberships.grant(
        person=person,
        source=EntitlementSource.COMPLIMENTARY,
        starts_at=starts_at,
        ends_at=ends_at,
        reference="test",
        now=now,
    )


def look_for(client: Client, words: str, **more: str) -> str:
    return client.get(f"/search/?{urlencode({'q': words, **more})}").content.decode()


@pytest.fixture(
    params=["stranger", "registered", "lapsed", "read it on the meter", "forged pass", "expired pass"]
)
def outsider(request: pytest.FixtureRequest, client: Client, debt: ArticlePage, rita: Person) -> Client:
    """A client of somebody who may not read the piece, each in another way."""
    now = timezone.now()
    everything = frozenset({Grant.REGISTERED.value, Grant.MEMBERS.value, Grant.STAFF.value})
    match request.param:
        case "registered":
            sign_in(client, rita)
        case "lapsed":
            _grant(rita, days=(-9, -1))
            sign_in(client, rita)
        case "read it on the meter":
            paywall.merge_readings(person=rita, piece_ids=[debt.pk], read_at=now, now=now)
            sign_in(client, rita)
        case "forged pass":
            good = passes.write(Pass(rita.pk, everything, 1_000_000, now + timedelta(minutes=9)))
            client.cookies = SimpleCookie({passes.COOKIE: good[:-1] + ("A" if good[-1] != "A" else "B")})
        case "expired pass":
            over = passes.write(Pass(rita.pk, everything, 1_000_000, now - timedelta(seconds=1)))
            client.cookies = SimpleCookie({passes.COOKIE: over})
    return client


def rebuilt(client: Client, beginning: str) -> str:
    """What somebody who knows how a hidden sentence begins can add to it, letter by letter."""
    known = beginning
    while len(known) < len(beginning) + 9:
        known_before = known
        for letter in ("t", "h", "e", " s", "v", "l", "a", "n", "r", "o"):
            if FOUND in look_for(client, f'"{known}{letter}"'):
                known += letter
                break
        if known == known_before:
            break
    return known.removeprefix(beginning)


def test_search_articles__a_hidden_sentence_cannot_be_rebuilt_by_those_who_may_not_read_it(
    outsider: Client,
) -> None:
    assert rebuilt(outsider, "knew that t") == ""
    plain = look_for(outsider, "“nowhere to be found”")
    for start in range(len(SECRET.split()) - 2):
        phrase = " ".join(SECRET.rstrip(".").split()[start : start + 3])
        answer = look_for(outsider, f"“{phrase}”")
        assert FOUND not in answer, phrase
        assert answer == plain.replace("nowhere to be found", phrase)  # not a letter more or less
    for words in ("borrowed", "silver office", "brass ledger", "lantern ship"):
        assert FOUND not in look_for(outsider, words)


def test_search_articles__a_member_rebuilds_it_since_they_may_read_it(
    client: Client, debt: ArticlePage, member: Person
) -> None:
    assert rebuilt(sign_in(client, member), "knew that t") == "he sevent"


def test_search_articles__order_and_number_for_others_are_as_if_the_hidden_part_were_not(
    outsider: Client,
) -> None:
    html = look_for(outsider, "office")
    assert html.index(FOUND) < html.index(">Another</a>")
    assert html.count('<article class="teaser">') == 2
    assert "snippet" not in html
    assert "borrowed" not in html


def test_search_articles__a_member_finds_every_word_and_sees_the_snippet(
    client: Client, debt: ArticlePage, member: Person
) -> None:
    sign_in(client, member)
    for words in (
        "borrowed silver",
        "“bought with borrowed”",
        "brass ledger",
        "silver office",
        "the debt silver",
    ):
        html = look_for(client, words)
        assert FOUND in html, words
        assert html.count('<article class="teaser">') == 1
    assert "lantern was bought with <mark>borrowed</mark> silver." in look_for(client, "BORROWED")
    assert "Nothing here holds “zeppelin”" in look_for(client, "zeppelin")


def test_search_articles__staff_and_readers_with_an_account_find_what_they_may_read(
    client: Client, harbour: SectionPage, rita: Person, ada: Person
) -> None:
    publish(harbour, headline="The debt", access="registered", body=[text(OPEN), GATE, text(SECRET)])
    publish(harbour, headline="For members", body=[text(OPEN), GATE, text(f"{SECRET} And more.")])
    assert FOUND not in look_for(client, "borrowed")
    sign_in(client, rita)
    assert FOUND in look_for(client, "borrowed")
    assert ">For members</a>" not in look_for(client, "borrowed")
    sign_in(client, ada)
    assert ">For members</a>" in look_for(client, "borrowed")


def test_search_articles__everybody_finds_every_word_of_a_public_piece(
    client: Client, harbour: SectionPage
) -> None:
    publish(harbour, headline="The debt", access="public", body=[text(OPEN), GATE, text(SECRET)])
    html = look_for(client, "borrowed")
    assert FOUND in html
    assert "<mark>borrowed</mark>" in html


def test_search_page__a_members_is_nobody_elses_and_a_strangers_may_be_shared(
    client: Client, debt: ArticlePage, member: Person, rita: Person
) -> None:
    assert client.get("/search/?q=silver")["Cache-Control"] == "public, no-cache"
    for person in (rita, member):
        answer = sign_in(client, person).get("/search/?q=silver")
        assert answer["Cache-Control"] == "private, no-store"
        assert "Masthead-Cache-Variant" not in answer


def test_search_articles__hidden_text_is_found_while_published_and_by_its_present_level(
    client: Client, debt: ArticlePage, member: Person
) -> None:
    debt.access = "public"
    debt.save_revision().publish()
    assert FOUND in look_for(client, "borrowed")
    debt.access = "inherit"
    debt.save_revision().publish()
    assert FOUND not in look_for(client, "borrowed")
    publication = Publication.objects.get()
    publication.default_access = "public"
    publication.save()
    assert FOUND in look_for(client, "borrowed")
    publication.default_access = "members"
    publication.save()
    assert FOUND not in look_for(client, "borrowed")
    sign_in(client, member)
    assert FOUND in look_for(client, "borrowed")
    debt.body = [text(OPEN), GATE, text("Rewritten with a pewter spoon.")]
    debt.save_revision().publish()
    assert FOUND not in look_for(client, "borrowed")
    assert FOUND in look_for(client, "pewter")
    operations.unpublish_article(article=debt)
    assert FOUND not in look_for(client, "pewter")
    assert not SearchDocument.objects.filter(pk=debt.pk).exists()


def test_search_articles__costs_the_same_however_many_it_finds(
    client: Client, harbour: SectionPage, member: Person
) -> None:
    def cost(client: Client) -> int:
        queries.invalidate_publication_summary()
        client.get("/search/?q=silver")
        with CaptureQueriesContext(connection) as counted:
            client.get("/search/?q=silver")
        return len(counted)

    publish(harbour, headline="One", body=[text("Silver is open here."), GATE, text(SECRET)])
    other = sign_in(Client(), member)
    stranger, members = cost(client), cost(other)
    for number in range(12):
        publish(harbour, headline=f"More {number}", body=[text("Silver."), GATE, text(SECRET)])
    assert (cost(client), cost(other)) == (stranger, members)
    assert members - stranger == 6  # session, account, what it may read, and one for the passages


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("silver", "silver."),
        ("“with borrowed silver”", "with borrowed silver."),
        ("CAFÉ", "Café"),
        ("strasse", "Straße"),
        ("orrow", "borrowed"),
        ("the silver", "silver."),
        ("“open  here” silver", "silver."),
    ],
)
def test_snippet__shows_the_words_as_they_are_written(words: str, found: str) -> None:
    whole = "The keeper paid with borrowed silver. The Café in the long Straße was closed that day."
    shown = snippets.snippet(whole, searching.search_terms(words))
    assert shown is not None
    assert shown.found == found
    assert (shown.starts_text, shown.ends_text) == (True, True)
    assert f"{shown.before} {shown.found} {shown.after}".split() == whole.split()


def test_snippet__a_long_one_is_cut_on_both_sides_and_a_missing_one_is_none() -> None:
    whole = " ".join(f"w{number:03}" for number in range(200))
    shown = snippets.snippet(whole, ["w100"])
    assert shown is not None
    assert not shown.starts_text
    assert not shown.ends_text
    assert shown.before.split()[0] == "w086"
    assert shown.after.split()[-1] == "w122"
    assert snippets.snippet(whole, ["elsewhere"]) is None


def test_snippet__none_is_shown_of_a_piece_that_is_not_open_to_its_end(debt: ArticlePage) -> None:
    views = list(PublicView.objects.all())
    assert (
        snippets.snippets(views=views, words="borrowed", readable_levels={Level.PUBLIC, Level.REGISTERED})
        == {}
    )
    assert set(snippets.snippets(views=views, words="borrowed", readable_levels=set(Level))) == {debt.pk}
    PublicView.objects.update(level="public")  # the row says otherwise than what was read before
    assert snippets.snippets(views=views, words="borrowed", readable_levels={Level.MEMBERS}) == {}
