"""A publication's own look: set in the desk, refused when it cannot be read, served as one kept sheet."""

from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from conftest import sign_in
from masthead import design
from masthead.articles import queries
from masthead.articles.look import HOUSE, INKS, Look, address_of, sheet_of, unreadable
from masthead.articles.models import FrontPage
from masthead.articles.tests.pictures import picture
from masthead.kit.colours import contrast
from masthead.people.models import Person


@pytest.fixture
def look(front: FrontPage) -> Look:
    return Look.objects.get()


def changed(look: Look, **fields: object) -> Look:
    for name, value in fields.items():
        setattr(look, name, value)
    look.full_clean()
    look.save()
    return look


def test_the_house_look_needs_no_sheet(look: Look, client: Client) -> None:
    assert sheet_of(look) == ""
    assert "/look-" not in client.get("/").content.decode()


def test_the_inks_are_those_of_the_stylesheet() -> None:
    tokens = Path(design.__file__).parent / "static/design/css/tokens.css"
    light, dark = tokens.read_text(encoding="utf-8").split("(prefers-color-scheme: dark)")[:2]
    for name, value in INKS["light"].items():
        assert f"--{name}: {value};" in light
    for name, value in INKS["dark"].items():
        assert f"--{name}: {value};" in dark


def test_an_own_accent_is_on_every_page_and_kept_for_a_year(look: Look, client: Client) -> None:
    changed(look, accent="#1f4fa6")
    address = queries.masthead_line().look.address
    assert f'<link rel="stylesheet" href="{address}">' in client.get("/").content.decode()
    sheet = client.get(address)
    assert sheet["Content-Type"].startswith("text/css")
    assert "immutable" in sheet["Cache-Control"]
    assert sheet["Masthead-Keep"] == "open"
    assert "--accent:#1f4fa6" in sheet.content.decode()
    assert "unsafe-inline" not in client.get("/")["Content-Security-Policy"]


def test_a_changed_look_has_another_address_and_the_old_one_is_gone(look: Look, client: Client) -> None:
    first = address_of(sheet_of(changed(look, accent="#1f4fa6")))
    second = address_of(sheet_of(changed(look, accent="#1f6a3f")))
    assert first != second
    assert client.get(first).status_code == 404
    assert client.get(second).status_code == 200


@pytest.mark.parametrize(
    ("field", "colour", "words"),
    [
        ("accent", "#e0745f", "Choose a darker one."),
        ("accent_dark", "#702018", "Choose a lighter one."),
        ("paper", "#b8b0a0", "mall grey print"),
        ("paper_dark", "#565148", "mall grey print"),
        ("accent", "red", "#rrggbb"),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_sentence(
    look: Look, field: str, colour: str, words: str
) -> None:
    with pytest.raises(ValidationError) as refused:
        changed(look, **{field: colour})
    assert words in " ".join(refused.value.message_dict[field])
    assert getattr(Look.objects.get(), field) == HOUSE[field]


def test_the_house_colours_pass_their_own_check() -> None:
    assert not unreadable(scheme="light", paper=HOUSE["paper"], accent=HOUSE["accent"])
    assert not unreadable(scheme="dark", paper=HOUSE["paper_dark"], accent=HOUSE["accent_dark"])


def test_words_on_the_accent_can_be_read(look: Look) -> None:
    sheet = sheet_of(changed(look, accent="#1f4fa6", accent_dark="#9db8ee"))
    assert contrast("#1f4fa6", "#ffffff") >= 4.5
    assert "--on-accent:#ffffff" in sheet
    assert "--on-accent:#000000" in sheet


def test_light_colours_do_not_reach_dark_screens(look: Look) -> None:
    sheet = sheet_of(changed(look, accent="#1f4fa6"))
    assert "@media not (prefers-color-scheme:dark){:root{" in sheet


def test_the_second_pairing_preloads_its_own_two_fonts(look: Look, client: Client) -> None:
    changed(look, pairing="literata")
    page = client.get("/search/").content.decode()
    assert "literata.woff2" in page
    assert "newsreader.woff2" not in page
    assert page.count('rel="preload"') == 2


def test_the_logo_is_shown_in_both_schemes_and_open_to_everybody(look: Look, client: Client) -> None:
    light, dark = (picture(name="logo.jpg"), picture(name="dark.jpg"))
    changed(look, logo=light, logo_dark=dark)
    page = client.get("/").content.decode()
    shown = queries.masthead_line().look.shown
    assert f'src="{shown["logo"]["src"]}"' in page
    assert f'srcset="{shown["logo_dark"]["src"]}"' in page
    assert 'alt="The Lighterman"' in page
    assert client.get(shown["logo"]["src"]).status_code == 200
    assert client.get(light.file.url).status_code == 404


def test_menus_stand_in_header_and_footer(look: Look, client: Client) -> None:
    changed(
        look,
        header_links=[("link", {"text": "About us", "address": "/about/"})],
        footer_links=[("link", {"text": "Imprint", "address": "/imprint/"})],
    )
    page = client.get("/").content.decode()
    assert page.count('<a href="/about/">About us</a>') == 2
    assert page.count('<a href="/imprint/">Imprint</a>') == 1


def test_a_link_that_runs_something_is_refused(look: Look) -> None:
    block = Look._meta.get_field("header_links").stream_block  # type: ignore[union-attr]
    with pytest.raises(ValidationError):
        block.clean(
            block.to_python([{"type": "link", "value": {"text": "x", "address": "javascript:alert(1)"}}])
        )


def test_the_publisher_sees_a_look_before_it_is_saved(look: Look, client: Client, pia: Person) -> None:
    sign_in(client, pia)
    address = f"/desk/snippets/articles/look/preview/{look.pk}/"
    form = {
        "pairing": "literata", "accent": "#1f4fa6", "paper": "#fbfaf6", "accent_dark": "#e88a77",
        "paper_dark": "#161513", "logo": "", "logo_dark": "",
        "header_links-count": "0", "footer_links-count": "0",
    }  # fmt: skip
    assert client.post(address, form).json()["is_valid"]
    preview = client.get(address).content.decode()
    assert "--accent:#1f4fa6" in preview
    assert "literata.woff2" in preview
    assert "--accent:#1f4fa6" not in client.get("/").content.decode()
    dark = client.get(f"{address}?mode=dark")
    assert "--accent-ink:#e88a77" in dark.content.decode()
    assert "style-src 'self' 'sha256-" in dark["Content-Security-Policy"]
    assert "unsafe" not in dark["Content-Security-Policy"]
    assert not client.post(address, form | {"accent": "#ffeeee"}).json()["is_valid"]


def test_an_editor_may_not_change_the_look(look: Look, client: Client, ed: Person) -> None:
    sign_in(client, ed)
    assert client.get(f"/desk/snippets/articles/look/edit/{look.pk}/").status_code in {302, 403}


def test_the_menu_leads_straight_to_the_one_look(look: Look, client: Client, pia: Person, ed: Person) -> None:
    answer = sign_in(client, pia).get("/desk/snippets/articles/look/")
    assert answer.headers["Location"] == f"/desk/snippets/articles/look/edit/{look.pk}/"
    assert "/edit/" not in sign_in(Client(), ed).get("/desk/snippets/articles/look/").headers["Location"]
