"""Drafts as each kind of reader will see them, and links to them that end."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from conftest import sign_in
from masthead.audit import queries as audit
from masthead.people.models import Person
from masthead.publishing import operations
from masthead.publishing.models import ArticlePage, PreviewLink, SectionPage
from masthead.publishing.tests.conftest import GATE, HIDDEN_WORDS, OPEN_WORDS, text
from masthead.publishing.tests.pictures import picture
from masthead.publishing.tests.test_desk import form


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, settings: Settings) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def draft(harbour: SectionPage, ed: Person) -> ArticlePage:
    stair = {"image": picture("stair.jpg"), "alternative": "A stair", "caption": "", "credit": ""}
    return operations.write_article(
        section=harbour,
        headline="The seventh lantern",
        standfirst="Who paid?",
        body=[text(OPEN_WORDS), GATE, text(HIDDEN_WORDS), ("picture", stair)],
        by=ed,
    )


@pytest.fixture
def link(draft: ArticlePage, ed: Person) -> PreviewLink:
    return operations.share_preview(article=draft, days=3, by=ed, now=timezone.now())


def address_of(link: PreviewLink) -> str:
    return f"/preview/{operations.preview_token(link)}/"


@pytest.mark.parametrize(
    ("mode", "metered", "reads"),
    [
        ("member", True, True), ("stranger", True, True), ("meter", True, False), ("registered", True, True),
        ("stranger", False, False), ("registered", False, False), ("member", False, True),
    ],
)  # fmt: skip
def test_preview__is_shown_as_each_reader_will_see_it(
    client: Client, draft: ArticlePage, ed: Person, mode: str, metered: bool, reads: bool
) -> None:
    sign_in(client, ed)
    sent = form(draft, [("text", OPEN_WORDS), ("gate", None), ("text", HIDDEN_WORDS)])
    if not metered:
        del sent["metered"]
    address = f"/desk/pages/{draft.pk}/edit/preview/?mode={mode}"
    assert client.post(address, sent).json()["is_valid"] is True
    shown = client.get(address)
    html = shown.content.decode()
    assert OPEN_WORDS in html
    assert (HIDDEN_WORDS in html) is reads
    assert ('class="offer"' in html or "offer" in html) if not reads else True
    assert "no-store" in shown["Cache-Control"]
    assert "frame-ancestors 'self'" in shown["Content-Security-Policy"]  # the editor shows it in a frame
    assert "meter" not in client.cookies


def test_preview_link__whoever_has_it_reads_the_draft_to_its_end(client: Client, link: PreviewLink) -> None:
    shown = client.get(address_of(link))
    html = shown.content.decode()
    assert HIDDEN_WORDS in html
    assert "A draft, not published." in html
    assert "noindex" in shown["X-Robots-Tag"]
    assert "no-store" in shown["Cache-Control"]
    assert shown["Referrer-Policy"] == "no-referrer"
    assert not {"Masthead-Cache-Variant", "Masthead-Piece"} & set(shown.headers)


def test_preview_link__the_drafts_pictures_come_by_the_same_and_no_other(
    client: Client, link: PreviewLink
) -> None:
    html = client.get(address_of(link)).content.decode()
    start = html.index(f'src="{address_of(link)}media/') + 5
    address = html[start : html.index('"', start)]
    answer = client.get(address)
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/jpeg")
    assert "no-store" in answer["Cache-Control"]
    assert client.get("/" + address.split("/", 3)[3]).status_code == 404
    other = picture("other.jpg").file.name
    assert client.get(f"{address_of(link)}media/{other}").status_code == 404


def test_preview_link__its_token_stands_in_no_other_address(harbour: SectionPage, ed: Person) -> None:
    """Whoever follows a link of the draft elsewhere must not carry the key there."""
    elsewhere = "https://paper.example/media/2026/call.pdf"
    words = f'<p>As <a href="{elsewhere}">they print</a>: look under /media/ there.</p>'
    draft = operations.write_article(section=harbour, headline="A call", body=[("text", words)], by=ed)
    link = operations.share_preview(article=draft, days=3, by=ed, now=timezone.now())
    html = Client().get(address_of(link)).content.decode()
    assert f'href="{elsewhere}"' in html
    assert "look under /media/ there" in html
    assert operations.preview_token(link) not in html


def test_preview_link__ends_by_itself_and_by_hand(client: Client, draft: ArticlePage, ed: Person) -> None:
    now = timezone.now()
    old = operations.share_preview(article=draft, days=1, by=ed, now=now - timedelta(days=2))
    fresh = operations.share_preview(article=draft, days=1, by=ed, now=now)
    assert client.get(address_of(old)).status_code == 410
    sign_in(client, ed)
    assert client.post(f"/desk/pieces/{draft.pk}/previews/{fresh.pk}/end/").status_code == 302
    gone = Client().get(address_of(fresh))
    assert gone.status_code == 410
    assert "This link to a draft is over" in gone.content.decode()
    assert HIDDEN_WORDS not in gone.content.decode()


def test_preview_link__one_that_was_made_up_leads_nowhere(client: Client, link: PreviewLink) -> None:
    token = operations.preview_token(link)
    for made_up in ("1", token[:-2] + "xx", f"{link.pk}", token.replace(":", "")):
        assert client.get(f"/preview/{made_up}/").status_code == 410


def test_preview_link__sharing_and_ending_stand_in_the_audit_log(
    client: Client, draft: ArticlePage, ed: Person
) -> None:
    sign_in(client, ed)
    client.post(f"/desk/pieces/{draft.pk}/previews/", {"days": "3"})
    link = PreviewLink.objects.get()
    assert (link.expires_at - link.shared_at).days == 3
    assert operations.preview_token(link) in client.get(f"/desk/pieces/{draft.pk}/").content.decode()
    client.post(f"/desk/pieces/{draft.pk}/previews/{link.pk}/end/")
    lines = [entry for entry in audit.entries_about(draft) if entry.action.startswith("publishing.preview")]
    assert [(line.action, line.actor_label) for line in lines] == [
        ("publishing.preview.end", str(ed)),
        ("publishing.preview.share", str(ed)),
    ]
