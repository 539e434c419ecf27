"""Servers of the trial site."""

from collections.abc import Iterator

import pytest

from masthead.frontdoor.tests.trial import Site, a_database


@pytest.fixture(scope="session")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """What a server process needs to find the trial's database."""
    with a_database(tmp_path_factory.mktemp("trial")) as environment:
        yield environment


@pytest.fixture(scope="session")
def lasting_site(environment: dict[str, str]) -> Iterator[Site]:
    """A server that stays up for the whole suite; bodies have a second to arrive."""
    site = Site(environment, body_seconds=1)
    yield site
    site.close()


@pytest.fixture
def site(lasting_site: Site) -> Iterator[Site]:
    """The lasting server, hung up on afterwards."""
    yield lasting_site
    lasting_site.hang_up()
