"""A piece that is deleted leaves word at its address that it is gone, and nothing else."""

import pytest
from django.test import Client
from pytest_django import DjangoCaptureOnCommitCallbacks
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page

from masthead.publishing import operations
from masthead.publishing.models import ArticlePage, GoneAddress, SearchDocument, SectionPage
from masthead.publishing.tests.conftest import publish

PATH = "/harbour/the-seventh-lantern/"


def says_deleted(client: Client, path: str) -> bool:
    answer = client.get(path)
    html = answer.content.decode()
    assert "lantern" not in html.casefold()
    return answer.status_code == 410 and "This piece was deleted on" in html


def test_gone_address__a_deleted_piece_answers_that_it_is_gone(client: Client, gated: ArticlePage) -> None:
    gated.delete()
    assert says_deleted(client, PATH)
    html = client.get(PATH).content.decode()
    assert "The Lighterman" in html  # in the publication's look, with a way on
    assert 'action="/search/"' in html
    assert client.head(PATH).status_code == 410
    assert client.get("/harbour/never-was/").status_code == 404
    assert not SearchDocument.objects.exists()


@pytest.mark.parametrize("how", ["as a page of any kind", "with its section", "after it was withdrawn"])
def test_gone_address__answers_however_the_piece_was_deleted(
    client: Client, gated: ArticlePage, harbour: SectionPage, how: str
) -> None:
    if how == "after it was withdrawn":
        operations.unpublish_article(article=gated)
        assert "withdrawn" in client.get(PATH).content.decode()
        ArticlePage.objects.get(pk=gated.pk).delete()
    else:
        Page.objects.get(pk=gated.pk if how == "as a page of any kind" else harbour.pk).delete()
    assert says_deleted(client, PATH)


def test_gone_address__is_gone_until_a_new_piece_takes_it(
    client: Client, gated: ArticlePage, harbour: SectionPage
) -> None:
    gated.delete()
    new = publish(harbour)
    assert client.get(PATH).status_code == 200
    assert not GoneAddress.objects.exists()
    operations.unpublish_article(article=new)
    assert "This piece was withdrawn on" in client.get(PATH).content.decode()


def test_gone_address__a_draft_in_its_place_does_not_say_that_it_is_there(
    client: Client, gated: ArticlePage, harbour: SectionPage
) -> None:
    gated.delete()
    operations.write_article(section=harbour, headline="The seventh lantern", body=[])
    assert says_deleted(client, PATH)


def test_gone_address__of_a_piece_that_was_never_published_nobody_learns(
    client: Client, harbour: SectionPage
) -> None:
    draft = operations.write_article(section=harbour, headline="The seventh lantern", body=[])
    draft.delete()
    assert client.get(PATH).status_code == 404
    assert not GoneAddress.objects.exists()


def test_gone_address__its_older_addresses_are_gone_with_it(
    client: Client,
    gated: ArticlePage,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    gated.slug = "the-lamp"
    with django_capture_on_commit_callbacks(execute=True):
        gated.save_revision().publish()
    assert client.get(PATH)["Location"] == "/harbour/the-lamp/"
    gated.delete()
    assert says_deleted(client, "/harbour/the-lamp/")
    assert says_deleted(client, PATH)
    assert not Redirect.objects.exists()


def test_gone_address__a_piece_that_moves_to_a_gone_address_takes_it(
    client: Client,
    gated: ArticlePage,
    harbour: SectionPage,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    other = publish(harbour, headline="Another")
    gated.delete()
    other.slug = "the-seventh-lantern"
    with django_capture_on_commit_callbacks(execute=True):
        other.save_revision().publish()
    assert client.get(PATH).status_code == 200
    assert client.get("/harbour/another/").status_code == 301
