"""Addresses are compared decoded and printed escaped."""

import unicodedata

import pytest
from django.http import HttpResponse
from django.test import RequestFactory
from pytest_django import Settings

from masthead.kit.addresses import (
    SlugConverter,
    absolute_address,
    ascii_host,
    decoded_path,
    escaped,
    path_of_ours,
)
from masthead.kit.middleware import OneSpellingMiddleware

SLUGS = ["harbour", "bücher", "théâtre-été", "культура", "文化", "한국어", "カルチャー", "a_b-9", "größe"]


@pytest.mark.parametrize("slug", SLUGS)
def test_slug_converter__a_slug_is_itself_however_it_is_composed(slug: str) -> None:
    converter = SlugConverter()
    for form in ("NFC", "NFD"):
        assert converter.to_python(unicodedata.normalize(form, slug)) == slug
    assert converter.to_url(slug) == slug


@pytest.mark.parametrize("slug", ["a b", "a/b", "a\x00b", "a.b", "\u0308", "a\u200db", "", "<b>", "a\ud800"])
def test_slug_converter__what_is_no_slug_is_no_address(slug: str) -> None:
    with pytest.raises(ValueError):
        SlugConverter().to_python(slug)


def test_escaped__once_is_enough(settings: Settings) -> None:
    settings.SITE_URL = "https://magazine.example"
    assert absolute_address("/bücher/ß/") == "https://magazine.example/b%C3%BCcher/%C3%9F/"
    assert absolute_address("/b%C3%BCcher/") == "https://magazine.example/b%C3%BCcher/"
    assert absolute_address("/media/a%20b.png") == "https://magazine.example/media/a%20b.png"
    assert absolute_address("/#piece-7") == "https://magazine.example/#piece-7"
    assert escaped(escaped("/文化/?q=文&r=1#ж")) == escaped("/文化/?q=文&r=1#ж")


@pytest.mark.parametrize(
    "address",
    [
        "https://magazine.example/bücher/",
        "https://magazine.example/b%C3%BCcher/",
        "https://magazine.example/b%c3%bccher/?a=1#part",
        "https://magazine.example/bu%CC%88cher/",
        "/bücher/",
        "//magazine.example/b%C3%BCcher/",
    ],
)
def test_decoded_path__is_compared_decoded(address: str) -> None:
    assert decoded_path(address) == "/bücher/"


@pytest.mark.parametrize("address", ["https://[", "https://magazine.example/%FF/", "https://[::1/%C3%BC"])
def test_decoded_path__of_what_cannot_be_read_is_none(address: str) -> None:
    assert decoded_path(address) == ""


def test_ascii_host__is_as_machines_write_it() -> None:
    assert ascii_host("Bücher.example.") == ascii_host("xn--bcher-kva.example") == "xn--bcher-kva.example"
    assert ascii_host("Straße.example") == "xn--strae-oqa.example"  # another host than strasse.example
    assert ascii_host("☃.example") == "xn--n3h.example"
    for host in ("a" * 64, "a..b", "a\x00.example", "\ud800.example"):
        assert ascii_host(host) == ""


@pytest.mark.parametrize("path", ["/", "/bücher/", "/search/?q=a&page=2#hit", "/" + "a" * 19])
def test_path_of_ours__is_led_to(path: str) -> None:
    assert path_of_ours(path, most=40) == path


@pytest.mark.parametrize(
    "elsewhere",
    ["", "search/", "https://evil.example/", "//evil.example/", "///evil.example", "/\\evil.example",
     "javascript:alert(1)", "/a\nb", "/a\x00b", "/" + "a" * 40],
)  # fmt: skip
def test_path_of_ours__nobody_is_led_elsewhere_by_a_crafted_link(elsewhere: str) -> None:
    assert path_of_ours(elsewhere, most=40) == ""


def test_one_spelling__nobody_is_led_to_another_host_by_two_slashes() -> None:
    request = RequestFactory().get("/")
    request.path = "//elsewhere.example/bu\u0308cher/"
    answer = OneSpellingMiddleware(lambda _: HttpResponse())(request)
    assert answer["Location"] == "/%2Felsewhere.example/b%C3%BCcher/"
