# ruff: noqa: E501 - sentences, and scripts for the browser
"""A publication of the tests' own, always the same: what the looks of pages are compared on.

`python -m tests.look.publication PORT` fills it in DATA_DIR and serves it; `look.json` there says who is signed in.
"""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
GATED, OPEN = "/harbour/the-seventh-lantern/", "/politics/a-vote-that-nobody-lost/"
# With a fraction, as every clock gives it: on the full second the Nu checker never saw what pages print of one.
NOON = datetime(2026, 3, 2, 12, 0, 0, 123456, tzinfo=UTC)
FOREVER = datetime(2100, 1, 1, tzinfo=UTC)
COMMENTERS = "Mina Okonjo", "Rita Bellweather", "Tobias Renn", "Halina Voss", "Per Anders Lund"
SENTENCES = (
    "The harbour office keeps a list of every ship that asked to stay the night, and of every ship that did not ask.",
    "Nobody reads the list, which is why it is honest.",
    "On the third page of the second volume there is a lantern, entered by a hand that appears nowhere else.",
    "A lantern costs what four families eat in a winter; somebody paid, and the books do not say who.",
    "We asked the archive, the pilots and the widow of the last keeper, and were given three answers that fit together.",
    "What follows is what can be known from paper, and what has to be believed from people.",
)
PIECES = (
    ("harbour", "The seventh lantern", "Who paid for a light that no chart shows?", "#2f5d62", "#e0a04a"),
    ("politics", "A vote that nobody lost", "The bridge passed with one voice against. We found the voice.", "#8a3b2e", "#e8d5a9"),
    ("essays", "In praise of the second draft", "What one learns from a sentence by leaving it alone.", "#3d4a6b", "#d9b9a0"),
    ("harbour", "The pilots' winter", "Three nights on the boat that waits.", "#24414f", "#9cc2c9"),
    ("opinion", "Let the ferry be late", "Punctuality is a virtue of machines.", "", ""),
    ("opinion", "Against the rounded corner", "A city is made of edges.", "", ""),
    ("opinion", "The archive is not a cellar", "Open it on Sundays.", "", ""),
    ("essays", "A grammar of fog", "Eleven words for what one cannot see.", "#6f7d7c", "#d8ddd6"),
    ("politics", "The minister's pencil", "How a margin note became a law.", "#a8763e", "#f0e2c0"),
    ("harbour", "What the dredger brought up", "Seven objects and a shoe.", "#4f6b4a", "#d7c99a"),
    ("essays", "My father's tide tables", "He kept them for a sea he had left.", "#54405f", "#d6c2d8"),
    ("politics", "Four readings of one budget", "The same number, told by four people.", "#30473b", "#c9d6b8"),
    ("politics", "הפנס השביעי", "מי שילם על אור שאין לו סימן במפה?", "", ""),
)  # fmt: skip
COMMENTS = (
    (0, "Mina Okonjo", "My grandmother carried oil for that lantern. She called it the widow's light, and never said why."),
    (1, "Halina Voss", "Which years? If it was before the flood, there was no road and she would have come by boat."),
    (2, "Mina Okonjo", "By boat, in the two winters before. I have her rowing book."),
    (1, "Ada Lindqvist", "Please write to me: I should like to see that book very much."),
    (0, "Tobias Renn", "The entry in the second volume is in the hand of the harbour master's daughter. Compare the sevens."),
    (5, "Per Anders Lund", "I compared them. You are right, and it changes the date by a year."),
    (0, "Per Anders Lund", "A light that no chart shows is either a secret or a mistake. The piece treats it as a secret. Why?"),
    (7, "Rita Bellweather", "Because mistakes are not paid for in silver."),
    (0, "Halina Voss", "One thing is missing: who put it out?"),
    *((0, COMMENTERS[number % 5], f"Comment number {number}: the price in the appendix is per cask, not per barrel, and that is a third less.") for number in range(1, 18)),
)  # fmt: skip


@dataclass(frozen=True)
class Site:
    """Where it is served, and the session cookie of each who is signed in, by first name."""

    address: str
    sessions: dict[str, str]
    pieces: dict[str, int]  # what lies on the desk


@contextmanager
def served(folder: Path) -> Iterator[Site]:
    """The publication, filled in `folder` and served by a process of its own until the block ends."""
    from tests.journeys.conftest import _wait_until_open, free_port

    port = free_port()
    kept = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "CACHE_URL"}}
    log = folder / "log.txt"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.look.publication", str(port)],
            cwd=ROOT, env=kept | {"DATA_DIR": str(folder)}, stdout=output, stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip
        address = f"http://localhost:{port}"
        try:
            _wait_until_open(address, process, log)
            yield Site(address, **json.loads((folder / "look.json").read_text()))
            process.send_signal(signal.SIGTERM)
            process.wait(timeout=10)
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)


def drawing(dark: str, light: str) -> BytesIO:
    """A picture of the tests' own: a disc over water."""
    from PIL import Image, ImageDraw

    picture = Image.new("RGB", (1600, 900), light)
    pen = ImageDraw.Draw(picture)
    pen.ellipse((560, 180, 1040, 660), fill=dark)
    pen.rectangle((0, 520, 1600, 900), fill=dark)
    for line in range(8):
        pen.rectangle((120 + 90 * line, 590 + 34 * line, 520 + 110 * line, 596 + 34 * line), fill=light)
    out = BytesIO()
    picture.save(out, format="JPEG", quality=88)
    out.seek(0)
    return out


def fill() -> dict[str, int]:
    """Let it stand, by the rooms' own operations; every date is fixed. Answers what lies on the desk."""
    from django.db.models import F

    from masthead.people.models import Role
    from masthead.publishing.models import Author, Picture, PublicView
    from masthead.publishing.queries import invalidate_publication_summary
    from masthead.site_pages.models import SitePage
    from masthead.site_pages.operations import prepare_site_pages
    from tests.look.desk_pieces import fill_desk

    people = {name: somebody(name) for name in COMMENTERS}
    people |= {
        "Ada Lindqvist": somebody("Ada Lindqvist", Role.AUTHOR),
        "Moe Castellan": somebody("Moe Castellan", Role.MODERATOR),
    }
    people["Pia Halloran"] = somebody("Pia Halloran", Role.PUBLISHER)
    people["Edda Marsh"] = somebody("Edda Marsh", Role.EDITOR)
    for name in COMMENTERS:
        admit(people[name])
    plans()
    write(people)
    PublicView.objects.update(updated_at=F("first_published_at"))
    talk(people)
    for page in prepare_site_pages(language="en"):
        page.save_revision().publish()
    SitePage.objects.update(show_in_menus=False)  # the foot of the page is as the pictures have it
    invalidate_publication_summary()
    return fill_desk(
        ada=people["Ada Lindqvist"],
        editor=people["Edda Marsh"],
        authors=list(Author.objects.order_by("pk")[:1]),
        picture=Picture.objects.order_by("pk").first(),
    )


def somebody(name: str, role: Any = None) -> Any:
    from masthead.people import operations

    person = operations.register_person(email=f"{name.split(maxsplit=1)[0].lower()}@example.org", now=NOON)
    if role is not None:
        operations.give_role(person=person, role=role, by=None, now=NOON)
    operations.set_display_name(person=person, name=name, now=NOON)
    person.refresh_from_db()
    return person


def admit(person: Any) -> None:
    from masthead.memberships import models, operations

    operations.grant(
        person=person,
        source=models.EntitlementSource.COMPLIMENTARY,
        starts_at=NOON,
        ends_at=FOREVER,
        reference=f"look:{person.pk}",
        reason="For the picture",
        now=NOON,
    )


def plans() -> None:
    from masthead.memberships.models import Plan
    from masthead.payments.states import Interval

    for position, (name, interval, amount) in enumerate(
        (("Yearly", Interval.YEAR, 6000), ("Monthly", Interval.MONTH, 600)), start=1
    ):
        Plan.objects.create(
            name=name, slug=name.lower(), interval=interval, amount_minor=amount, currency="EUR",
            benefits="Unlimited articles\nComments under every piece\nNo advertising, ever", position=position,
        )  # fmt: skip


def write(people: dict[str, Any]) -> None:
    from masthead.publishing import operations

    operations.prepare_publication(name="The Lanternist")
    operations.update_publication(
        name="The Lanternist", tagline="A magazine of the strait, for those who cross it"
    )
    sections = {
        title.lower(): operations.ensure_section(
            title=title, description=f"{title}, from both shores", is_opinion=title == "Opinion"
        )
        for title in ("Politics", "Essays", "Harbour", "Opinion")
    }
    authors = [
        operations.add_author(
            name="Ada Lindqvist", bio="writes about harbours.", person=people["Ada Lindqvist"]
        ),
        operations.add_author(name="Josef Amsel", bio="reads what others file away."),
        operations.add_author(name="Tamsin Oakes", bio="argues, mostly with herself."),
    ]
    for place, (section, headline, standfirst, dark, light) in enumerate(PIECES):
        picture = (
            operations.add_picture(
                file=drawing(dark, light), name=f"{section}-{place}.jpg", title=headline,
                description="A disc over water", credit="Drawing of our own",
            )
            if dark
            else None
        )  # fmt: skip
        draft = operations.write_article(
            section=sections[section],
            headline=headline,
            standfirst=standfirst,
            authors=[authors[place % 3]],
            lead_image=picture,
            lead_alternative="A disc over water" if picture else "",
            lead_caption="The seventh light, as the pilots draw it." if picture else "",
            slug="from-right-to-left" if headline == PIECES[-1][1] else "",
            body=body(picture),
            access="members" if place == 0 else "public",
            metered=False,
        )
        operations.publish_article(article=draft, published_at=NOON - timedelta(hours=7 * place))


def body(picture: Any) -> list[tuple[str, Any]]:
    def paragraphs(start: int, count: int) -> str:
        return "".join(
            f"<p>{' '.join(SENTENCES[(start + at + turn) % 6] for turn in range(3))}</p>"
            for at in range(count)
        )

    parts: list[tuple[str, Any]] = [
        ("text", paragraphs(0, 2)),
        ("gate", None),
        ("heading", "What the books say"),
        ("text", paragraphs(2, 2)),
        ("pull_quote", "Somebody paid, and the books do not say who."),
        ("text", paragraphs(4, 2)),
        ("quotation", {"text": "It burned all night and nobody had lit it.", "attribution": "A pilot, who asked for no name"}),
    ]  # fmt: skip
    if picture:
        parts.append(
            ("picture", {"image": picture, "alternative": "A disc over water", "caption": "From the archive.", "credit": ""})
        )  # fmt: skip
    return [*parts, ("heading", "What people say"), ("text", paragraphs(1, 4))]


def talk(people: dict[str, Any]) -> None:
    from masthead.discussion import operations
    from masthead.discussion import queries as threads
    from masthead.moderation import operations as moderation
    from masthead.moderation.models import Reason
    from masthead.publishing.models import PublicView

    thread = threads.thread_by_key(PublicView.objects.get(headline="The seventh lantern").thread_key)
    assert thread
    posted = []
    for place, (answered, name, text) in enumerate(COMMENTS):
        posted.append(
            operations.post_comment(
                author=people[name], thread=thread, text=text, reply_to_seq=answered,
                now=NOON + timedelta(minutes=11 * place),
                rate_limited=False,
            )
        )  # fmt: skip
    for place, voters in enumerate(((1, 2, 3), (2,), (), (0,), (0, 3))):
        for voter in voters:
            if COMMENTERS[voter] != COMMENTS[place][1]:
                operations.cast_vote(
                    voter=people[COMMENTERS[voter]],
                    comment=posted[place],
                    kind="agree",
                    now=NOON,
                    rate_limited=False,
                )
    for place in (9, 11):
        moderation.report_comment(
            comment=posted[place], by=people["Halina Voss"] if COMMENTS[place][1] != "Halina Voss" else people["Mina Okonjo"],
            reason=Reason.ADVERTISING, words="It has been said three times.", now=NOON + timedelta(hours=9),
        )  # fmt: skip


def signed_in(names: Sequence[str]) -> dict[str, str]:
    """A session for each, without the mail: the cookie's value by first name."""
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    from masthead.people.models import Person

    keys = {}
    for name in names:
        person = Person.objects.get(email=f"{name}@example.org")
        store = SessionStore()
        store[SESSION_KEY], store[HASH_SESSION_KEY] = str(person.pk), person.get_session_auth_hash()
        store[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
        store.create()
        keys[name] = str(store.session_key)
    return keys


def main(port: int) -> None:
    os.environ |= {"MASTHEAD_MODE": "demo", "SITE_URL": f"http://localhost:{port}", "LOG_LEVEL": "ERROR"}
    os.environ["DJANGO_SETTINGS_MODULE"] = "masthead.config.settings"
    import django

    django.setup()
    from django.conf import settings

    from masthead.frontdoor.server import serve
    from masthead.setup import prepare

    prepare.prepare(lambda _: None)
    known = {"pieces": fill(), "sessions": signed_in(("mina", "rita", "moe", "pia", "ada", "edda"))}
    (Path(settings.DATA_DIR) / "look.json").write_text(json.dumps(known))
    serve(host="127.0.0.1", port=port, threads=4)


if __name__ == "__main__":
    main(int(sys.argv[1]))
