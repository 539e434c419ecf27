"""Somebody types, and page, network, session, server and browser die at random moments: nothing is lost.

The keys are logged outside of the browser. Whoever leaves a page finds every one of them again; whatever dies
takes at most the last two seconds. Twenty times here, two hundred in `make test-long`; SEED repeats a run.
"""

import os
import random
import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Playwright

from tests.journeys import typist
from tests.journeys.conftest import free_port
from tests.journeys.typing_site import TypingSite
from tests.journeys.typist import BODY, GRACE, Desk, Form, KeyLog

LEAVING = ("link", "back", "reload", "close")
DEATHS = ("crash", "network", "session", "browser", "server")
SEED = int(os.environ.get("SEED", "8"))


@pytest.fixture(scope="module")
def typing_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TypingSite]:
    site = TypingSite(tmp_path_factory.mktemp("typing"), free_port())
    site.start()
    yield site
    site.kill()


@pytest.fixture(scope="module")
def desk(
    playwright: Playwright, typing_site: TypingSite, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Desk]:
    opened = Desk(playwright, typing_site, tmp_path_factory.mktemp("profile"))
    yield opened
    opened.close()


def forms(site: TypingSite) -> list[Form]:
    facts = site.facts
    new = f"/desk/pages/add/publishing/articlepage/{facts['section']}/"
    return [
        Form("a draft's text", f"/desk/pages/{facts['draft']}/edit/", BODY),
        Form("a draft's standfirst", f"/desk/pages/{facts['draft']}/edit/", "#id_standfirst"),
        Form("a piece under review", f"/desk/pages/{facts['reviewed']}/edit/", BODY),
        Form("a published piece", f"/desk/pages/{facts['published']}/edit/", BODY),
        Form("a new piece", new, "#id_standfirst"),
        Form("an author, who has no drafts", facts["author_path"], "#id_bio", drafts=False),
    ]


def let_happen(
    what: str, desk: Desk, site: TypingSite, log: KeyLog, chance: random.Random, *, gives_up: bool = False
) -> None:
    """One of the ways in which typing ends; afterwards everything works again."""
    page = desk.page
    if what == "link":
        page.locator("a[href='/desk/images/']").first.click()
        page.wait_for_url("**/desk/images/")
    elif what == "back":
        page.go_back()
    elif what == "reload":
        page.reload()
    elif what == "close":
        desk.leave_page()
    elif what == "crash":
        desk.crash()
    elif what == "browser":
        desk.kill()
        desk.open()
    else:
        broken = {
            "network": (desk.cut_off, desk.connect),
            "session": (desk.end_session, desk.sign_in),
            "server": (site.kill, site.start),
        }
        end, begin_again = broken[what]
        end()
        typist.type_for(page, log, chance.uniform(0.2, 0.8), chance)
        page.wait_for_timeout(typist.TICK)
        if gives_up or chance.random() < 0.5:  # whoever gives up and closes the page finds it again, too
            desk.leave_page()
        if what != "session" or desk.page is not page:
            begin_again()
            return
        with page.expect_response(lambda answer: answer.url.endswith("/sign-in-state/") and answer.ok):
            begin_again()  # the page notices by itself that somebody is signed in again


def one_round(
    desk: Desk, site: TypingSite, number: int, chance: random.Random, *, what: str, form: Form | None = None
) -> None:
    """Open a form, type, let something happen, come back; all that was typed is there, and then saved."""
    planned = form is not None
    form = form or chance.choice(forms(site))
    log, mark = KeyLog(), f"mark{number:03d} "
    typist.open_form(desk, form)
    typist.replace_words(desk.page, form)
    typist.type_keys(desk.page, log, mark)
    typist.type_for(desk.page, log, chance.uniform(0.1, 1.6), chance)
    happened = time.monotonic()
    where = desk.page.url
    let_happen(what, desk, site, log, chance, gives_up=planned)
    dies_unseen = what in {"crash", "browser"}
    kept = log.text(until=happened - GRACE) if dies_unseen else log.text()
    if "/add/" not in where or not (pk := typist.article_with(site, mark)):
        typist.come_back(desk, where)
    else:  # it was begun on the server though the page never heard of it
        typist.come_back(desk, f"/desk/pages/{pk}/edit/")
    again = typist.found_again(desk, form, mark, kept) if kept else ""
    whole = again.rstrip().startswith(kept.rstrip())
    if "/add/" in where and not whole and (pk := typist.article_with(site, mark)):
        typist.come_back(desk, f"/desk/pages/{pk}/edit/")  # it arrived after the page was gone
        again = typist.found_again(desk, form, mark, kept)
        if not again.rstrip().startswith(kept.rstrip()):
            typist.come_back(desk, where)  # the page died before it heard the piece's own address
            again = typist.found_again(desk, form, mark, kept)
    told = f"round {number}, SEED={SEED}: {what} in {form.name}: typed {log.text()!r}, found {again!r}"
    assert again.rstrip().startswith(kept.rstrip()), told
    assert log.text().startswith(again.rstrip()), told
    if again and form.drafts:
        typist.wait_until_saved(desk.page)
        assert again.rstrip() in typist.newest_words(site, typist.article_with(site, mark)), told
    elif again:
        typist.save_by_hand(desk.page)


def run(desk: Desk, site: TypingSite, rounds: int) -> None:
    chance = random.Random(SEED)
    happenings = [what for _ in range(rounds) for what in LEAVING + DEATHS][:rounds]
    chance.shuffle(happenings)
    for number, what in enumerate(happenings):
        one_round(desk, site, number, chance, what=what)


def test_editor__twenty_times_nothing_typed_is_lost(desk: Desk, typing_site: TypingSite) -> None:
    run(desk, typing_site, 20)


@pytest.mark.long
def test_editor__two_hundred_times_nothing_typed_is_lost(desk: Desk, typing_site: TypingSite) -> None:
    run(desk, typing_site, 200)


FORGETFUL = (
    "window.typedStore = new Proxy({}, { get: (_, name) => async () => (name === 'all' ? [] : undefined) });"
)


@pytest.mark.parametrize("what", ["session", pytest.param("server", marks=pytest.mark.long)])
def test_typing_trial__notices_a_browser_that_stores_nothing(
    what: str, desk: Desk, typing_site: TypingSite
) -> None:
    desk.put_in_place_of("typed_store.js", FORGETFUL)
    try:
        with pytest.raises(AssertionError, match=what):
            one_round(desk, typing_site, 990, random.Random(SEED), what=what, form=forms(typing_site)[0])
    finally:
        desk.restore_scripts()
