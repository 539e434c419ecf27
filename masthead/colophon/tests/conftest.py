"""A publication with its standing pages."""

import pytest

from masthead.articles import operations as articles
from masthead.articles.models import FrontPage
from masthead.colophon import operations
from masthead.colophon.models import StandingPage


@pytest.fixture
def front(db: None) -> FrontPage:
    return articles.prepare_publication(name="The Lighterman", tagline="A magazine of the strait")


@pytest.fixture
def standing(front: FrontPage) -> dict[str, StandingPage]:
    """The standing pages as setup leaves them, by what they are for."""
    return {page.kind: page for page in operations.prepare_standing_pages(language="en")}
