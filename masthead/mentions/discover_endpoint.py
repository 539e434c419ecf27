"""Discover the Webmention or Pingback endpoint of a page. Pure.

Webmention §3.1.2 (https://www.w3.org/TR/webmention/#sender-discovers-receiver-webmention-endpoint): the
first HTTP Link header, else the first `<link>` or `<a>` of the document with `rel=webmention`; relative
addresses start from the page as it was answered. Where there is none, Pingback: the X-Pingback header, else
`<link rel=pingback>`.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from masthead.kit.fetching import FetchResponse
from masthead.mentions.pages import ForeignPage, absolute_address
from masthead.mentions.values import MentionProtocol


@dataclass(frozen=True)
class Endpoint:
    protocol: MentionProtocol
    address: str


def discover(fetched: FetchResponse) -> Endpoint | None:
    """The endpoint of this page and its protocol, or None when it has none."""
    for header in fetched.all("link"):
        for address, rels in parse_link_header(header):
            if "webmention" in rels:
                return Endpoint(MentionProtocol.WEBMENTION, absolute_address(fetched.address, address))
    page = ForeignPage.from_response(fetched) if fetched.body else None
    if page is not None:
        page.visible_only()
        found = page.related("webmention", ("link", "a"))
        if found is not None:
            return Endpoint(MentionProtocol.WEBMENTION, found)
    pingback = next((value for header in fetched.all("x-pingback") if (value := header.strip())), None)
    if pingback is None and page is not None:
        pingback = page.related("pingback", ("link",))
    return (
        Endpoint(MentionProtocol.PINGBACK, absolute_address(fetched.address, pingback)) if pingback else None
    )


def parse_link_header(header: str) -> Iterator[tuple[str, list[str]]]:
    """The addresses in a Link header with their relations, in lower case (RFC 8288)."""
    for entry in _split(header, ","):
        address, *parameters = _split(entry, ";")
        address = address.strip()
        if not (address.startswith("<") and address.endswith(">")):
            continue
        for parameter in parameters:
            name, _, value = parameter.partition("=")
            if name.strip().lower() == "rel":  # only the first counts
                yield address[1:-1], value.strip().strip("\"'").lower().split()
                break


def _split(text: str, mark: str) -> Iterator[str]:
    """The parts of `text` between `mark`, where it stands neither in quotes nor in <angle brackets>."""
    start, quoted, bracketed = 0, False, False
    for place, letter in enumerate(text):
        if letter == '"' and not bracketed:
            quoted = not quoted
        elif not quoted and letter in "<>":
            bracketed = letter == "<"
        elif letter == mark and not quoted and not bracketed:
            yield text[start:place]
            start = place + 1
    yield text[start:]
