"""Whoever only looks costs no row: no page stores a session for a stranger who asked for it."""

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import URLResolver, get_resolver

from masthead.publishing import operations as publishing

ARGUMENTS = {
    "int": "1",
    "name": "a",
    "slug": "a",
    "str": "a:b:c",
    "path": "a",
    "feed": "rss.xml",
    "followable": "author",
}


def addresses(resolver: URLResolver, before: str = "/") -> Iterator[str]:
    """Every address of ours, with something in the place of each argument; the desk's own are left out."""
    for pattern in resolver.url_patterns:
        text = before + str(pattern.pattern).removeprefix("^").removesuffix("$")
        if isinstance(pattern, URLResolver):
            if "desk/" not in text:
                yield from addresses(pattern, text)
        elif "(" not in text:
            for name, word in ARGUMENTS.items():
                while f"<{name}:" in text:
                    head, _, rest = text.partition(f"<{name}:")
                    text = head + word + rest.partition(">")[2]
            yield text.replace("\\", "")


@pytest.mark.django_db
def test_sessions__no_address_stores_one_for_a_stranger_who_asks() -> None:
    publishing.prepare_publication(name="The Lighterman")
    asked = sorted(set(addresses(get_resolver())))
    assert {"/sign-in/", "/sign-in/passkey/", "/webmention", "/search/", "/threads/1/"} <= set(asked)
    assert {"/authors/a/", "/a/rss.xml", "/join/a/"} <= set(asked)
    assert not [address for address in asked if "<" in address], "an argument without a word in its place"
    keeping: list[tuple[str, object]] = []
    for address in asked:
        response = Client(raise_request_exception=False).get(address)
        if response.status_code >= 500 or Session.objects.exists():
            keeping.append((address, response.status_code))
        if settings.SESSION_COOKIE_NAME in response.cookies:
            keeping.append((address, "a cookie"))
        Session.objects.all().delete()
    assert keeping == []
