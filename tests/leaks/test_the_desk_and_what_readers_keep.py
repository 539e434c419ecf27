"""Links to drafts, lists and feeds by their addresses, what one reader has: a leak planted there is found."""

import io
import json
import zipfile
from collections.abc import Iterable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from masthead.frontdoor.application import FrontDoor
from masthead.kit.contributions import gather
from masthead.leaks.gated_text import hidden_parts
from masthead.leaks.report import Report, surface_of
from masthead.mentions.models import Mention, MentionProtocol
from masthead.notices.models import Delivery, SiteNotice
from masthead.people import operations as people
from masthead.people.contributions import DATA_EXPORT
from masthead.people.models import Person
from masthead.people.operations.data_export import zip_of_parts
from masthead.publishing import operations
from masthead.publishing.models import ArticlePage, PreviewLink, PublicView
from masthead.reading import operations as reading
from masthead.reading.models import FollowableKind
from tests.leaks.conftest import SECRET, Audit, note
from tests.leaks.test_every_planted_leak_is_found import planted

FORMS = ("rss.xml", "atom.xml", "feed.json")


def found_at(report: Report) -> set[str]:
    return {leak.address for leak in report.leaks}


# --- links to drafts --------------------------------------------------------------------------------------


@pytest.fixture
def links(world: ArticlePage) -> dict[str, PreviewLink]:
    """One that holds, one whose time is over, one that was ended."""
    now = timezone.now()
    editor = people.register_person(email="ed@example.org", display_name="Ed Farrow", now=now)
    made = {
        name: operations.share_preview(article=world, days=1, by=editor, now=now - ago)
        for name, ago in (("good", timedelta()), ("over", timedelta(days=2)), ("ended", timedelta()))
    }
    operations.end_preview(link=made["ended"], by=editor, now=now)
    return made


def address_of(link: PreviewLink) -> str:
    return f"/preview/{operations.preview_token(link)}/"


def test_run_audit__a_link_to_a_draft_that_outlives_its_end_is_found(
    links: dict[str, PreviewLink], audit: Audit, settings: Settings
) -> None:
    report = audit("stranger", "registered")
    assert report.holds, "\n".join(report.lines())
    assert report.asked["links to drafts", "stranger"] >= 5
    settings.ROOT_URLCONF = "tests.leaks.leaky_urls"
    found = found_at(audit("stranger"))
    assert {address_of(links["over"]), address_of(links["ended"])} <= found
    assert address_of(links["good"]) not in found  # nobody was told of it


def test_run_audit__a_link_to_a_draft_that_stands_on_a_public_page_is_found(
    world: ArticlePage, links: dict[str, PreviewLink], audit: Audit
) -> None:
    free = PublicView.objects.filter(headline="For everybody")
    with planted(free, teaser_html=f'<p><a href="{address_of(links["good"])}">the draft</a></p>'):
        assert found_at(audit("stranger")) == {address_of(links["good"])}


# --- lists and feeds, address by address ------------------------------------------------------------------


def test_run_audit__what_is_shown_of_a_piece_is_looked_at_in_every_list_and_feed(
    world: ArticlePage, audit: Audit, door: FrontDoor
) -> None:
    reader = a_reader_of_the_audits_own(audit)
    reading.save_article(person=reader, article_id=world.pk, now=timezone.now())
    mention = Mention.objects.create(
        article=world, source="https://blog.example/", target="x", host="blog.example",
        protocol=MentionProtocol.WEBMENTION, state=Mention.State.PENDING, token="a-token",
        received_at=timezone.now(),
    )  # fmt: skip
    PublicView.objects.filter(headline="For everybody").update(earlier=[world.pk])
    door.state.cache.clear()
    view = PublicView.objects.filter(pk=world.pk)
    month = f"/archive/{view.get().first_published_at:%Y/%m}/"
    lists = ("/", "/harbour/", "/authors/marit-oyelaran/", "/tags/lanterns/")
    with planted(view, headline=SECRET[:120]):
        report = audit("registered")
    wanted = {
        *lists,
        *(place + form for place in lists for form in FORMS),
        *(month, "/series/lights-of-the-strait/", "/corrections/", "/sitemap-news.xml"),
        *("/search/?section=harbour", "/search/?tag=lanterns&order=oldest"),
        "/search/?author=marit-oyelaran&order=oldest",
        "/harbour/for-everybody/",  # named there as earlier coverage
        "/saved/",
        f"/pieces/{world.pk}/keep/",
        f"/webmention/{mention.token}/",
    }
    assert wanted - found_at(report) == set()
    assert surface_of(f"/webmention/{mention.token}/") == "mentions"


def test_run_audit__what_stands_in_a_feed_is_looked_at_in_every_feed(
    world: ArticlePage, audit: Audit, door: FrontDoor
) -> None:
    with planted(PublicView.objects.filter(pk=world.pk), teaser_html=f"<p>{SECRET}</p>"):
        found = found_at(audit("spent meter"))
    places = ("/", "/harbour/", "/authors/marit-oyelaran/", "/tags/lanterns/")
    assert {place + form for place in places for form in FORMS} - found == set()
    assert {"/harbour/the-seventh-lantern/", "/harbour/the-seventh-lantern/?print=1"} <= found


def test_run_audit__a_search_for_hidden_words_among_few_pieces_is_found(
    world: ArticlePage, audit: Audit, settings: Settings
) -> None:
    settings.ROOT_URLCONF = "tests.leaks.leaky_urls"
    found = found_at(audit("stranger"))
    for narrowed in ("&section=harbour", "&since=1970-01-01&order=oldest"):
        assert any(address.startswith("/search/?q=") and narrowed in address for address in found)


# --- what reaches one reader ------------------------------------------------------------------------------


def a_reader_of_the_audits_own(audit: Audit) -> Person:
    """The registered reader as whom the audit walks, once it has walked."""
    assert audit("registered").holds
    return Person.objects.get(email="registered@leak-audit.invalid")


def told_in(texts: Iterable[str]) -> set[str]:
    """The headlines of the pieces of which something hidden stands in `texts`."""
    said = list(texts)
    return {piece.headline for piece in hidden_parts() if piece.found_in(said)}


def follower(name: str, article: ArticlePage) -> Person:
    now = timezone.now()
    person = people.register_person(email=f"{name}@example.org", display_name=name, now=now)
    section = PublicView.objects.get(pk=article.pk).section_id
    reading.follow(
        person=person, kind=FollowableKind.SECTION, followable_id=section, now=now - timedelta(days=1)
    )
    return person


def mail_to(person: Person, article: ArticlePage) -> list[str]:
    """What the mails about a new piece are filled with."""
    reading.notify_followers(article_id=article.pk, now=timezone.now())
    mails = [json.dumps(row.context) for row in Delivery.objects.filter(person=person)]
    notices = SiteNotice.objects.filter(person=person).values_list("line", flat=True)
    assert mails, "a follower is told"
    return [*mails, *map(json.dumps, notices)]


def test_published_notice__tells_nothing_hidden_and_would_be_seen_if_it_did(world: ArticlePage) -> None:
    assert told_in(mail_to(follower("Tobias", world), world)) == set()
    with planted(PublicView.objects.filter(pk=world.pk), standfirst=SECRET):
        said = mail_to(follower("Halina", world), world)
    assert told_in(said) == {"The seventh lantern"}


def archive_of(person: Person) -> list[str]:
    """Everything in the archive that a reader takes along, as text."""
    shares = [share(person, timezone.now()) for share in gather(DATA_EXPORT)]
    with zipfile.ZipFile(io.BytesIO(zip_of_parts(shares))) as zipped:
        return [zipped.read(name).decode("utf-8", "replace") for name in zipped.namelist()]


def test_data_export__of_who_is_no_member_tells_nothing_hidden_and_would_be_seen_if_it_did(
    world: ArticlePage,
) -> None:
    reader = follower("Tobias", world)
    reading.save_article(person=reader, article_id=world.pk, now=timezone.now())
    mail_to(reader, world)
    assert told_in(archive_of(reader)) == set()
    note(reader, kind="followed", sentence=SECRET)
    assert told_in(archive_of(reader)) == {"The seventh lantern"}


def test_run_audit__what_is_shown_of_a_piece_to_read_next_is_looked_at(
    world: ArticlePage, audit: Audit
) -> None:
    view = PublicView.objects.filter(pk=world.pk)
    with planted(
        view, headline=SECRET[:120], first_published_at=timezone.now()
    ):  # newer, so not earlier coverage
        page = Client().get("/harbour/for-everybody/").content.decode()
        assert SECRET[:40] in page.partition('<h2 id="related-title">')[2]
        assert "/harbour/for-everybody/" in found_at(audit("stranger"))
