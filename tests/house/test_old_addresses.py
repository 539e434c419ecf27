"""Renamed addresses: each old one leads to its new one, in every method, and the new one is answered."""

import re

import pytest
from django.test import Client
from django.urls import resolve

from masthead.config import old_addresses

SAMPLES = {"int": "7", "slug": "0123456789abcdef", "str": "to.ken", "path": "inspect/7/"}
BELOW = {"snippets": "edit/7/", "settings": "7/", "articles": "articlepage/7/", "colophon": "7/"}
pytestmark = pytest.mark.django_db
OLD = sorted(old_addresses.OLD_ADDRESSES)


def _sample(kind: str, address: str) -> str:
    """A value of that kind that leads somewhere at this address."""
    names = address.split("/") if kind == "path" else []
    return next((BELOW[name] for name in names if name in BELOW), SAMPLES[kind])


def _filled(address: str) -> str:
    return "/" + re.sub(r"<(\w+):\w+>", lambda found: _sample(found[1], address), address)


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"])
@pytest.mark.parametrize("old", OLD)
def test_old_address__leads_to_new_one(old: str, method: str) -> None:
    browser = Client(enforce_csrf_checks=True)
    answer = browser.generic(method, _filled(old) + "?after=1&order=newest")
    values = [_sample(kind, old) for kind in re.findall(r"<(\w+):\w+>", old)]
    expected = old_addresses.OLD_ADDRESSES[old]
    for value in values:
        expected = re.sub(r"\{\w+\}", value, expected, count=1)
    assert answer.status_code == (301 if method in {"GET", "HEAD"} else 308)
    assert answer["Location"] == expected + "?after=1&order=newest"
    assert not answer.cookies


@pytest.mark.parametrize("old", OLD)
def test_old_address__its_new_one_has_a_view(old: str) -> None:
    new = Client().get(_filled(old))["Location"]
    found = resolve(new)
    assert not found.func.__module__.startswith(("wagtail.views", "masthead.config")), f"{new} leads nowhere"
    assert ".*" not in found.route, f"{new} leads to the desk's page for what it does not know"


def test_old_address__what_is_asked_for_cannot_lead_elsewhere() -> None:
    assert Client().get("/desk/book//elsewhere.example/")["Location"] == "/desk/audit-log//elsewhere.example/"
    answer = Client().get("/desk/book/a%3Fb%23c")
    assert answer["Location"] == "/desk/audit-log/a%3Fb%23c"
