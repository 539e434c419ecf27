"""What is typed into any form of the desk is kept: its page bears what `typed.js` looks for.

And where the form is asked to, it shows again what was typed before, and saves nothing of it.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from bs4 import BeautifulSoup, Tag
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import Settings
from wagtail.contrib.settings.registry import registry

from conftest import sign_in
from masthead.memberships.models import Plan
from masthead.payments.states import Interval
from masthead.people.models import Person
from masthead.publishing import operations
from masthead.publishing.tests.pictures import picture, sound
from masthead.site_pages.models import SitePage
from masthead.site_pages.operations import prepare_site_pages
from masthead.theme.models import Theme
from tests.house.hostile import every_address
from tests.house.rooms import PACKAGE

SCRIPT = PACKAGE / "design" / "static" / "design" / "desk" / "typed.js"
# What lists, what only asks "are you sure?", what is drawn inside another page, what scripts ask.
NO_FORM = re.compile(
    r"/(results|delete|history|history-results|usage|inspect|logout|failwhale|preview|output|view_draft"
    r"|unpublish|lock|unlock|revisions|set_position|confirm|convert_alias)/"
    r"|^/desk/(api|reports|jsi18n|sprite|choose-|password_reset|snippets/choose|workflows|bulk|editing-sessions)"
    r"|^/desk/(images|documents)/chooser"
)
# Forms of Wagtail's that nothing is lost of, each with the reason.
NOT_KEPT = {
    r"/desk/pages/\d+/copy/": "a headline and an address that stand there already, changed in the editor",
    r"/desk/account/": "boxes and lists, in which nothing is typed",
}
# Some of them: without these we have looked in the wrong place.
KNOWN = (
    *(r"pages/\d+/edit/", "pages/add/", r"plans/edit/\d+/", r"images/\d+/", r"documents/edit/\d+/"),
    *(r"snippets/publishing/author/edit/\d+/", r"snippets/theme/theme/edit/\d+/"),
    *(r"settings/publishing/", r"settings/paywall/", r"settings/site_pages/"),
)
# What drawing a page writes though nobody saved anything: who has it open, and until when they are signed in.
SAVES = re.compile(r'(INSERT INTO|UPDATE|DELETE FROM) "(?!wagtailadmin_editingsession|django_session)')
WORDS = "Typed, and saved by nobody"
OTHERWISE = {"number": "7", "color": "#123456"}
HAS_FORM = re.compile(rb"<form[^>]*post", re.IGNORECASE)


@dataclass(frozen=True)
class Drawn:
    """A page of the desk, and a form on it in which something can be typed."""

    address: str
    page: BeautifulSoup
    form: Tag

    @property
    def is_sent_to(self) -> str:
        return said(self.form, "action") or self.address


def said(tag: Tag, name: str) -> str:
    """What stands in this attribute; nothing where there is none."""
    return str(tag.get(name) or "")


@pytest.fixture
def addresses(db: None, settings: Settings, tmp_path: Path) -> list[str]:
    """Every address of the desk, with something of each kind to open."""
    settings.MEDIA_ROOT = tmp_path
    front = operations.prepare_publication(name="The Lighterman")
    section = operations.ensure_section(title="Harbour")
    piece = operations.write_article(section=section, headline="A draft", body=[])
    prepare_site_pages(language="en")
    standing = SitePage.objects.all()[0]
    plan = Plan.objects.create(name="Monthly", slug="monthly", amount_minor=600, interval=Interval.MONTH)
    rows = {
        "/desk/snippets/publishing/author/": operations.add_author(name="Marit Oyelaran").pk,
        "/desk/snippets/theme/theme/": Theme.objects.get().pk,
        "/desk/plans/": plan.pk,
        "/desk/images/": picture().pk,
        "/desk/documents/": sound().pk,
        "/desk/pages/": piece.pk,
        "/desk/pieces/": piece.pk,
    }
    found = [f"/desk/pages/{page.pk}/edit/" for page in (front, section, standing)]
    for kind, parent in (("articlepage", section), ("sectionpage", front)):
        found.append(f"/desk/pages/add/publishing/{kind}/{parent.pk}/")
    found.append(f"/desk/pages/add/site_pages/sitepage/{front.pk}/")
    for model in registry:
        row = model.load()
        found.append(reverse("wagtailsettings:edit", args=[*row._meta.label_lower.split("."), row.pk]))
    return found + list(_filled(rows))


def _filled(rows: Mapping[str, int]) -> Iterator[str]:
    for address in every_address():
        if address.pattern.startswith("/desk/") and not NO_FORM.search(address.pattern):
            row = next((row for start, row in rows.items() if address.pattern.startswith(start)), 1)
            yield address.filled(dict.fromkeys(address.parameters, str(row)))


@pytest.fixture
def drawn(addresses: list[str], client: Client, pia: Person) -> list[Drawn]:
    """Every form of the desk that may be typed into, as the publisher sees it, who may everything."""
    sign_in(client, pia)
    found = []
    for address in dict.fromkeys(addresses):
        answer = client.get(address)
        if answer.status_code != 200 or not HAS_FORM.search(answer.content):
            continue
        page = BeautifulSoup(answer.content, "lxml")
        for form in page.find_all("form", method=re.compile("post", re.IGNORECASE)):
            is_kept = not any(re.fullmatch(pattern, address) for pattern in NOT_KEPT)
            if is_kept and (typed_into(form) or form.has_attr("data-edit-form")):
                found.append(Drawn(address, page, form))
    return found


def typed_into(form: Tag) -> list[Tag]:
    """The fields of a form that take words or numbers, its headline or name first."""
    fields = [
        field
        for field in form.find_all(["input", "textarea"])
        if field.get("name")
        and not field.has_attr("readonly")
        and field.get("type", "text") in {"text", "email", "url", "number", "color"}
        and "__prefix__" not in field["name"]
    ]
    return sorted(fields, key=lambda field: field["name"] not in {"title", "name"})


def missing_marks(drawn: Drawn, person: Person) -> Iterator[str]:
    """What `typed.js` would look for on this page, and not find."""
    scripts = {said(script, "src").rsplit("/", 1)[1]: script for script in drawn.page.select("script[src]")}
    names = list(scripts)
    script = scripts.get("typed.js")
    if script is None or "typed_store.js" not in names[: names.index("typed.js")]:
        yield "the scripts, the store before what uses it"
    else:
        here = {name: said(script, f"data-{name}") for name in ("person", "desk", "state", "sign-in")}
        if (here["person"], here["desk"]) != (str(person.pk), "/desk/"):
            yield "whose words they are, and where the desk is"
        if (here["state"], here["sign-in"].split("?")[0]) != ("/desk/sign-in-state/", "/sign-in/"):
            yield "where to ask who is signed in"
        sentences = json.loads(said(script, "data-words"))
        if unsaid := set(re.findall(r"\bwords\.(\w+)", SCRIPT.read_text())) - sentences.keys():
            yield f"the sentences {sorted(unsaid)}"
    if drawn.page.select("form[data-edit-form]") != [drawn.form]:
        yield "the mark that this is the form"
    controllers = said(drawn.form, "data-controller").split()
    if "w-unsaved" not in controllers:
        yield "the warning of unsaved words"
    is_page = drawn.address.startswith("/desk/pages/")
    if is_page != ("w-autosave" in controllers):
        yield "its saving by itself"
    if not drawn.form.select_one(":scope > footer [data-typed-line][role=status]"):
        yield "the line that says where the words are"
    if not drawn.form.select_one("input[name=csrfmiddlewaretoken]"):
        yield "its token"


def sent_by(form: Tag) -> dict[str, str]:
    """What a browser would send of this form as it stands."""
    sent = {}
    for field in form.find_all(["input", "textarea", "select"]):
        name = said(field, "name")
        if not name or "__prefix__" in name or field.get("type") in {"file", "submit", "button"}:
            continue
        if field.get("type") in {"checkbox", "radio"}:
            if field.has_attr("checked"):
                sent[name] = said(field, "value") or "on"
        elif field.name == "select":
            chosen = field.select_one("option[selected]") or field.find("option")
            sent[name] = said(chosen, "value") if chosen else ""
        else:
            sent[name] = field.text.removeprefix("\n") if field.name == "textarea" else said(field, "value")
    for stream in form.select("[data-block]"):  # drawn by a script, which sends its parts
        sent[f"{stream['id']}-count"] = "0"
    return sent


def lost_when_put_back(drawn: Drawn, client: Client) -> str:
    """What goes wrong when this form is asked to show again what was typed into it."""
    fields = typed_into(drawn.form)
    if not fields:
        return "nothing can be typed"
    name, words = said(fields[0], "name"), OTHERWISE.get(said(fields[0], "type"), WORDS)
    with CaptureQueriesContext(connection) as done:
        answer = client.post(drawn.is_sent_to, sent_by(drawn.form) | {name: words, "typed": "put-back"})
    if written := [query["sql"] for query in done.captured_queries if SAVES.match(query["sql"])]:
        return f"saved: {written[0][:80]}"
    page = BeautifulSoup(answer.content, "lxml")
    again = page.select_one(f'form[data-edit-form] [name="{name}"]')
    if again is None or words not in {again.get("value"), again.text.strip()}:
        return f"not shown: {name}"
    return "" if "It is not saved yet" in page.text else "nothing says that it is not saved"


def test_desk_forms__keep_what_is_typed_and_show_it_again_unsaved(
    drawn: list[Drawn], client: Client, pia: Person
) -> None:
    found = {one.address: sorted(missing_marks(one, pia)) for one in drawn}
    assert not {address: marks for address, marks in found.items() if marks}
    assert not [one for one in KNOWN if not any(re.match(f"/desk/{one}", address) for address in found)]
    lost = {one.address: what for one in drawn if (what := lost_when_put_back(one, client))}
    assert not lost
