"""A publication's own theme: set in the desk, refused when it cannot be read, served as one kept sheet."""

from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from conftest import sign_in
from masthead import design
from masthead.kit.colours import contrast
from masthead.people.models import Person
from masthead.publishing import queries
from masthead.publishing.models import FrontPage
from masthead.publishing.tests.pictures import picture
from masthead.theme.models import Theme
from masthead.theme.palette import DEFAULT_COLOURS, TEXT_COLOURS, contrast_errors
from masthead.theme.stylesheet import stylesheet_of, stylesheet_path


@pytest.fixture
def theme(front: FrontPage) -> Theme:
    return Theme.objects.get()


def changed(theme: Theme, **fields: object) -> Theme:
    for name, value in fields.items():
        setattr(theme, name, value)
    theme.full_clean()
    theme.save()
    return theme


def test_stylesheet_of__the_house_theme_needs_no_sheet(theme: Theme, client: Client) -> None:
    assert stylesheet_of(theme) == ""
    assert "/theme-" not in client.get("/").content.decode()


def test_text_colours__are_those_of_the_stylesheet() -> None:
    tokens = Path(design.__file__).parent / "static/design/css/tokens.css"
    light, dark = tokens.read_text(encoding="utf-8").split("(prefers-color-scheme: dark)")[:2]
    for name, value in TEXT_COLOURS["light"].items():
        assert f"--{name}: {value};" in light
    for name, value in TEXT_COLOURS["dark"].items():
        assert f"--{name}: {value};" in dark


def test_stylesheet_of__an_own_accent_is_on_every_page_and_cached_for_a_year(
    theme: Theme, client: Client
) -> None:
    changed(theme, accent="#1f4fa6")
    address = queries.publication_summary().theme.address
    assert f'<link rel="stylesheet" href="{address}">' in client.get("/").content.decode()
    sheet = client.get(address)
    assert sheet["Content-Type"].startswith("text/css")
    assert "immutable" in sheet["Cache-Control"]
    assert sheet["Masthead-Cache-Variant"] == "open"
    assert "--accent:#1f4fa6" in sheet.content.decode()
    assert "unsafe-inline" not in client.get("/")["Content-Security-Policy"]


def test_stylesheet_path__a_changed_theme_has_another_and_the_old_one_is_gone(
    theme: Theme, client: Client
) -> None:
    first = stylesheet_path(stylesheet_of(changed(theme, accent="#1f4fa6")))
    second = stylesheet_path(stylesheet_of(changed(theme, accent="#1f6a3f")))
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
def test_contrast_errors__what_cannot_be_read_is_refused_with_a_sentence(
    theme: Theme, field: str, colour: str, words: str
) -> None:
    with pytest.raises(ValidationError) as refused:
        changed(theme, **{field: colour})
    assert words in " ".join(refused.value.message_dict[field])
    assert getattr(Theme.objects.get(), field) == DEFAULT_COLOURS[field]


def test_contrast_errors__the_house_colours_pass_their_own_check() -> None:
    assert not contrast_errors(
        scheme="light", paper=DEFAULT_COLOURS["paper"], accent=DEFAULT_COLOURS["accent"]
    )
    assert not contrast_errors(
        scheme="dark", paper=DEFAULT_COLOURS["paper_dark"], accent=DEFAULT_COLOURS["accent_dark"]
    )


def test_stylesheet_of__words_on_the_accent_can_be_read(theme: Theme) -> None:
    sheet = stylesheet_of(changed(theme, accent="#1f4fa6", accent_dark="#9db8ee"))
    assert contrast("#1f4fa6", "#ffffff") >= 4.5
    assert "--on-accent:#ffffff" in sheet
    assert "--on-accent:#000000" in sheet


def test_stylesheet_of__light_colours_do_not_reach_dark_screens(theme: Theme) -> None:
    sheet = stylesheet_of(changed(theme, accent="#1f4fa6"))
    assert "@media not (prefers-color-scheme:dark){:root{" in sheet


def test_font_pairing__the_second_preloads_its_own_two_fonts(theme: Theme, client: Client) -> None:
    changed(theme, font_pairing="literata")
    page = client.get("/search/").content.decode()
    assert "literata.woff2" in page
    assert "newsreader.woff2" not in page
    assert page.count('rel="preload"') == 2


def test_logo__is_shown_in_both_schemes_and_open_to_everybody(theme: Theme, client: Client) -> None:
    light, dark = (picture(name="logo.jpg"), picture(name="dark.jpg"))
    changed(theme, logo=light, logo_dark=dark)
    page = client.get("/").content.decode()
    shown = queries.publication_summary().theme.logos
    assert f'src="{shown["logo"]["src"]}"' in page
    assert f'srcset="{shown["logo_dark"]["src"]}"' in page
    assert 'alt="The Lighterman"' in page
    assert client.get(shown["logo"]["src"]).status_code == 200
    assert client.get(light.file.url).status_code == 404


def test_theme_menus__stand_in_header_and_footer(theme: Theme, client: Client) -> None:
    changed(
        theme,
        header_links=[("link", {"text": "About us", "address": "/about/"})],
        footer_links=[("link", {"text": "Imprint", "address": "/imprint/"})],
    )
    page = client.get("/").content.decode()
    assert page.count('<a href="/about/">About us</a>') == 2
    assert page.count('<a href="/imprint/">Imprint</a>') == 1


def test_theme_menus__a_link_that_runs_something_is_refused(theme: Theme) -> None:
    block = Theme._meta.get_field("header_links").stream_block  # type: ignore[union-attr]
    with pytest.raises(ValidationError):
        block.clean(
            block.to_python([{"type": "link", "value": {"text": "x", "address": "javascript:alert(1)"}}])
        )


def test_theme_preview__the_publisher_sees_a_theme_before_it_is_saved(
    theme: Theme, client: Client, pia: Person
) -> None:
    sign_in(client, pia)
    address = f"/desk/snippets/theme/theme/preview/{theme.pk}/"
    form = {
        "font_pairing": "literata", "accent": "#1f4fa6", "paper": "#fbfaf6", "accent_dark": "#e88a77",
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


def test_desk_theme__an_editor_may_not_change_it(theme: Theme, client: Client, ed: Person) -> None:
    sign_in(client, ed)
    assert client.get(f"/desk/snippets/theme/theme/edit/{theme.pk}/").status_code in {302, 403}


def test_desk_theme__the_menu_leads_straight_to_it(
    theme: Theme, client: Client, pia: Person, ed: Person
) -> None:
    answer = sign_in(client, pia).get("/desk/snippets/theme/theme/")
    assert answer.headers["Location"] == f"/desk/snippets/theme/theme/edit/{theme.pk}/"
    assert "/edit/" not in sign_in(Client(), ed).get("/desk/snippets/theme/theme/").headers["Location"]
