# ruff: noqa: E501 - sentences
"""axe-core finds nothing on the desk, as whoever works there, light and dark, panels and choosers open too."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.look.conftest import Scheme
from tests.look.publication import Site
from tests.look.test_pages_are_for_everybody import RULES

# Wagtail's own, which no stylesheet or template of ours can mend, and why.
WAGTAILS_OWN = {
    ".w-editing-sessions__session": "who else has the page open: drawn by Wagtail's answer to a ping, a picture without a name",
    "h2[role='alert']": "how many pages a search found: a heading that is announced",
    "#other-searches-title": "a heading of the third level after the first, in the same search",
    "td h2:empty": "the report on reviews leaves the cell of a task without one empty",
}
# In the other scheme only colours are different.
COLOUR_RULES = {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}
RULES_IN: dict[Scheme, dict[str, Any]] = {"light": RULES, "dark": COLOUR_RULES}
ARTICLE = "/desk/pages/add/publishing/articlepage/{section}/"

PAGES: dict[str, tuple[str, ...]] = {
    "edda": (
        "/desk/", "/desk/pages/{section}/", "/desk/pages/{draft}/edit/",
        "/desk/pages/{reviewed}/edit/", ARTICLE, "/desk/pages/{draft}/delete/", "/desk/pages/{published}/unpublish/",
        "/desk/pages/{published}/history/", "/desk/pages/{reviewed}/workflow_history/", "/desk/pieces/{draft}/",
        "/desk/pages/search/?q=lantern", "/desk/pages/{draft}/copy/",
        "/desk/images/", "/desk/images/{picture}/", "/desk/images/add/", "/desk/images/multiple/add/",
        "/desk/snippets/publishing/author/edit/{author}/", "/desk/pages/999999/edit/",
    ),
    "ada": ("/desk/pages/{reviewed}/edit/",),
    "pia": (
        "/desk/", "/desk/pages/{front}/", "/desk/pages/{section}/edit/", "/desk/checklist/",
        "/desk/snippets/theme/theme/edit/1/", "/desk/settings/publishing/publication/1/",
        "/desk/settings/paywall/meterpolicy/", "/desk/plans/", "/desk/plans/edit/1/", "/desk/ledger/inspect/1/",
        "/desk/invoices-listing/", "/desk/audit-log/", "/desk/mentions-sent/",
        "/desk/documents/", "/desk/account/", "/desk/reports/site-history/", "/desk/reports/workflow/",
    ),
    "moe": ("/moderation/",),
}  # fmt: skip
ON_A_PHONE = ("/desk/", "/desk/pages/{section}/", "/desk/pages/{draft}/edit/", "/desk/pieces/{draft}/")


Open = Callable[..., Page]


@pytest.fixture
def desk_page(look_browser: Browser, look_site: Site) -> Iterator[Open]:
    """A page of somebody's browser; colours are never half way to others in it."""
    contexts = []

    def opened(who: str, *, width: int = 1280) -> Page:
        context = look_browser.new_context(
            base_url=look_site.address, viewport={"width": width, "height": 900}, reduced_motion="reduce",
            bypass_csp=True,
        )  # fmt: skip
        contexts.append(context)
        context.add_cookies([{"name": "session", "value": look_site.sessions[who], "url": look_site.address}])
        page = context.new_page()
        page.on("dialog", lambda dialog: dialog.accept())
        return page

    yield opened
    for context in contexts:
        context.close()


def complaints(page: Page) -> list[str]:
    """What axe finds in light, and of colours in dark."""
    page.add_style_tag(
        content="*, ::before, ::after { transition: none !important; animation: none !important }"
    )
    found = []
    context = {"exclude": [[selector] for selector in WAGTAILS_OWN]}
    for scheme, rules in RULES_IN.items():
        page.emulate_media(color_scheme=scheme)
        answer = Axe().run(page, context=context, options={**rules, "resultTypes": ["violations"]}).response
        found += [
            f"{scheme}, {one['id']}: {node['html'][:200]} | {node['failureSummary'][:300]}"
            for one in answer["violations"]
            for node in one["nodes"]
        ]
    page.emulate_media(color_scheme="light")
    return found


def to(page: Page, site: Site, path: str) -> None:
    answer = page.goto(path.format(**site.pieces), wait_until="load")
    assert answer is not None
    assert answer.status == (404 if "999999" in path else 200), path
    if "edit" in path or "/add/" in path:
        page.wait_for_load_state("networkidle")


def said(found: dict[str, list[str]]) -> str:
    return "\n".join(f"{place}: {one}" for place, those in found.items() for one in those)


@pytest.mark.parametrize("who", PAGES)
def test_axe__finds_nothing_on_the_desk(desk_page: Open, look_site: Site, who: str) -> None:
    page = desk_page(who)
    found = {}
    for path in PAGES[who]:
        to(page, look_site, path)
        found[path] = complaints(page)
    assert not said(found), said(found)


def test_axe__finds_nothing_on_the_desk_on_a_phone_and_nothing_runs_out_of_it(
    desk_page: Open, look_site: Site
) -> None:
    page = desk_page("edda", width=390)
    found = {}
    for path in ON_A_PHONE:
        to(page, look_site, path)
        found[path] = complaints(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, path
    assert not said(found), said(found)


# --- what opens -------------------------------------------------------------------------------------------


def side_panel(name: str) -> Callable[[Page], None]:
    def opened(page: Page) -> None:
        page.get_by_role("button", name=f"Toggle {name}").first.click()
        page.locator(f"[data-side-panel='{name}']").wait_for()

    return opened


def tab(name: str) -> Callable[[Page], None]:
    def opened(page: Page) -> None:
        page.get_by_role("tab", name=name).click()
        page.locator("[role=tabpanel]:not([hidden])").first.wait_for()

    return opened


def chooser(button: str) -> Callable[[Page], None]:
    def opened(page: Page) -> None:
        page.get_by_role("button", name=button).first.click()
        page.locator(".modal-body").first.wait_for()
        page.wait_for_load_state("networkidle")

    return opened


STATES: tuple[tuple[str, str, Callable[[Page], None]], ...] = (
    ("the state of a piece", "/desk/pages/{draft}/edit/", side_panel("status")),
    ("for readers", "/desk/pages/{draft}/edit/", tab("Readers")),
    ("choosing a picture", ARTICLE, chooser("Choose an image")),
)


def test_axe__finds_nothing_in_what_opens_on_the_desk(desk_page: Open, look_site: Site) -> None:
    page = desk_page("edda")
    found = {}
    for name, path, opens in STATES:
        to(page, look_site, path)
        opens(page)
        found[name] = complaints(page)
    assert not said(found), said(found)
