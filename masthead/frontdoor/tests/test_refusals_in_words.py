"""What the door says no with is read in the reader's language, where the browser says which."""

import asyncio

import pytest
from django.conf import settings
from django.utils import translation

from masthead.frontdoor import refusal_pages
from masthead.frontdoor.errors import RequestIsMalformed, TooBusy
from masthead.frontdoor.refusal_pages import REFUSALS, RefusalPages
from masthead.frontdoor.tests.asking import Reply, a_door, ask, echoing


def refused(accepted: bytes, *, method: str = "GET", language: str = "en") -> Reply:
    door = a_door(echoing, language=lambda: language)
    door.refusals.render_all()
    return ask(door, method=method, query="q=ä".encode(), headers=[(b"accept-language", accepted)])


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        (b"de-AT,de;q=0.9,en;q=0.5", "de"),
        (b"nl, fr-CH;q=0.8, en;q=0.7", "fr"),
        (b"en;q=0.1, de;q=0.9", "de"),
        (b"DE", "de"),
        (b"nl", "en"),
        (b"*", "en"),
        (b"", "en"),
        (b"de;q=0", "en"),
        (b"\xff\xfe,;;q=x" + b"x" * 20_000, "en"),
    ],
)
def test_negotiate_language__is_the_first_of_ours_that_the_browser_likes(
    accepted: bytes, language: str
) -> None:
    reply = refused(accepted)
    assert reply.status == 400
    assert f'<html lang="{language}" dir="ltr">'.encode() in reply.body
    with translation.override(language):
        assert str(RequestIsMalformed()) in reply.body.decode()
    assert reply.header("vary") == "Accept-Language"
    assert reply.header("content-length") == str(len(reply.body))


def test_negotiate_language__without_a_wish_is_the_publications() -> None:
    assert b'lang="fr"' in refused(b"nl", language="fr").body
    assert b'lang="fr"' in refused(b"", language="fr").body


def test_refusal_pages__each_is_there_in_every_language_and_none_is_left_in_english() -> None:
    sheet = RefusalPages()
    sheet.render_all()
    assert len(REFUSALS) == 9
    for no in REFUSALS:
        pages = {sheet.page(no(), code.encode()) for code, _name in settings.LANGUAGES}
        assert len(pages) == len(settings.LANGUAGES), no


def test_refusal_pages__refusing_reads_no_catalogue(monkeypatch: pytest.MonkeyPatch) -> None:
    sheet = RefusalPages()
    sheet.render_all()
    monkeypatch.setattr(refusal_pages, "render_page", None)
    assert b"sehr viele" in sheet.page(TooBusy(), b"de").lower()


def test_refusal_pages__a_front_door_that_has_not_started_still_finds_words() -> None:
    assert "nicht lesen lässt" in RefusalPages().page(RequestIsMalformed(), b"de").decode()


def test_refusal_pages__writing_them_leaves_the_language_of_its_thread_alone() -> None:
    with translation.override("fr"):
        asyncio.run(asyncio.to_thread(RefusalPages().render_all))
        assert translation.get_language() == "fr"
