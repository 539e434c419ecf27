"""Every message we send, as a mail server gets it: two parts that say the same, on one paper."""

import email
import email.policy
import re
from collections.abc import Mapping
from datetime import datetime
from email.message import EmailMessage
from html.parser import HTMLParser
from typing import Any

import pytest
from django.conf import LazySettings
from django.core import mail

from masthead.kit import jobs
from masthead.kit.colours import contrast
from masthead.kit.notices import Notice
from masthead.notices import operations
from masthead.notices.queries import notice_kinds
from masthead.people.models import Person
from masthead.publishing import operations as publishing
from masthead.theme.models import Theme
from tests.house.rooms import PACKAGE

SITE = "https://lighterman.example"
HERE = f"{SITE}/politics/the-call/"
WORDS = "The ferry was late.\n\nIt is <always> late & nobody says so."

# One of each, with what fills it.
SAMPLES: Mapping[str, Mapping[str, Any]] = {
    "publishing/notices/approved": {"title": "The seventh lantern", "name": "Ed Farrow", "address": HERE},
    "publishing/notices/not_published": {
        "title": "The seventh lantern",
        "problem": 'disk-is-full {"headline": "The seventh lantern"}',
        "address": HERE,
    },
    "reading/notices/published": {
        "headline": "The seventh lantern",
        "names": ["Marit Vos", "Ada Lindqvist"],
        "standfirst": "Who lit it, and when.",
        "section": "Harbour",
        "address": HERE,
    },
    "publishing/notices/sent_back": {
        "title": "The seventh lantern",
        "name": "Ed Farrow",
        "comment": WORDS,
        "address": HERE,
    },
    "publishing/notices/submitted": {
        "title": "The seventh lantern",
        "name": "Ada Lindqvist",
        "address": HERE,
    },
    "site_pages/notices/from_reader": {
        "name": "Stan",
        "email": "stan@example.org",
        "about": "A date",
        "text": WORDS,
        "reply_to": "stan@example.org",
    },
    "site_pages/notices/test_mail": {},
    "discussion/notices/replied": {
        "author": "Owen Pilot",
        "title": "The call",
        "text": WORDS,
        "address": HERE,
    },
    "memberships/notices/payment_failed": {
        "title": "Yearly",
        "amount_minor": 6000,
        "currency": "EUR",
        "next_try_at": "2026-03-05T12:00:00+00:00",
        "kept_until": "2026-03-06T12:00:00+00:00",
        "pay_url": f"{SITE}/account/membership/",
    },
    "memberships/notices/receipt": {
        "number": "2026-17",
        "title": "Yearly",
        "amount_minor": 6000,
        "currency": "EUR",
        "paid_at": "2026-03-02T12:00:00+00:00",
        "period_start": "2026-03-02T12:00:00+00:00",
        "period_end": "2027-03-02T12:00:00+00:00",
        "renews": True,
        "manage_url": f"{SITE}/account/membership/",
    },
    "moderation/notices/hidden": {
        "title": "The call",
        "reason": "attack",
        "words": "Insults",
        "text": WORDS,
        "address": HERE,
    },
    "moderation/notices/restored": {
        "title": "The call",
        "reason": "",
        "words": "A slip",
        "text": WORDS,
        "address": HERE,
    },
    "notices/notices/plain": {"subject_line": "Hello", "paragraphs": ["Dear Rita,", f"look at\n{HERE}"]},
    "notices/notices/sign_in_code": {"code": "QWRTPS"},
    "people/notices/address_code": {"code": "QWRTPS"},
    "people/notices/address_is_taken": {},
    "people/notices/address_left": {"new_address": "new@example.org", "undo": f"{SITE}/address/undo/x/"},
    "people/notices/address_reached": {"new_address": "new@example.org"},
    "people/notices/address_restored": {"address": "rita@example.org"},
    "people/notices/address_waits": {
        "new_address": "new@example.org",
        "reason": "Shown at the office",
        "stop": f"{SITE}/address/stop/x/",
    },
    "people/notices/data_export_ready": {"address": f"{SITE}/account/data-exports/"},
    "people/notices/account_deleted": {"keep_comments": True},
    "people/notices/passkey_added": {"name": "Telephone"},
    "people/notices/passkey_removed": {"name": "Telephone"},
    "people/notices/reauthentication_code": {"code": "QWRTPS"},
}


class Read(HTMLParser):
    """What a page says, where it leads, and what it wants to load."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.words, self.links, self.tags, self.loads = "", set[str](), set[str](), set[str]()
        self.said: list[tuple[str, str]] = []
        self._mute = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        self.tags.add(tag)
        self._mute = tag in {"style", "title"}
        self.words += " "
        if tag == "a":
            self.links.add(said["href"])
        self.loads |= {name for name in ("src", "srcset", "background", "data", "poster") if name in said}
        if "lang" in said:
            self.said.append((said["lang"], said.get("dir", "")))

    def handle_endtag(self, tag: str) -> None:
        self._mute = False
        self.words += " "

    def handle_data(self, data: str) -> None:
        if not self._mute:
            self.words += data


def sent(template: str, context: Mapping[str, Any], to: Person | str, now: datetime) -> EmailMessage:
    """The message, from the bytes a mail server would have been given."""
    operations.send(to=to, notice=Notice(template=template, context=context), now=now)
    jobs.run_all(now)
    raw = mail.outbox[-1].message().as_bytes()
    assert max(map(len, raw.splitlines())) <= 998  # RFC 5322, section 2.1.1
    return email.message_from_bytes(raw, policy=email.policy.default)


def parts(message: EmailMessage) -> tuple[str, Read, str]:
    plain, html = (str(part.get_content()) for part in message.iter_parts())
    return plain, Read(html), html


def words_of(text: str) -> list[str]:
    return sorted(re.findall(r"\w+", text.lower()))


@pytest.fixture(autouse=True)
def _lighterman(db: None, settings: LazySettings) -> None:
    settings.SITE_URL = SITE
    publishing.prepare_publication(name="The Lighterman", tagline="A magazine of the strait")


def test_every_mail__there_is_a_sample_of_each() -> None:
    found = {
        path.relative_to(path.parents[2]).as_posix().removesuffix(".subject.txt")
        for path in PACKAGE.rglob("templates/*/notices/*.subject.txt")
    }
    assert found == set(SAMPLES)


@pytest.mark.parametrize("template", SAMPLES)
def test_every_mail__both_parts_say_the_same(template: str, noon: datetime) -> None:
    message = sent(template, SAMPLES[template], "rita@example.org", noon)
    assert message.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]
    plain, page, _html = parts(message)
    addresses = set(re.findall(r"https?://[^\s<>]+", plain))
    assert addresses == page.links
    in_words = re.sub(r"https?://\S+", " ", plain)
    on_page = re.sub(r"https?://\S+", " ", page.words)
    missing = set(words_of(on_page)) - set(words_of(in_words + " " + str(message["Subject"])))
    assert missing == set(), "said on the page only"
    assert set(words_of(in_words)) - set(words_of(on_page)) == set(), "said in the plain part only"
    assert "&lt;" not in plain
    assert "&amp;" not in plain


@pytest.mark.parametrize("template", SAMPLES)
def test_every_mail__nothing_is_loaded_and_nothing_leads_elsewhere(template: str, noon: datetime) -> None:
    _plain, page, html = parts(sent(template, SAMPLES[template], "rita@example.org", noon))
    assert page.loads == set()
    assert page.tags <= {
        *("html", "head", "meta", "title", "style", "body", "div", "table", "tbody", "tr", "td"),
        *("h1", "p", "a", "br", "strong"),
    }
    assert not re.search(r"url\(|@import|@font-face|<link", html)
    assert {address for address in page.links if not address.startswith(f"{SITE}/")} == set()


@pytest.mark.parametrize("template", SAMPLES)
def test_every_mail__is_small(template: str, noon: datetime) -> None:
    message = sent(template, SAMPLES[template], "rita@example.org", noon)
    assert len(message.as_bytes()) < 24_000


def test_every_mail__the_longest_message_of_a_reader_is_not_cut_off_by_mail_programs(noon: datetime) -> None:
    long = {**SAMPLES["site_pages/notices/from_reader"], "text": "ünter den Brücken\n\n" * 555}
    _plain, _page, html = parts(sent("site_pages/notices/from_reader", long, "pia@example.org", noon))
    assert len(html.encode()) < 100_000


@pytest.mark.parametrize(("language", "direction"), [("en", "ltr"), ("de", "ltr"), ("ar", "rtl")])
def test_every_mail__says_its_language_and_direction_twice(
    language: str, direction: str, noon: datetime
) -> None:  # webmail keeps the body's own and drops the document's
    context = {**SAMPLES["discussion/notices/replied"], "language": language}
    _plain, page, html = parts(sent("discussion/notices/replied", context, "rita@example.org", noon))
    assert page.said == [(language, direction)] * 2
    assert ("border-right" in html) == (direction == "rtl")


def test_every_mail__stands_on_the_publications_paper_in_both_schemes(noon: datetime) -> None:
    Theme(paper="#ffffff", accent="#005f5f", paper_dark="#101820", accent_dark="#7fd0d0").save()
    _plain, _page, html = parts(
        sent("discussion/notices/replied", SAMPLES["discussion/notices/replied"], "rita@example.org", noon)
    )
    style = html[html.index("<style") : html.index("</style")]
    assert "color-scheme: light dark" in style
    light, _, dark = style.partition("prefers-color-scheme: dark")
    for part, paper, accent in ((light, "#ffffff", "#005f5f"), (dark, "#101820", "#7fd0d0")):
        assert f"background-color: {paper}" in part
        assert accent in part
        inks = set(re.findall(r"(?<!-)color: (#[0-9a-f]{6})", part))
        assert {ink for ink in inks if ink != paper and contrast(ink, paper) < 4.5} == set()
    assert (
        "border-left: 2px solid #005f5f" in html.partition("</style")[2]
    )  # for programs that know no sheets


@pytest.mark.usefixtures("rita")
def test_every_mail__what_may_be_off_says_how_in_both_parts(rita: Person, noon: datetime) -> None:
    kind = next(kind for kind in notice_kinds() if kind.may_be_switched_off)
    context = SAMPLES["discussion/notices/replied"]
    notice = Notice(template="discussion/notices/replied", context=context, kind=kind.key)
    operations.send(to=rita, notice=notice, now=noon)
    jobs.run_all(noon)
    plain, page, _html = parts(
        email.message_from_bytes(mail.outbox[-1].message().as_bytes(), policy=email.policy.default)
    )
    (stop,) = (link for link in page.links if "/notices/stop/" in link)
    assert stop in plain
