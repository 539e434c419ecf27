"""The page about cookies is true: it names what the code sets, and nothing else."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

import masthead
from masthead.people.models import Person
from masthead.site_pages import queries
from masthead.site_pages.models import SitePage

PACKAGE = Path(masthead.__file__).parent


def ours(ending: str) -> list[Path]:
    return [path for path in PACKAGE.rglob(f"*{ending}") if "tests" not in path.parts]


def names(*, cookies: bool) -> set[str]:
    return {thing.name for thing in queries.browser_storage() if thing.is_cookie is cookies}


@pytest.mark.django_db
def test_browser_storage__names_every_cookie_that_the_code_sets() -> None:
    said = set()
    for path in ours(".py"):
        if re.search(r"\.set_(?:signed_)?cookie\(", path.read_text()):
            said.add(path.relative_to(PACKAGE).as_posix())
    assert said == {"paywall/middleware.py", "paywall/gate.py", "people/views/webauthn.py"}, (
        "a new cookie belongs into browser_storage"
    )
    assert names(cookies=True) == {
        settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME, "messages", "pass", "meter", "passkey",
    }  # fmt: skip


@pytest.mark.django_db
def test_browser_storage__names_whatever_is_put_into_the_browsers_own_storage() -> None:
    storing = {
        path.relative_to(PACKAGE).as_posix()
        for path in ours(".js")
        if re.search(r"\b(?:localStorage|sessionStorage|indexedDB)\b", path.read_text())
    }
    assert len(storing) == len(names(cookies=False)), storing


def test_cookies_page__lists_them_all(client: Client, standing: dict[str, SitePage]) -> None:
    page = client.get("/cookies/").content.decode()
    for thing in queries.browser_storage():
        assert f"<code>{thing.name}</code>" in page


def test_browser_storage__what_a_browser_is_given_is_on_the_list(
    client: Client, standing: dict[str, SitePage], pia: Person
) -> None:
    for path in ("/", "/sign-in/", "/contact/", "/search/", "/join/", "/cookies/"):
        client.get(path)
    client.post("/sign-in/", {"email": "stan@example.org"})
    client.force_login(pia)
    for path in ("/account/", "/desk/", "/desk/checklist/"):
        client.get(path)
    client.post("/desk/checklist/mail/")
    given = set(client.cookies)
    assert {"session", "csrf", "pass"} <= given
    assert given <= names(cookies=True)
