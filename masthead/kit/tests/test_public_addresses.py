"""Which addresses the fetcher looks up, and which numbers it connects to."""

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from masthead.kit.fetching import errors, public_addresses

PRIVATE = [
    *("0.0.0.0", "0.1.2.3", "10.0.0.1", "10.255.255.255", "100.64.0.1", "100.127.255.255", "127.0.0.1"),
    *("127.255.0.1", "169.254.169.254", "172.16.0.1", "172.31.255.254", "192.0.0.8", "192.0.0.170"),
    *("192.0.2.7", "192.88.99.1", "192.168.1.1", "198.18.0.1", "198.51.100.9", "203.0.113.80"),
    *("224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255"),
    *("::", "::1", "::7f00:1", "::ffff:127.0.0.1", "::ffff:8.8.8.8", "::ffff:0:127.0.0.1", "::8.8.8.8"),
    *("64:ff9b::7f00:1", "64:ff9b::808:808", "64:ff9b:1::1", "100::1", "2001::1", "2001:0:4136:e378::1"),
    *("2001:2::1", "2001:10::1", "2001:20::1", "2001:db8::1", "2002:7f00:1::", "2002:808:808::1", "3fff::1"),
    *("5f00::1", "fc00::1", "fd12:3456::1", "fe80::1", "fec0::1", "ff02::1", "ff0e::1", "4000::1"),
    *("fe80::1%eth0", "2606:4700::1%1", "", "localhost", "127.1", "0x7f.0.0.1", "2130706433"),
]


@pytest.mark.parametrize("number", PRIVATE)
def test_is_public__a_number_that_is_not_plainly_public_is_none_to_connect_to(number: str) -> None:
    assert not public_addresses.is_public(number)


@pytest.mark.parametrize("number", ["8.8.8.8", "93.184.216.34", "1.1.1.1", "2606:4700:4700::1111", "2a00::1"])
def test_is_public__public_numbers_are_public(number: str) -> None:
    assert public_addresses.is_public(number)


@given(st.ip_addresses(v=4))
def test_is_public__no_private_ipv4_address_is_public_and_none_hides_in_ipv6(
    ip: ipaddress.IPv4Address,
) -> None:
    if not ip.is_global or ip.is_multicast:
        assert not public_addresses.is_public(str(ip))
    number = int(ip)
    for wrapped in (
        number,
        (0xFFFF << 32) + number,
        (0x64FF9B << 96) + number,
        (0x2002 << 112) + (number << 80),
    ):
        assert not public_addresses.is_public(str(ipaddress.IPv6Address(wrapped)))


@given(st.ip_addresses(v=6))
def test_is_public__no_special_ipv6_address_is_public(ip: ipaddress.IPv6Address) -> None:
    if public_addresses.is_public(str(ip)):
        assert ip.is_global
        assert not ip.is_multicast
        assert ip.ipv4_mapped is None
        assert ip.sixtofour is None
        assert ip.teredo is None


@pytest.mark.parametrize(
    "text",
    [
        *("", "example.org", "//example.org/", "ftp://example.org/", "file:///etc/passwd"),
        "javascript:alert(1)",
        *("gopher://example.org/", "http://", "http:///path", "http://localhost/", "http://intranet/"),
        *("http://2130706433/", "http://0x7f000001/", "http://127.1/", "http://0177.0.0.1/", "http://1.2.3.4.5/"),
        *("http://example.org\\@evil.example/", "http://exa mple.org/", "http://example.org/a b"),
        "http://-a.example/",
        *("http://example.org/\r\nHost: evil", "http://example.org/\x00", "http://[fe80::1%25eth0]/"),
        "http://[::1",
        *("http://a..example/", "http://" + "a" * 64 + ".example/", "http://example.org/" + "a" * 2048),
        *("http://example.org:port/", "http://exam\u200bple.org/", "http://example.org/\u202e"),
    ],
)  # fmt: skip
def test_parse_address__what_is_no_full_web_address_is_refused(text: str) -> None:
    with pytest.raises(errors.AddressIsMalformed):
        public_addresses.parse_address(text)


@pytest.mark.parametrize(
    "text", ["http://ada@example.org/", "https://ada:secret@example.org/", "http://@example.org/"]
)
def test_parse_address__credentials_in_an_address_are_refused(text: str) -> None:
    with pytest.raises(errors.AddressHoldsCredentials):
        public_addresses.parse_address(text)


@pytest.mark.parametrize("port", [0, 22, 25, 81, 6379, 8000, 8080, 8443])
def test_parse_address__other_ports_than_those_of_the_web_are_refused(port: int) -> None:
    with pytest.raises(errors.PortNotAllowed):
        public_addresses.parse_address(f"http://example.org:{port}/")


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("HTTPS://Example.ORG", "https://example.org/"),
        ("http://example.org.:80/a?b=c#d", "http://example.org/a?b=c"),
        ("https://example.org:80/", "https://example.org:80/"),
        ("https://example.org/käse?q=ü", "https://example.org/k%C3%A4se?q=%C3%BC"),
        ("https://bücher.example/", "https://xn--bcher-kva.example/"),
        ("http://[2606:4700::1111]:443/", "http://[2606:4700::1111]:443/"),
        ("http://example.org?x=%20y", "http://example.org/?x=%20y"),
    ],
)
def test_parse_address__an_address_is_asked_for_in_one_spelling(text: str, asked: str) -> None:
    assert str(public_addresses.parse_address(text)) == asked


@given(st.text(max_size=60))
def test_parse_address__whatever_stands_in_an_address_it_is_read_or_refused(rest: str) -> None:
    for text in (rest, "http://" + rest, "https://example.org/" + rest):
        try:
            address = public_addresses.parse_address(text)
        except errors.FetchRefused:
            continue
        assert str(address).isascii()
        assert not set(str(address)) & set("\r\n\t \x00")
        assert address.port in {80, 443}
