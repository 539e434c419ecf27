"""Names: one each, and none that could be taken for another's or for ours."""

from datetime import datetime

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from conftest import sign_in
from masthead.audit.models import Entry
from masthead.kit import contributions
from masthead.kit.tests.stores import process
from masthead.people import decisions, errors, operations
from masthead.people.models import Person


def name(person: Person, wish: str, now: datetime) -> str:
    operations.set_display_name(person=person, name=wish, now=now)
    person.refresh_from_db()
    return person.display_name


@pytest.mark.parametrize(
    "wish",
    [
        "Rita Bellweather",
        "Zoë O’Brien-Nkemelu",
        "J. R. Ødegård",
        "Σοφία",
        "Наталья",
        "山田はなこ",
        "김민수",
        "علي",
        "Ng",
        "R2 Dee",
    ],
)
def test_the_names_of_this_world_are_welcome(wish: str, rita: Person, noon: datetime) -> None:
    assert name(rita, wish, noon) == wish


@pytest.mark.parametrize(
    ("wish", "refusal"),
    [
        ("", errors.NameIsTooShort),
        ("   ", errors.NameIsTooShort),
        ("R", errors.NameIsTooShort),
        ("1234", errors.NameIsTooShort),
        ("R" * 41, errors.NameIsTooLong),
        ("ﷺﷺﷺ", errors.NameIsTooLong),
        ("Ri\u200bta", errors.NameHasHiddenCharacters),  # zero-width space
        ("Ri\u200dta", errors.NameHasHiddenCharacters),  # joiner
        ("\u202eatiR", errors.NameHasHiddenCharacters),  # right-to-left override
        ("Rita\u2066x\u2069", errors.NameHasHiddenCharacters),  # isolates
        ("Ri\x00ta", errors.NameHasHiddenCharacters),
        ("Ri\nta", errors.NameHasHiddenCharacters),
        ("Ri\ufe0fta", errors.NameHasHiddenCharacters),  # variation selector
        ("Ri\u3164ta", errors.NameHasHiddenCharacters),  # Hangul filler
        ("Ri\u00adta", errors.NameHasHiddenCharacters),  # soft hyphen
        ("Ri\ue000ta", errors.NameHasHiddenCharacters),  # private use
        ("Rita ✓", errors.NameHasOddCharacters),
        ("Rita 💌", errors.NameHasOddCharacters),
        ("<b>Rita</b>", errors.NameHasOddCharacters),
        ("rita@example.org", errors.NameHasOddCharacters),
        ("Ri\u0300\u0301\u0302\u0303ta", errors.NameHasOddCharacters),  # scribbles
        ("Ritа Bell", errors.NameMixesAlphabets),  # a Cyrillic letter
        ("Rιta Bell", errors.NameMixesAlphabets),  # a Greek one
        ("Editor", errors.NameIsReserved),
        ("the editor", errors.NameIsReserved),
        ("E d i t o r", errors.NameIsReserved),
        ("Ed1tor", errors.NameIsReserved),
        ("Éditor", errors.NameIsReserved),
        ("Moderator Moe", errors.NameIsReserved),
        ("Masthead", errors.NameIsReserved),
        ("Masthead Support", errors.NameIsReserved),
        ("Adm1n", errors.NameIsReserved),
        ("Deleted", errors.NameIsReserved),
    ],
)
def test_each_refused_name_has_its_reason(
    wish: str, refusal: type[errors.NameRefused], rita: Person, noon: datetime
) -> None:
    with pytest.raises(errors.NameRefused) as no:
        name(rita, wish, noon)
    assert type(no.value) is refusal
    assert str(no.value).endswith(".")
    rita.refresh_from_db()
    assert rita.display_name == "Rita Bellweather"


@pytest.mark.parametrize(
    "copy",
    [
        "Rita Bellweather",
        "rita bellweather",
        "RITA  BELLWEATHER",
        "Rita-Bellweather",
        "Ríta Béllweather",
        "R1ta Be11weather",
        "Ｒｉｔａ Bellweather",
        "Rita Belivveather",
    ],
)
def test_nobody_can_take_a_name_that_looks_like_anothers(
    copy: str, rita: Person, moe: Person, noon: datetime
) -> None:
    with pytest.raises(errors.NameIsTaken):
        name(moe, copy, noon)
    assert moe.display_name == "Moe Castellan"


def test_a_whole_name_of_foreign_letters_that_looks_the_same_is_taken_too(
    rita: Person, moe: Person, noon: datetime
) -> None:
    name(rita, "Hopa Cama", noon)
    for copy in ("Нора Сама", "НОРА САМА"):
        with pytest.raises(errors.NameIsTaken):
            name(moe, copy, noon)


def test_the_names_of_staff_are_taken_like_any_other(rita: Person, ed: Person, noon: datetime) -> None:
    with pytest.raises(errors.NameIsTaken):
        name(rita, "ed farrow", noon)


def test_staff_may_be_called_what_they_are(ed: Person, noon: datetime) -> None:
    assert name(ed, "Ed the Editor", noon) == "Ed the Editor"


def test_names_that_other_rooms_reserve_cannot_be_had(
    rita: Person, noon: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    offered = {
        **contributions._table,
        "reserved_names": (lambda: ["Marit Oyelaran"],),
        "letterhead": (lambda: {"site_name": "The Lighterman"},),
    }
    monkeypatch.setattr(contributions, "_table", offered)
    for wish in ("The Lighterman", "Lighterman", "our lighterman", "Marit Oyelaran", "marít oyelaran"):
        with pytest.raises(errors.NameIsReserved):
            name(rita, wish, noon)
    assert name(rita, "Marit Bellweather", noon) == "Marit Bellweather"


def test_one_may_respell_ones_own_name_and_the_book_knows(rita: Person, noon: datetime) -> None:
    assert name(rita, "Rita BellWeather", noon) == "Rita BellWeather"
    entry = Entry.objects.filter(action="people.person.name").first()
    assert entry is not None
    assert entry.details == {"from": "Rita Bellweather", "to": "Rita BellWeather"}


@given(st.text(max_size=60))
def test_whatever_is_typed_is_either_a_clean_name_or_refused_with_a_sentence(typed: str) -> None:
    try:
        cleaned = decisions.clean(typed)
    except errors.NameRefused as refusal:
        cleaned, sentence = "", str(refusal)
    if not cleaned:
        assert sentence.endswith(".")
        return
    assert decisions.clean(cleaned) == cleaned
    assert decisions.key(cleaned) == decisions.key(cleaned.upper().lower()) or not cleaned.isascii()
    assert len(decisions.key(cleaned)) <= 80


NAMING = """
import sys
from django.utils import timezone
from masthead.people import errors, operations, queries
person = queries.person_by_address(sys.stdin.readline().strip())
print("ready", flush=True)
sys.stdin.readline()
try:
    operations.set_display_name(person=person, name="Nell Harrow", now=timezone.now())
    print(1, flush=True)
except errors.NameIsTaken:
    print(0, flush=True)
"""


def test_of_two_who_want_a_name_at_the_same_moment_one_gets_it(store: str, noon: datetime) -> None:
    for email in ("one@example.org", "two@example.org"):
        operations.register_person(email=email, now=noon)
    with process(NAMING, database=store) as one, process(NAMING, database=store) as two:
        for child, email in ((one, "one@example.org"), (two, "two@example.org")):
            assert child.stdin
            assert child.stdout
            child.stdin.write(f"{email}\n")
            child.stdin.flush()
            assert child.stdout.readline() == "ready\n"
        assert sum(int(child.communicate("go\n")[0]) for child in (one, two)) == 1


def test_the_page_says_why_and_gives_the_text_back(rita: Person, moe: Person) -> None:
    browser = sign_in(Client(), rita)
    taken = browser.post("/account/name/", {"name": "moe castellan"})
    assert taken.status_code == 409
    assert "Somebody here has this name already" in taken.content.decode()
    assert 'value="moe castellan"' in taken.content.decode()
    hidden = browser.post("/account/name/", {"name": "Ri\u200bta"})
    assert hidden.status_code == 422
    assert "cannot be seen" in hidden.content.decode()
    assert browser.post("/account/name/", {"name": ""}).status_code == 422
    saved = browser.post("/account/name/", {"name": "Rita B.", "next": "/threads/1/write/"})
    assert saved["Location"] == "/threads/1/write/"
    rita.refresh_from_db()
    assert rita.display_name == "Rita B."


def test_the_page_is_for_those_who_are_signed_in(db: None) -> None:
    assert Client().get("/account/name/")["Location"] == "/sign-in/?next=/account/name/"
