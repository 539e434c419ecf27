"""Under which hosts cached pages are answered."""

from masthead.setup.startup_checks import own_hosts


def test_own_hosts__those_of_the_settings_are_a_short_list() -> None:
    assert own_hosts("https://magazine.example", ["magazine.example"]) == [
        "magazine.example:443",
        "magazine.example",
    ]
    assert own_hosts("http://localhost:8000", ["localhost", "[::1]"]) == ["localhost:8000", "[::1]:8000"]
    assert own_hosts("http://[::1]", ["[::1]"]) == ["[::1]:80", "[::1]"]
