"""Whoever signs in or subscribes on the way is led back to what they were reading."""

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from conftest import sign_in
from masthead.articles.models import FrontPage, SectionPage
from masthead.people.models import Person


def ways(address: str) -> set[str]:
    page = BeautifulSoup(Client().get(address).content, "lxml")
    return {str(link["href"]) for link in page.select("header.top .right a:not(.find)")}


def test_the_header_leads_to_signing_in_and_subscribing_and_back(harbour: SectionPage) -> None:
    assert ways("/harbour/") == {"/sign-in/?next=/harbour/", "/join/?next=/harbour/"}


@pytest.mark.parametrize("address", ["/", "/sign-in/", "/join/"])
def test_it_leads_nobody_in_a_circle(front: FrontPage, address: str) -> None:
    assert ways(address) == {"/sign-in/", "/join/"}


def test_the_account_page_leads_to_what_one_saved_and_whom_one_follows(
    front: FrontPage, rita: Person
) -> None:
    page = BeautifulSoup(sign_in(Client(), rita).get("/account/").content, "lxml")
    assert {link["href"] for link in page.select("#kept a")} == {"/saved/", "/saved/#followed"}
