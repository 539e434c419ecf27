"""A small publication: two sections, an author, and pieces on either side of the gate."""

from typing import Any

import pytest

from masthead.publishing import operations
from masthead.publishing.models import ArticlePage, Author, FrontPage, SectionPage

OPEN_WORDS = "The harbour office keeps a list of every ship that asked to stay the night."
HIDDEN_WORDS = "Nobody outside the archive knew that the seventh lantern was bought with borrowed silver."


def text(words: str) -> tuple[str, str]:
    return ("text", f"<p>{words}</p>")


GATE: tuple[str, None] = ("gate", None)


@pytest.fixture
def front(db: None) -> FrontPage:
    return operations.prepare_publication(name="The Lighterman", tagline="A magazine of the strait")


@pytest.fixture
def harbour(front: FrontPage) -> SectionPage:
    return operations.ensure_section(title="Harbour", description="Ships and those who wait for them")


@pytest.fixture
def politics(front: FrontPage) -> SectionPage:
    return operations.ensure_section(title="Politics")


@pytest.fixture
def marit(front: FrontPage) -> Author:
    return operations.add_author(name="Marit Oyelaran", bio="writes about harbours.")


def publish(section: SectionPage, headline: str = "The seventh lantern", **fields: Any) -> ArticlePage:
    """A published piece; members only behind the gate unless said otherwise."""
    fields.setdefault("standfirst", "Who paid for the light?")
    fields.setdefault("body", [text(OPEN_WORDS), GATE, text(HIDDEN_WORDS)])
    published_at = fields.pop("published_at", None)
    draft = operations.write_article(section=section, headline=headline, **fields)
    return operations.publish_article(article=draft, published_at=published_at)


@pytest.fixture
def gated(harbour: SectionPage, marit: Author) -> ArticlePage:
    return publish(harbour, authors=[marit], metered=False)
