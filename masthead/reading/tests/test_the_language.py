"""Pages and messages speak the publication's language, whoever reads them."""

from datetime import datetime

import pytest
from bs4 import BeautifulSoup
from django.core import mail
from django.test import Client

from conftest import sign_in
from masthead.kit.notices import Notice
from masthead.notices import operations as notices
from masthead.people.models import Person
from masthead.publishing.models import ArticlePage, Publication


def speak(language: str) -> None:
    publication = Publication.objects.get()
    publication.language = language
    publication.save()


@pytest.mark.parametrize(("language", "day"), [("en", "%-d %B %Y"), ("de", "%-d. "), ("fr", "%-d ")])
def test_publication_language__a_page_says_and_speaks_it(
    client: Client, gated: ArticlePage, language: str, day: str
) -> None:
    speak(language)
    answer = client.get(gated.url, headers={"Accept-Language": "es"})
    text = answer.content.decode()
    assert f'<html lang="{language}" dir="ltr">' in text
    assert answer.headers["Content-Language"] == language
    assert gated.first_published_at
    assert gated.first_published_at.strftime(day) in text


def test_publication_language__months_are_named_in_it(client: Client, gated: ArticlePage) -> None:
    from django.utils import formats, translation

    assert gated.first_published_at
    speak("de")
    with translation.override("de"):
        day = formats.date_format(gated.first_published_at, "DATE_FORMAT")
    assert day in client.get(gated.url).content.decode()


def test_publication_language__one_written_from_the_right_turns_the_page(
    client: Client, gated: ArticlePage
) -> None:
    speak("ar")
    assert '<html lang="ar" dir="rtl">' in client.get(gated.url).content.decode()


def test_publication_language__one_nobody_has_translated_is_answered_in_english(
    client: Client, gated: ArticlePage
) -> None:
    speak("haw")
    text = client.get(gated.url).content.decode()
    assert '<html lang="haw" dir="ltr">' in text
    assert "This piece is for members" in text


def test_publication_language__mail_is_written_in_it(gated: ArticlePage, noon: datetime) -> None:
    speak("de")
    notice = Notice(template="notices/notices/sign_in_code", context={"code": "BCDFGH"})
    delivery = notices.send(to="rita@example.org", notice=notice, now=noon)
    assert delivery is not None
    notices.deliver(delivery_id=delivery.pk, now=noon)
    (message,) = mail.outbox
    assert isinstance(message, mail.EmailMultiAlternatives)
    assert 'lang="de" dir="ltr"' in str(message.alternatives[0][0])


def test_publication_language__the_desk_offers_names_and_keeps_one_that_was_set_elsewhere(
    gated: ArticlePage, client: Client, pia: Person
) -> None:
    address = f"/desk/settings/publishing/publication/{Publication.objects.get().pk}/"

    def offered() -> dict[str, str]:
        page = BeautifulSoup(sign_in(client, pia).get(address).content, "lxml")
        return {str(option["value"]): option.text for option in page.select("select[name=language] option")}

    assert offered() == {"en": "English", "de": "Deutsch", "fr": "Français"}
    speak("he")
    assert list(offered()) == ["en", "de", "fr", "he"]
    speak("en")
    assert "he" not in offered()
