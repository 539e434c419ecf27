"""What the door says no with is read in the reader's language, where the browser says which."""

import asyncio

import pytest
from django.conf import settings
from django.utils import translation

from masthead.frontdoor import refusing
from masthead.frontdoor.errors import RequestIsMalformed, TooBusy
from masthead.frontdoor.refusing import OURS, Refusals
from masthead.frontdoor.tests.asking import Reply, a_door, ask, echoing


def refused(accepted: bytes, *, method: str = "GET", language: str = "en") -> Reply:
    door = a_door(echoing, language=lambda: language)
    door.refusals.write()
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
def test_the_first_of_our_languages_that_the_browser_likes(accepted: bytes, language: str) -> None:
    reply = refused(accepted)
    assert reply.status == 400
    assert f'<html lang="{language}" dir="ltr">'.encode() in reply.body
    with translation.override(language):
        assert str(RequestIsMalformed()) in reply.body.decode()
    assert reply.header("vary") == "Accept-Language"
    assert reply.header("content-length") == str(len(reply.body))


def test_without_a_wish_it_is_the_publications_language() -> None:
    assert b'lang="fr"' in refused(b"nl", language="fr").body
    assert b'lang="fr"' in refused(b"", language="fr").body


def test_every_refusal_is_there_in_every_language_and_none_is_left_in_english() -> None:
    sheet = Refusals()
    sheet.write()
    assert len(OURS) == 8
    for no in OURS:
        pages = {sheet.page(no(), code.encode()) for code, _name in settings.LANGUAGES}
        assert len(pages) == len(settings.LANGUAGES), no


def test_refusing_reads_no_catalogue(monkeypatch: pytest.MonkeyPatch) -> None:
    sheet = Refusals()
    sheet.write()
    monkeypatch.setattr(refusing, "page", None)
    assert b"sehr viele" in sheet.page(TooBusy(), b"de").lower()


def test_a_door_that_has_not_started_still_finds_words() -> None:
    assert "nicht lesen lässt" in Refusals().page(RequestIsMalformed(), b"de").decode()


def test_writing_them_leaves_the_language_of_its_thread_alone() -> None:
    with translation.override("fr"):
        asyncio.run(asyncio.to_thread(Refusals().write))
        assert translation.get_language() == "fr"
