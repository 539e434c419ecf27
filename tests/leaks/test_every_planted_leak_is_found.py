"""The audit audited: a leak is planted in each surface in turn, and seen."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.conf import settings as site
from django.core.management import CommandError, call_command
from django.db import models
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from masthead.discussion import operations as discussion
from masthead.discussion.models import Comment, Thread
from masthead.frontdoor import cached_page
from masthead.frontdoor.application import FrontDoor
from masthead.kit import contributions
from masthead.leaks.audit import run_audit
from masthead.leaks.gated_text import hidden_parts
from masthead.leaks.report import surface_of
from masthead.people.models import Person
from masthead.publishing import queries
from masthead.publishing.models import (
    ArticleFile,
    ArticlePage,
    Author,
    FullBody,
    Publication,
    PublicView,
    SectionPage,
    Series,
    Tag,
)
from tests.leaks import leaky_urls, outermost
from tests.leaks.conftest import CANARIES, CAPTION, QUOTED, SECRET, Audit, a_door

Rows = models.QuerySet[Any]


@contextmanager
def planted(rows: Rows, **values: Any) -> Iterator[None]:
    """The rows hold these values for as long as it lasts."""
    before = {row.pk: {name: getattr(row, name) for name in values} for row in rows}
    rows.model._default_manager.filter(pk__in=before).update(**values)
    queries.invalidate_publication_summary()
    yield
    queries.invalidate_publication_summary()
    for pk, kept in before.items():
        rows.model._default_manager.filter(pk=pk).update(**kept)


def test_run_audit__a_leak_in_any_row_is_found_where_it_comes_out(
    world: ArticlePage, audit: Audit, door: FrontDoor
) -> None:
    view = PublicView.objects.filter(pk=world.pk)
    thread = Thread.objects.filter(key=f"article:{world.pk}")
    files = ArticleFile.objects.filter(behind_gate=True)
    shown = view.get()
    plants: dict[str, tuple[Rows, dict[str, Any], set[str]]] = {
        "description": (view, {"description": SECRET}, {"pieces", "feeds", "feeds of authors and tags"}),
        "standfirst": (view, {"standfirst": SECRET}, {"front page", "section pages", "pieces"}),
        "open part": (view, {"teaser_html": f"<p>{SECRET}</p>"}, {"pieces", "feeds"}),
        "headline": (
            view,
            {"headline": SECRET[:120]},
            {
                *("pieces", "front page", "feeds", "section pages", "author pages", "tag pages", "archive"),
                *("series", "corrections"),
            },
        ),
        "names": (
            view,
            {"authors": [{"id": 1, "name": SECRET, "slug": "x", "bio": "", "portrait": {}}]},
            {"pieces", "front page", "tag pages", "feeds", "feeds of authors and tags"},
        ),
        "what a search looks at": (view, {"search_text": SECRET.casefold()}, {"search"}),
        "words on a picture": (view, {"image": {**shown.image, "alt": SECRET}}, {"pieces"}),
        "a caption in the open": (view, {"image": {**shown.image, "caption": CAPTION}}, {"pieces"}),
        "a level left behind": (view, {"level": "public"}, {"pieces"}),
        "the path in the sitemap": (view, {"path": "/" + "-".join(SECRET.split())}, {"sitemap"}),
        "what is new": (view, {"whats_new": SECRET}, {"pieces"}),
        "a correction": (
            view,
            {"corrections": [{"date": "2026-03-04", "text": SECRET}]},
            {"pieces", "corrections"},
        ),
        "a tag on the piece": (view, {"tags": [{"id": 1, "name": SECRET, "slug": "x"}]}, {"pieces"}),
        "a tag": (Tag.objects.all(), {"name": SECRET[:100]}, {"tag pages", "search"}),
        "an author's line": (Author.objects.all(), {"bio": SECRET}, {"author pages"}),
        "a series' line": (Series.objects.all(), {"description": SECRET}, {"series"}),
        "the discussion's title": (thread, {"title": SECRET}, {"discussion: threads", "feeds of threads"}),
        "a hidden picture": (files, {"behind_gate": False}, {"pictures and files"}),
        "the tagline": (Publication.objects.all(), {"tagline": SECRET[:160]}, {"front page", "feeds"}),
        "a section's line": (SectionPage.objects.all(), {"description": QUOTED}, {"section pages", "feeds"}),
    }  # fmt: skip
    missed = []
    for name, (rows, values, places) in plants.items():
        door.state.cache.clear()
        with planted(rows, **values):
            report = audit("spent meter")
        found = {surface_of(leak.address) for leak in report.leaks}
        if not places <= found:
            missed.append(f"{name}: not found on {', '.join(sorted(places - found))}")
    door.state.cache.clear()
    assert missed == []
    assert audit("spent meter").holds


def test_canaries__every_kind_of_part_has_one_that_sings(world: ArticlePage, client: Client) -> None:
    hidden = next(part for part in hidden_parts() if part.article_id == world.pk)
    assert {word for (word,) in hidden.runs[1]} == set(CANARIES.values())
    assert any(path.startswith("documents/bell") for path in hidden.files)
    body = FullBody.objects.get(pk=world.pk)
    view = PublicView.objects.filter(pk=world.pk)
    with planted(view, metered=False):
        assert not hidden.found_in([client.get(hidden.path).content.decode()])
        with planted(view, teaser_html=body.after_gate + body.footnotes):
            heard = hidden.found_in([client.get(hidden.path).content.decode()])
    assert {run[0] for run in heard if len(run) == 1} == set(CANARIES.values())


def test_run_audit__words_that_a_room_above_names_are_looked_for_however_few(
    world: ArticlePage, audit: Audit, door: FrontDoor, monkeypatch: pytest.MonkeyPatch
) -> None:
    named = {**contributions._table, "leak_canaries": (lambda: ["with borrowed silver"],)}
    with planted(PublicView.objects.filter(pk=world.pk), description="Bought with borrowed silver."):
        assert audit("spent meter").holds  # three words are nobody's secret, unless somebody says so
        monkeypatch.setattr(contributions, "_table", named)
        door.state.cache.clear()
        report = audit("spent meter")
    assert {"pieces", "feeds"} <= {surface_of(leak.address) for leak in report.leaks}


def test_run_audit__a_leak_at_any_address_is_found_with_its_address_and_reader(
    world: ArticlePage, audit: Audit, settings: Settings
) -> None:
    settings.ROOT_URLCONF = "tests.leaks.leaky_urls"
    report = audit()
    named = {(leak.address.partition("?")[0], leak.reader) for leak in report.leaks}
    for sentence in report.unreadable:
        address, _, rest = sentence.partition(" as ")
        named.add((address, rest.partition(":")[0]))
    wanted = {("/" + route, reader) for route, (_, readers) in leaky_urls.LEAKS.items() for reader in readers}
    assert wanted - named == set()
    assert ("/nowhere/", "stranger") in named  # the page that says there is no page
    assert not report.holds
    assert any(
        line.startswith("LEAK  /llms.txt gave stranger a part of “The seventh lantern”")
        for line in report.lines()
    )


def test_run_audit__a_search_that_believes_a_phrase_is_found(
    world: ArticlePage, audit: Audit, settings: Settings
) -> None:
    settings.ROOT_URLCONF = "tests.leaks.leaky_urls"
    report = audit("stranger", "registered")
    asked = {leak.address for leak in report.leaks if leak.address.startswith("/search/?q=%22")}
    assert len(asked) == 2, report.leaks  # a phrase of the members' piece, and one of that for accounts
    told = {leak.reader for leak in report.leaks if leak.headline == "For readers with an account"}
    assert "stranger" in told


def test_run_audit__a_page_cached_for_the_wrong_reader_is_found(world: ArticlePage) -> None:
    door = a_door()
    path = PublicView.objects.get(pk=world.pk).section_path

    def keep() -> None:
        page = cached_page.build_page(
            headers=[(b"content-type", b"text/html; charset=utf-8")],
            body=f"<p>{SECRET}</p>".encode(),
            depends_on=["article-lists:*"],
            gated=False,
        )
        shelf = door.state.cache
        assert shelf.put(
            (site.SITE_HOST, path), variant="shared", piece=None, page=page, generation=shelf.generation()
        )

    door._on_start = keep  # the door begins with an empty shelf
    report = run_audit(now=timezone.now(), application=door, readers=["stranger"])
    assert {leak.address for leak in report.leaks} == {path}


def test_run_audit__any_piece_is_looked_at_whatever_its_stored_view_says(
    world: ArticlePage, audit: Audit
) -> None:
    free = ArticlePage.objects.get(title="For everybody")
    ArticlePage.objects.filter(pk=free.pk).update(
        access="inherit"
    )  # behind the back of everything that follows
    report = audit("stranger")
    assert {leak.headline for leak in report.leaks} == {"For everybody"}


@pytest.mark.parametrize("under", ["The seventh lantern", "For everybody"])
def test_quoted_in_comments__words_that_members_quote_are_named_and_are_no_leak(
    under: str, world: ArticlePage, audit: Audit
) -> None:
    member = Person.objects.get(email="member@example.org")
    thread = Thread.objects.get(key=f"article:{ArticlePage.objects.get(title=under).pk}")
    discussion.post_comment(
        author=member,
        thread=thread,
        text=f"“{QUOTED}” Is that so?",
        reply_to_seq=0,
        idempotency_key="quote",
        now=timezone.now(),
        rate_limited=False,
    )
    report = audit("stranger")
    assert report.holds, "\n".join(report.lines())
    assert {leak.headline for leak in report.quoted} == {"The seventh lantern"}
    assert Comment.objects.filter(body_source__contains=QUOTED).exists()


def test_audit_leaks__leaves_with_one_and_names_the_leak(
    world: ArticlePage, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.ASGI_APPLICATION = "tests.leaks.outermost.application"
    call_command("audit_leaks", readers=["stranger"])
    assert "nothing leaked" in capsys.readouterr().out
    PublicView.objects.filter(pk=world.pk).update(description=SECRET)
    outermost.application.state.cache.clear()  # nothing has told the door
    with pytest.raises(CommandError) as ended:
        call_command("audit_leaks", readers=["stranger"])
    assert ended.value.returncode == 1
    assert "LEAK  /rss.xml gave stranger" in capsys.readouterr().out


def test_hidden_parts__are_read_from_the_piece_itself(world: ArticlePage) -> None:
    FullBody.objects.all().delete()
    hidden = {part.headline: part for part in hidden_parts()}
    assert set(hidden) == {"The seventh lantern", "For readers with an account"}
    assert ("the", "keeper", "s", "unlit", "second", "stair") in hidden["The seventh lantern"].runs[6]
