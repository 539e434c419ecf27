"""What a network is: whom an IP address is counted with, closely, widely and in words. Pure."""

import ipaddress

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

# One household has a /64 (RFC 6177); a provider's customers next door share a /24 or a /48.
HOUSEHOLD = 64
NEIGHBOURS_4, NEIGHBOURS_6 = 24, 48


def read(address: str) -> Address:
    """The address; an IPv4 address dressed as IPv6 undressed.

    :raises ValueError: it is none
    """
    ip = ipaddress.ip_address(address)
    return getattr(ip, "ipv4_mapped", None) or ip


def household(address: str) -> str:
    """The address itself, or the /64 of an IPv6 address.

    :raises ValueError: it is none
    """
    ip = read(address)
    return str(ip) if ip.version == 4 else str(ipaddress.ip_network((ip, HOUSEHOLD), strict=False))


def neighbourhood(address: str) -> str:
    """The /24 of an IPv4 address, the /48 of an IPv6 address or household; "unknown" of anything else."""
    try:
        ip = read(address.partition("/")[0])
    except ValueError:
        return "unknown"
    length = NEIGHBOURS_4 if ip.version == 4 else NEIGHBOURS_6
    return str(ipaddress.ip_network((int(ip), length), strict=False))


def in_words(address: str) -> str:
    """The network of an address in words that do not point at one household.

    :raises ValueError: it is none
    """
    ip = read(address)
    if ip.version == 4:
        return ".".join(str(ip).split(".")[:2]) + ".…"
    return ":".join(ip.exploded.split(":")[:2]) + ":…"
