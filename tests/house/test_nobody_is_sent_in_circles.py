"""Every page leads somewhere: whoever is signed in is not sent to sign in, and no redirect comes back."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from conftest import sign_in

MOST_HOPS = 5


def addresses_without_arguments(patterns: list[Any] | None = None, before: str = "/") -> Iterator[str]:
    """Every address that needs no number or name, of ours and of the desk."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        here = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from addresses_without_arguments(pattern.url_patterns, here)
        elif isinstance(pattern, URLPattern) and not set("<(^$?\\*") & set(here):
            yield here


def hops(client: Client, address: str) -> list[str]:
    """The addresses a browser goes through from here."""
    seen = [address]
    while len(seen) <= MOST_HOPS:
        response = client.get(seen[-1])
        if response.status_code not in {301, 302, 303, 307, 308}:
            return seen
        seen.append(response["Location"])
    raise AssertionError(f"no end: {seen}")


@pytest.mark.parametrize("who", ["rita", "moe", "ada"])
def test_redirects__no_page_sends_somebody_in_circles(who: str, request: Any, client: Client) -> None:
    person = request.getfixturevalue(who)
    addresses = sorted(set(addresses_without_arguments()))
    assert len(addresses) > 100
    assert "/desk/" in addresses
    for address in addresses:
        if address in {
            "/sign-out/",
            "/desk/logout/",
            "/desk/failwhale/",
        }:  # the last one is an error on purpose
            continue
        sign_in(client, person)
        gone_through = hops(client, address)
        if who != "ada":
            assert not [page for page in gone_through[1:] if page.startswith("/sign-in/?next")], gone_through


@pytest.mark.parametrize(
    "address",
    ["/desk/", "/desk/pages/", "/desk/?a=b", "/desk/images/", "/desk/reports/audit/", "/desk/nowhere/"],
)
@pytest.mark.parametrize("who", ["rita", "mina", "moe"])
def test_redirects__whoever_may_not_enter_the_desk_is_told_so(
    address: str, who: str, request: Any, client: Client
) -> None:
    response = sign_in(client, request.getfixturevalue(who)).get(address)
    assert response.status_code == 403
    assert "your account may not open this page" in response.content.decode()


def test_redirects__a_stranger_is_still_asked_to_sign_in_and_led_back(db: None, client: Client) -> None:
    response = client.get("/desk/pages/")
    assert (response.status_code, response["Location"]) == (302, "/sign-in/?next=/desk/pages/")
