"""Whoever signs in or becomes a member on the way is led back to what they were reading."""

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from conftest import sign_in
from masthead.memberships.models import Plan
from masthead.people.models import Person
from masthead.publishing.models import FrontPage, SectionPage


@pytest.fixture(autouse=True)
def plan(db: None) -> Plan:
    return Plan.objects.create(name="Yearly", slug="yearly", amount_minor=6000)


def ways(address: str) -> set[str]:
    page = BeautifulSoup(Client().get(address).content, "lxml")
    return {str(link["href"]) for link in page.select("header.top .right a.with-script")}


def test_header_account__leads_to_signing_in_and_joining_and_back(harbour: SectionPage) -> None:
    assert ways("/harbour/") == {"/sign-in/?next=/harbour/", "/join/?next=/harbour/"}


@pytest.mark.parametrize("address", ["/", "/sign-in/", "/join/"])
def test_header_account__leads_nobody_in_a_circle(front: FrontPage, address: str) -> None:
    assert ways(address) == {"/sign-in/", "/join/"}


def test_account_page__leads_to_what_one_saved_and_whom_one_follows(front: FrontPage, rita: Person) -> None:
    page = BeautifulSoup(sign_in(Client(), rita).get("/account/").content, "lxml")
    assert {link["href"] for link in page.select("#saved-and-followed a")} == {"/saved/", "/saved/#followed"}
