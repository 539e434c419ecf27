"""A publication with its standing pages."""

import pytest

from masthead.publishing import operations as publishing
from masthead.publishing.models import FrontPage
from masthead.publishing.tests.conftest import harbour
from masthead.site_pages import operations
from masthead.site_pages.models import SitePage

__all__ = ["harbour"]


@pytest.fixture
def front(db: None) -> FrontPage:
    return publishing.prepare_publication(name="The Lighterman", tagline="A magazine of the strait")


@pytest.fixture
def standing(front: FrontPage) -> dict[str, SitePage]:
    """The standing pages as setup leaves them, by what they are for."""
    return {page.kind: page for page in operations.prepare_site_pages(language="en")}
