"""Which addresses may be fetched at all: the form of the URL, and the IP address behind it. Pure."""

import contextlib
import ipaddress
import re
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from masthead.kit.addresses import ascii_host
from masthead.kit.fetching import errors

MAX_LENGTH = 2048
PORTS = {"http": 80, "https": 443}

# IANA's special-purpose registries (https://www.iana.org/assignments/iana-ipv4-special-registry), and what
# leads elsewhere: relays, multicast, the future. Written out, for Python's own list differs from version to
# version.
_BLOCKED_IPV4 = tuple(
    map(
        ipaddress.IPv4Network,
        (
            *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12"),
            *("192.0.0.0/24", "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24"),
            *("192.168.0.0/16", "192.175.48.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24"),
            *("224.0.0.0/4", "240.0.0.0/4"),
        ),
    )
)
# Only global unicast is public. That leaves out loopback, mapped and compatible IPv4, NAT64, unique local,
# link-local and multicast by itself; within it the protocols' own block (with Teredo), documentation and 6to4
# are closed.
_GLOBAL_IPV6 = ipaddress.IPv6Network("2000::/3")
_BLOCKED_IPV6 = tuple(
    map(ipaddress.IPv6Network, ("2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20"))
)

_FORBIDDEN_CHARACTERS = re.compile(
    r"[\x00-\x20\x7f-\xa0\\<>\"{}|^`\u2000-\u200f\u2028-\u202f\u2060-\u206f\ufeff\ud800-\udfff]"
)
_HOST_NAME = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)(?:\.(?!-)[a-z0-9_-]{1,63}(?<!-))+")
_SAFE = "!$%&'()*+,;=:@/?~-._[]"


@dataclass(frozen=True)
class Address:
    """An address taken apart, in the one spelling in which it is asked for."""

    scheme: str
    host: str  # lower case ASCII; IPv6 without brackets
    port: int
    path: str  # with the query, without the fragment

    @property
    def authority(self) -> str:
        """The host as the Host header says it."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == PORTS[self.scheme] else f"{host}:{self.port}"

    def __str__(self) -> str:
        return f"{self.scheme}://{self.authority}{self.path}"


def parse_address(text: str) -> Address:
    """The address, known to be one that may be looked up.

    :raises AddressIsMalformed: no http or https address with a full host name
    :raises AddressHoldsCredentials: `user@` or `user:password@` in it
    :raises PortNotAllowed: another port than 80 and 443
    """
    if len(text) > MAX_LENGTH or _FORBIDDEN_CHARACTERS.search(text):
        raise errors.AddressIsMalformed
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        raise errors.AddressIsMalformed from None
    scheme = parts.scheme.lower()
    if scheme not in PORTS or not parts.hostname:
        raise errors.AddressIsMalformed
    if "%" in parts.hostname:  # an interface of the machine itself
        raise errors.AddressIsMalformed
    if "@" in parts.netloc:
        raise errors.AddressHoldsCredentials
    if port is not None and port not in PORTS.values():
        raise errors.PortNotAllowed
    query = f"?{parts.query}" if parts.query else ""
    path = quote((parts.path or "/") + query, safe=_SAFE)
    return Address(scheme, _host(parts.hostname), PORTS[scheme] if port is None else port, path)


def _host(name: str) -> str:
    """The host in ASCII: a full name, or an IP address written in the usual way and in no other."""
    with contextlib.suppress(ValueError):
        return ipaddress.ip_address(name).compressed
    ascii_name = ascii_host(name)
    # A name that ends in a number is an address in disguise: 2130706433, 0x7f.1, 127.1.
    last = ascii_name.rpartition(".")[2]
    if not _HOST_NAME.fullmatch(ascii_name) or last[:1].isdigit() or len(ascii_name) > 253:
        raise errors.AddressIsMalformed
    return ascii_name


def is_public(text: str) -> bool:
    """Whether this IP address is one of the public internet, reached directly."""
    try:
        ip = ipaddress.ip_address(text)
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv4Address):
        return ip.is_global and not any(ip in network for network in _BLOCKED_IPV4)
    return ip.scope_id is None and ip in _GLOBAL_IPV6 and not any(ip in network for network in _BLOCKED_IPV6)
