"""A page is light and our own: one stylesheet, three small fonts, nothing inline or from elsewhere."""

import json
import re
from pathlib import Path

import pytest
from django.template.loader import get_template

STATIC = Path(__file__).parent.parent / "static/design"
TEMPLATES = Path(__file__).parent.parent / "templates"


PAIRINGS = (
    {"newsreader", "newsreader-italic", "libre-franklin"},
    {"literata", "literata-italic", "public-sans"},
)


@pytest.mark.parametrize("pairing", PAIRINGS)
def test_fonts__the_three_of_a_pairing_weigh_less_than_90_kilobytes_together(pairing: set[str]) -> None:
    assert sum((STATIC / f"fonts/{name}.woff2").stat().st_size for name in pairing) <= 90_000


def test_fonts__there_are_none_beside_the_two_pairings() -> None:
    assert {font.stem for font in (STATIC / "fonts").glob("*.woff2")} == set().union(*PAIRINGS)


def test_fonts__each_brings_its_licence() -> None:
    licences = {path.name for path in (STATIC / "fonts").glob("OFL-*.txt")}
    assert licences == {
        "OFL-Newsreader.txt",
        "OFL-LibreFranklin.txt",
        "OFL-Literata.txt",
        "OFL-PublicSans.txt",
    }


def test_fonts__only_those_of_the_first_screen_are_asked_for_early() -> None:
    page = get_template("404.html").render()
    assert page.count('rel="preload"') == 2


def test_stylesheets__every_file_they_name_exists() -> None:
    for sheet in (STATIC / "css").glob("*.css"):
        for address in re.findall(r'url\("([^"]+)"\)', sheet.read_text(encoding="utf-8")):
            assert (sheet.parent / address).is_file(), address


def test_server_error_page__needs_no_context_at_all() -> None:
    page = get_template("500.html").render()
    assert "The fault is ours" in page
    assert page.count('rel="stylesheet"') == 1
    assert not re.search(r"<a [^>]*></a>", page)  # a link without a word


def test_base_page__nothing_is_inline_and_nothing_comes_from_elsewhere() -> None:
    page = get_template("404.html").render()
    assert "<style" not in page
    assert not re.search(r"\s(style|on[a-z]+)=", page)
    assert not re.search(r"<script(?![^>]*\bsrc=)", page)
    assert not re.search(r'(?:href|src)="(?:https?:)?//', page)


def test_stylesheets__colours_are_named_only_by_the_tokens() -> None:
    for sheet in ("base.css", "components.css"):
        rules = (STATIC / "css" / sheet).read_text(encoding="utf-8").split("@media print")[0]
        assert set(re.findall(r"#[0-9a-f]{3,6}\b", rules)) <= {"#000", "#fff"}


def test_base_page__what_htmx_carries_over_is_never_an_inline_style() -> None:
    base = (TEMPLATES / "design/base.html").read_text()
    config = re.search(r"name=\"htmx-config\" content='([^']+)'", base)
    assert config
    assert json.loads(config[1])["attributesToSettle"] == ["class", "width", "height"]
    assert json.loads(config[1])["includeIndicatorStyles"] is False
