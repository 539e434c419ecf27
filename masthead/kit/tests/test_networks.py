"""Whom an address is counted with."""

import pytest

from masthead.kit import networks

LINES = [
    # address, household, neighbourhood, in words
    ("192.0.2.77", "192.0.2.77", "192.0.2.0/24", "192.0.…"),
    ("::ffff:192.0.2.77", "192.0.2.77", "192.0.2.0/24", "192.0.…"),
    ("2001:db8:1:2::7", "2001:db8:1:2::/64", "2001:db8:1::/48", "2001:0db8:…"),
    ("::1", "::/64", "::/48", "0000:0000:…"),
]


@pytest.mark.parametrize(("address", "household", "neighbourhood", "words"), LINES)
def test_networks__of_an_address(address: str, household: str, neighbourhood: str, words: str) -> None:
    assert networks.household(address) == household
    assert networks.neighbourhood(address) == neighbourhood
    assert networks.in_words(address) == words


@pytest.mark.parametrize("text", ["", "nobody", "192.0.2", "unix:"])
def test_networks__of_what_is_no_address(text: str) -> None:
    assert networks.neighbourhood(text) == "unknown"
    with pytest.raises(ValueError, match="IPv4"):
        networks.household(text)
    with pytest.raises(ValueError, match="IPv4"):
        networks.in_words(text)
