"""A publication with an open piece and a gated one, and a small outside world that writes about them."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from pytest_django import Settings

from masthead.kit import bounded_work
from masthead.kit import events as kit_events
from masthead.kit.fetching import connections
from masthead.kit.tests.outside import Outside
from masthead.mentions import operations
from masthead.mentions.events import MentionsChanged
from masthead.mentions.models import Mention
from masthead.publishing import operations as publishing
from masthead.publishing.models import ArticlePage, SectionPage

SITE = "https://magazine.example"
BLOG = "https://blog.example/about-the-call"

Publish = Callable[..., ArticlePage]


@pytest.fixture(autouse=True)
def outside(monkeypatch: pytest.MonkeyPatch) -> Outside:
    """Where every fetch ends: hosts of the test, and nowhere else."""
    world = Outside()
    monkeypatch.setattr(connections, "DEFAULT_TRANSPORT", world.transport)
    return world


@pytest.fixture(autouse=True)
def _pages_are_read_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a process for each: what that costs and bounds is tested where it is."""
    monkeypatch.setattr(bounded_work, "RUN", bounded_work.run_here)


@pytest.fixture
def changes(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The pieces of which the house was told that what stands under them changed."""
    heard: list[int] = []

    def hear(event: MentionsChanged) -> None:
        heard.append(event.article_id)

    monkeypatch.setitem(kit_events._reactions, MentionsChanged, (hear,))
    return heard


@pytest.fixture
def section(db: None, settings: Settings) -> SectionPage:
    settings.SITE_URL = SITE
    publishing.prepare_publication(name="The Lighterman")
    return publishing.ensure_section(title="Politics")


@pytest.fixture
def publish(section: SectionPage, noon: datetime) -> Publish:
    """Publishes a piece for everybody; for members if it is told so."""

    def make(*paragraphs: str, headline: str = "The call", behind: str = "", **fields: Any) -> ArticlePage:
        body: list[tuple[str, Any]] = [("text", f"<p>{words}</p>") for words in paragraphs or ("It rang.",)]
        if behind:
            body += [("gate", None), ("text", f"<p>{behind}</p>")]
        fields.setdefault("access", "members" if behind else "public")
        draft = publishing.write_article(section=section, headline=headline, body=body, **fields)
        return publishing.publish_article(article=draft, published_at=noon)

    return make


@pytest.fixture
def piece(publish: Publish) -> ArticlePage:
    return publish()


@pytest.fixture
def target(piece: ArticlePage) -> str:
    """The full address of the piece."""
    return f"{SITE}/politics/the-call/"


@pytest.fixture
def receive(target: str, noon: datetime) -> Callable[..., Mention]:
    """Lets word of a mention of the piece arrive; the page itself is not looked at yet."""

    def make(source: str = "http://blog.example/about-the-call", **fields: Any) -> Mention:
        values = {"target": target, "network": "a network", "now": noon, **fields}
        return operations.receive_mention(source=source, **values)[0]

    return make


def page_about(target: str, *, title: str = "An answer to the call", extra: str = "") -> str:
    """A page with the microformats of a careful blog."""
    return f"""<!doctype html><html><head><title>Somebody's blog</title></head><body>
    <article class="h-entry"><h1 class="p-name">{title}</h1>
    <a class="p-author h-card" href="/">Nia Farrow</a>
    <time class="dt-published" datetime="2026-03-01T09:30:00+01:00">yesterday</time>
    <div class="e-content"><p>I read <a class="u-in-reply-to" href="{target}">this</a> twice.</p>{extra}</div>
    </article></body></html>"""
