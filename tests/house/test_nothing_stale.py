"""No cached page outlives what stands on it: every one is drawn, everything changed, and looked at again.

The front door's cache is stood in for by what it keeps: the answer and the keys under which it is found. A
page that no change concerned must still say what a page drawn anew says.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from masthead.discussion import operations as discussion
from masthead.discussion.models import Comment, Thread, VoteKind
from masthead.frontdoor import queries
from masthead.kit.caching import DEPENDENCIES, VARIANT
from masthead.kit.dependencies import keys_made_untrue, page_keys
from masthead.memberships import operations as memberships
from masthead.memberships.models import EntitlementSource, Plan
from masthead.mentions.models import Mention, MentionProtocol
from masthead.mentions.operations import moderating
from masthead.paywall import operations as paywall
from masthead.people import operations as people
from masthead.people.models import Person, Role
from masthead.publishing import operations as publishing
from masthead.publishing.models import ArticlePage, Author, PublicView, SectionPage, Series, Tag
from masthead.site_pages import operations as site_pages
from masthead.theme.models import Theme

# What differs between two drawings of the same page.
_NOISE = re.compile(r'nonce="[^"]*"|(?<=<lastBuildDate>)[^<]*|(?<=<updated>)[^<]*')


@dataclass
class Site:
    """The cached pages as the front door would have them."""

    client: Client
    pages: dict[str, tuple[str, frozenset[str]]] = field(default_factory=dict)
    heard: int = 0

    def draw(self, path: str) -> str | None:
        """What a stranger gets at `path` now; None where it may not be cached."""
        answer = Client().get(path)
        if VARIANT not in answer.headers:
            return None
        self.last_keys = page_keys(answer.headers[DEPENDENCIES].split())
        return _NOISE.sub("", answer.content.decode())

    def fill(self, paths: list[str]) -> None:
        self.pages = {}
        for path in paths:
            page = self.draw(path)
            if page is not None:
                self.pages[path] = (page, self.last_keys)
        self.heard = queries.latest_invalidation_id()

    def stale(self) -> list[str]:
        """The paths of pages still held that say something else than they would if drawn now."""
        dropped = {
            key for _, changed in queries.invalidations_after(self.heard) for key in keys_made_untrue(changed)
        }
        held = {path: page for path, (page, keys) in self.pages.items() if not keys & dropped}
        return [path for path, page in held.items() if self.draw(path) != page]


@dataclass
class World:
    """A small publication in which everything stands on some page."""

    front: SectionPage
    section: SectionPage
    article: ArticlePage
    other: ArticlePage
    author: Author
    tag: Tag
    series: Series
    thread: Thread
    comment: Comment
    writer: Person
    mention: Mention
    plan: Plan
    moderator: Person
    publisher: Person


def _member(name: str, now: datetime) -> Person:
    person = people.register_person(email=f"{name.split(maxsplit=1)[0].lower()}@example.org", now=now)
    people.set_display_name(person=person, name=name, now=now)
    memberships.grant(
        person=person,
        source=EntitlementSource.SUBSCRIPTION,
        starts_at=now - timedelta(days=1),
        ends_at=now + timedelta(days=30),
        reference=f"stale:{name}",
        now=now,
    )
    person.refresh_from_db()
    return person


@pytest.fixture
def world(transactional_db: None) -> World:
    now = timezone.now()
    front = publishing.prepare_publication(name="The Lighterman", tagline="A magazine of the strait")
    site_pages.prepare_site_pages(language="en")
    section = publishing.ensure_section(title="Harbour", description="Ships")
    author = publishing.add_author(name="Marit Oyelaran", bio="writes about harbours.")
    series = publishing.add_series(title="Lights", description="Lamps and those who keep them")

    def publish(headline: str, days: int) -> ArticlePage:
        draft = publishing.write_article(
            section=section,
            headline=headline,
            standfirst=f"About {headline}",
            authors=[author],
            tags=["Lanterns"],
            series=series,
            access="public",
            body=[("text", "<p>The harbour office keeps a list.</p>")],
        )
        return publishing.publish_article(article=draft, published_at=now - timedelta(days=days))

    other, article = publish("An older lantern", 9), publish("The seventh lantern", 1)
    thread = Thread.objects.get(key=f"article:{article.pk}")
    writer, second = _member("Wendelin Aske", now), _member("Hanne Storm", now)
    comment = discussion.post_comment(
        author=writer,
        thread=thread,
        text="I kept that light for a year.",
        idempotency_key="one",
        now=now,
        rate_limited=False,
    )
    discussion.post_comment(
        author=second,
        thread=thread,
        text="And I paid for it.",
        reply_to_seq=comment.seq,
        idempotency_key="two",
        now=now,
        rate_limited=False,
    )
    moderator = _member("Moe Castellan", now)
    people.give_role(person=moderator, role=Role.MODERATOR, by=None, now=now)
    publisher = _member("Pia Halloran", now)
    people.give_role(person=publisher, role=Role.PUBLISHER, by=None, now=now)
    mention = Mention.objects.create(
        article=article,
        source="https://blog.example/lanterns",
        target=f"/harbour/{article.slug}/",
        host="blog.example",
        title="On lanterns",
        state=Mention.State.SHOWN,
        protocol=MentionProtocol.WEBMENTION,
        token="a-token",
        received_at=now,
        checked_at=now,
    )
    plan = Plan.objects.create(
        name="Yearly", slug="yearly", interval="year", amount_minor=6000, currency="EUR"
    )
    return World(
        front, section, article, other, author, Tag.objects.get(), series, thread, comment, writer,
        mention, plan, Person.objects.get(pk=moderator.pk), Person.objects.get(pk=publisher.pk),
    )  # fmt: skip


def paths_of(world: World) -> list[str]:
    view = PublicView.objects.get(pk=world.article.pk)
    thread = world.thread.get_absolute_url()
    feeds = [f"{base}{form}" for base in ("/", "/harbour/") for form in ("rss.xml", "atom.xml", "feed.json")]
    author, tag = f"/authors/{world.author.slug}/", f"/tags/{world.tag.slug}/"
    lists = [
        "/authors/",
        author,
        "/tags/",
        tag,
        f"/series/{world.series.slug}/",
        "/archive/",
        "/corrections/",
    ]
    month = f"/archive/{view.first_published_at:%Y/%m}/"
    pages = ["/", "/harbour/", view.path, f"/harbour/{world.other.slug}/", *lists, month]
    return [
        *pages,
        f"{author}rss.xml",
        f"{tag}rss.xml",
        thread,
        f"{thread}comments/",
        f"{thread}rss.xml",
        *feeds,
        "/cookies/",
    ]


def _save(row: object, **values: object) -> None:
    for name, value in values.items():
        setattr(row, name, value)
    row.save()  # type: ignore[attr-defined]  # any row


def _another_price(world: World, now: datetime) -> None:
    _save(world.plan, amount_minor=7000)
    memberships.record_plan_change(plan=world.plan, by=world.publisher, action="edit", now=now)


Change = Callable[[World, datetime], object]
CHANGES: dict[str, Change] = {
    "the publication's name": lambda w, now: publishing.update_publication(name="The Ferryman"),
    "the publication's tagline": lambda w, now: publishing.update_publication(
        name="The Lighterman", tagline="Another line"
    ),
    "the language": lambda w, now: publishing.update_publication(name="The Lighterman", language="de"),
    "the theme's colour": lambda w, now: _save(Theme.objects.get(), accent="#1f4fa6"),
    "a new section": lambda w, now: publishing.ensure_section(title="Politics"),
    "the section's name": lambda w, now: _revise(w.section, title="Port"),
    "the section's address": lambda w, now: _revise(w.section, slug="port"),
    "the headline": lambda w, now: _revise(w.article, title="The eighth lantern"),
    "the article's address": lambda w, now: _revise(w.article, slug="eighth"),
    "another article's headline": lambda w, now: _revise(w.other, title="The oldest lantern"),
    "an article is taken back": lambda w, now: publishing.unpublish_article(article=w.other),
    "an article is deleted": lambda w, now: ArticlePage.objects.get(pk=w.other.pk).delete(),
    "the author's name": lambda w, now: _save(w.author, name="Marit Eriksen"),
    "the author's line": lambda w, now: _save(w.author, bio="keeps the tide tables."),
    "the author's address": lambda w, now: _save(w.author, slug="marit"),
    "the tag's name": lambda w, now: _save(w.tag, name="Lamps"),
    "the tag's address": lambda w, now: _save(w.tag, slug="lamps"),
    "the tag is gone": lambda w, now: w.tag.delete(),
    "the series' title": lambda w, now: _save(w.series, title="Lamps"),
    "the series' description": lambda w, now: _save(w.series, description="Another"),
    "a member's name": lambda w, now: people.set_display_name(person=w.writer, name="Aske Wendelin", now=now),
    "a member's avatar": lambda w, now: people.set_avatar(person=w.writer, upload=_picture(), now=now),
    "a member leaves, comments stay": lambda w, now: people.delete_account(
        person=w.writer, keep_comments=True, now=now
    ),
    "a member's account is closed": lambda w, now: people.close_account(person=w.writer, by=None, now=now),
    "a comment is edited": lambda w, now: discussion.edit_comment(
        comment=w.comment,
        by=w.writer,
        text="I kept it for two years.",
        now=now,
        rate_limited=False,
    ),
    "a comment is deleted": lambda w, now: discussion.delete_comment(comment=w.comment, by=w.writer),
    "a comment is hidden": lambda w, now: discussion.hide_comment(
        comment=w.comment, by=w.moderator, reason="insult", now=now
    ),
    "a comment more": lambda w, now: discussion.post_comment(
        author=w.writer,
        thread=w.thread,
        text="One more.",
        idempotency_key="three",
        now=now,
        rate_limited=False,
    ),
    "a vote": lambda w, now: discussion.cast_vote(
        voter=Person.objects.get(email="hanne@example.org"),
        comment=w.comment,
        kind=VoteKind.AGREE,
        now=now,
        rate_limited=False,
    ),
    "the thread is closed": lambda w, now: discussion.close_thread(thread=w.thread, by=w.moderator, now=now),
    "a mention is hidden": lambda w, now: moderating.hide_mention(
        mention=w.mention, by=w.moderator, reason="spam", now=now
    ),
    "the price": _another_price,
    "the meter": lambda w, now: paywall.set_policy(stranger_limit=4),
}


def _revise(page: SectionPage | ArticlePage, **values: object) -> None:
    page = type(page).objects.get(pk=page.pk)
    for name, value in values.items():
        setattr(page, name, value)
    page.save_revision().publish()


def _picture() -> bytes:
    from io import BytesIO

    from PIL import Image

    out = BytesIO()
    Image.new("RGB", (240, 240), "navy").save(out, format="PNG")
    return out.getvalue()


@pytest.mark.parametrize("name", CHANGES)
def test_cached_pages__none_outlives(name: str, world: World) -> None:
    site = Site(Client())
    site.fill(paths_of(world))
    assert len(site.pages) > 20
    CHANGES[name](world, timezone.now())
    assert site.stale() == []
