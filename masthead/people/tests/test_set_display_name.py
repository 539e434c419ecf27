"""Names: one each, and none that could be taken for another's or for ours."""

import unicodedata
from datetime import datetime

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from conftest import sign_in
from masthead.audit.models import AuditEntry
from masthead.kit import contributions
from masthead.kit.tests.stores import process
from masthead.people import errors, names, operations
from masthead.people.models import Person
from masthead.people.tests.conftest import proven


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
        "李",
        "김",
        "น้ำทิพย์",  # whose vowel NFKC takes apart
        "กำพล",
        "ປຳນຳ",
        "ນ້ຳຝົນ",
        "क्\u200dषमा",
        "श्\u200dयाम",
        "रक़्\u200dस",
        "രാജന്\u200d",  # whose last letter is made by a joiner
        "ബിന്\u200d തോമസ്",
        "王",
        "박",
        "이",
        "فاطِمَة",
        "كـريم",
        "عبد\u200cالله",
        "نیلوفر علی\u200cرضا",
        "می\u200cنا",
        "ශ්\u200dරී",
        "辻\U000e0100 花子",  # which form of the first ideograph
        "神\ufa19",  # two that NFC would make one
        "ジョン・スミス",
        "David 李",
        "Wei 王小明",
        "བསྟན་འཛིན",
        "ကြွေး",
        "Nguyễn Thị Hồng",
        "ᾍδης",
        "Marcel·la",
        "Mª José",
        "வெங்கட\u0ba8ரசிம்மராஜுவாரிப்பேட்டை ஸ்ரீநிவாசன்",  # 41 characters, 28 of them letters
        "Ｖｅｒａ",
        "Billy Billing",
        "Frank Staff",
        "Ruth Reader",
        "Robert Press",
        "Ann Support",
        "Paul Leser",
        "Clara Gast",
        "Abbot Priest",
        "Mary Office",
        "Max Verlag",
        "Rosa Compte",
        "Mod Ali",
        "Lighterman Fan",
        "John Lighterman",
        "R2 Dee",
    ],
)
def test_checked_name__the_names_of_this_world_are_welcome(wish: str, rita: Person, noon: datetime) -> None:
    assert name(rita, wish, noon) == wish


@pytest.mark.parametrize("wish", ["Nguyễn Thị Hồng", "Trần Đức", "Zoë Ångström", "김민수", "がりょう"])
def test_checked_name__is_composed_and_one_name_in_either_form(
    wish: str, rita: Person, moe: Person, noon: datetime
) -> None:
    apart = unicodedata.normalize("NFD", wish)
    assert apart != wish
    assert name(rita, apart, noon) == wish
    with pytest.raises(errors.NameIsTaken):
        name(moe, wish, noon)


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
        ("Ⓡita", errors.NameHasOddCharacters),  # drawn letters
        ("𝓡ita", errors.NameHasOddCharacters),
        ("ก" + "็" * 5, errors.NameHasOddCharacters),
        ("R\u200cita", errors.NameHasHiddenCharacters),  # joins nothing in Latin
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
        ("Moderation Team", errors.NameIsReserved),
        ("Rédaction", errors.NameIsReserved),
        ("La Rédaction", errors.NameIsReserved),
        ("L’équipe", errors.NameIsReserved),
        ("Service clients", errors.NameIsReserved),
        ("Die Redaktion", errors.NameIsReserved),
        ("Redakteurin Ute", errors.NameIsReserved),
        ("Onlineredaktion", errors.NameIsReserved),
        ("Kundenservice", errors.NameIsReserved),
        ("Das Team", errors.NameIsReserved),
        ("Head of Moderation", errors.NameIsReserved),
        ("Billing", errors.NameIsReserved),
        ("BillingTeam", errors.NameIsReserved),
        ("Support 24", errors.NameIsReserved),
        ("S t a f f", errors.NameIsReserved),
        ("Mo Derator", errors.NameIsReserved),
        ("Editor1", errors.NameIsReserved),
        ("Mr. Editor", errors.NameIsReserved),
    ],
)
def test_checked_name__each_refused_name_has_its_reason(
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
def test_name_key__nobody_can_take_a_name_that_looks_like_anothers(
    copy: str, rita: Person, moe: Person, noon: datetime
) -> None:
    with pytest.raises(errors.NameIsTaken):
        name(moe, copy, noon)
    assert moe.display_name == "Moe Castellan"


def test_name_key__a_whole_name_in_another_alphabet_that_looks_the_same_is_taken_too(
    rita: Person, moe: Person, noon: datetime
) -> None:
    name(rita, "Hopa Cama", noon)
    for copy in ("Нора Сама", "НОРА САМА"):
        with pytest.raises(errors.NameIsTaken):
            name(moe, copy, noon)


def test_set_display_name__the_names_of_staff_are_taken_like_any_other(
    rita: Person, ed: Person, noon: datetime
) -> None:
    with pytest.raises(errors.NameIsTaken):
        name(rita, "ed farrow", noon)


def test_set_display_name__staff_may_be_called_what_they_are(ed: Person, noon: datetime) -> None:
    assert name(ed, "Ed the Editor", noon) == "Ed the Editor"


def test_set_display_name__names_that_other_rooms_reserve_cannot_be_had(
    rita: Person, noon: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    offered = {
        **contributions._table,
        "reserved_names": (lambda: ["Marit Oyelaran"],),
        "email_context": (lambda: {"site_name": "The Lighterman"},),
    }
    monkeypatch.setattr(contributions, "_table", offered)
    for wish in ("The Lighterman", "Lighterman", "our lighterman", "Marit Oyelaran", "marít oyelaran"):
        with pytest.raises(errors.NameIsReserved):
            name(rita, wish, noon)
    assert name(rita, "Marit Bellweather", noon) == "Marit Bellweather"


@pytest.mark.parametrize(
    "wish",
    [
        "Lighterman Billing", "The Lighterman Newsroom", "Lighterman Customer Service", "Team Lighterman",
        "LightermanSupport", "Lighterman-Support 2", "Équipe du Lighterman", "Verlag The Lighterman",
        "Ed Farrow Support", "Billing Ed Farrow", "edfarrow billing", "Marit Oyelaran Team",
    ],
)  # fmt: skip
def test_poses__the_name_of_the_publication_or_its_people_with_a_role_is_held(
    wish: str, rita: Person, ed: Person, noon: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    offered = {
        **contributions._table,
        "staff_names": (lambda: ["Ed Farrow"], lambda: ["Marit Oyelaran"]),
        "email_context": (lambda: {"site_name": "The Lighterman"},),
        "contact_page": (lambda: "", lambda: "https://lighterman.example/contact/"),
    }
    monkeypatch.setattr(contributions, "_table", offered)
    with pytest.raises(errors.NameIsReserved) as no:
        name(rita, wish, noon)
    assert "https://lighterman.example/contact/" in str(no.value)
    for free in ("Ed Billing", "Farrow Support", "Marit Billing", "Lighterman Fan"):
        assert name(rita, free, noon) == free


def test_give_display_name__whoever_is_really_called_so_is_given_the_name(
    rita: Person, pia: Person, noon: datetime
) -> None:
    with pytest.raises(errors.NameIsReserved):
        name(rita, "Rita Moderator", noon)
    browser = proven(sign_in(Client(), pia))
    form = {"named-email": "rita@example.org", "named-name": "Rita Moderator"}
    assert browser.post("/account/help/name/", form).status_code == 302
    rita.refresh_from_db()
    assert rita.display_name == "Rita Moderator"
    assert name(rita, "Rita moderator", noon) == "Rita moderator"  # hers now, however she spells it
    entry = AuditEntry.objects.filter(action="people.person.name", actor=pia).first()
    assert entry is not None
    assert entry.details["to"] == "Rita Moderator"
    wrong = browser.post("/account/help/name/", {"named-email": "nobody@example.org", "named-name": "Rita"})
    assert wrong.status_code == 404
    assert "no open account" in wrong.content.decode()
    assert proven(sign_in(Client(), rita)).post("/account/help/name/", form).status_code == 403


def test_give_name__from_the_terminal(rita: Person) -> None:
    call_command("give_name", "RITA@example.org", "Editor")
    rita.refresh_from_db()
    assert rita.display_name == "Editor"
    with pytest.raises(CommandError, match="two letters"):
        call_command("give_name", "rita@example.org", "R")


@pytest.mark.parametrize(
    ("one", "other"), [("राम", "रमा"), ("はる", "ばる"), ("น้ำ", "นำ"), ("கமல", "கமலா"), ("李", "王")]
)
def test_name_key__names_that_differ_by_a_vowel_or_a_tone_are_two(
    one: str, other: str, rita: Person, moe: Person, noon: datetime
) -> None:
    name(rita, one, noon)
    assert name(moe, other, noon) == other


def test_name_key__idle_joiners_are_left_out_and_no_second_name_is_made_with_one(
    rita: Person, moe: Person, noon: datetime
) -> None:
    assert name(rita, "علی\u200c\u200cرضا\u200c", noon) == "علی\u200cرضا"
    with pytest.raises(errors.NameIsTaken):
        name(moe, "علیرضا", noon)


def test_set_display_name__one_may_respell_ones_own_and_the_audit_log_knows(
    rita: Person, noon: datetime
) -> None:
    assert name(rita, "Rita BellWeather", noon) == "Rita BellWeather"
    entry = AuditEntry.objects.filter(action="people.person.name").first()
    assert entry is not None
    assert entry.details == {"from": "Rita Bellweather", "to": "Rita BellWeather"}


@given(st.text(max_size=60))
def test_checked_name__whatever_is_typed_is_clean_or_refused_with_a_sentence(typed: str) -> None:
    try:
        cleaned = names.checked_name(typed)
    except errors.NameRefused as refusal:
        cleaned, sentence = "", str(refusal)
    if not cleaned:
        assert sentence.endswith(".")
        return
    assert names.checked_name(cleaned) == cleaned
    assert names.name_key(cleaned) == names.name_key(cleaned.upper().lower()) or not cleaned.isascii()
    assert len(names.name_key(cleaned)) <= 80


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


def test_set_display_name__of_two_who_want_one_at_the_same_moment_one_gets_it(
    store: str, noon: datetime
) -> None:
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


def test_display_name_page__says_why_and_gives_the_text_back(rita: Person, moe: Person) -> None:
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


def test_display_name_page__is_for_those_who_are_signed_in(db: None) -> None:
    assert Client().get("/account/name/")["Location"] == "/sign-in/?next=/account/name/"
