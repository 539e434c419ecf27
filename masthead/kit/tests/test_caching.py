"""A page is kept under its one spelling: nobody multiplies it by writing its address in another way."""

import pytest
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import resolve

from masthead.kit import caching


@pytest.mark.parametrize(
    ("path", "kept"),
    [
        ("/threads/7/", True),
        ("/threads/007/", False),
        ("/politics/rss.xml", True),
        ("/archive/2026/3/", True),
        ("/archive/2026/03/", False),
        ("/tags/harbour/", True),
        ("/politics/the-call/", True),
        ("/politik/b\u00fccher/", True),
    ],
)
def test_allow_caching__only_the_one_spelling_of_an_address(path: str, kept: bool) -> None:
    request, response = RequestFactory().get(path), HttpResponse()
    request.resolver_match = resolve(path)
    caching.allow_caching(request, response)
    assert response.has_header(caching.VARIANT) is kept


def test_allow_caching__not_of_a_request_that_was_never_resolved() -> None:
    response = HttpResponse()
    caching.allow_caching(RequestFactory().get("/threads/7/"), response)
    assert not response.has_header(caching.VARIANT)
