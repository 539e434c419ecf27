"""Parsing foreign HTML safely: the tree without invisible parts, its links, and its text. Pure.

What is done here grows with the page and no faster; what the parser itself does is bounded by the process
that it is done in, with `READING_BUDGET`.
"""

from collections.abc import Iterable, Iterator
from urllib.parse import urljoin, urlsplit

from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from masthead.kit.addresses import ascii_host, decoded_path
from masthead.kit.bounded_work import Budget
from masthead.kit.fetching import FetchResponse

INVISIBLE_TAGS = ("script", "style", "template", "noscript", "object", "svg", "math")
INLINE_TAGS = {
    *("a", "abbr", "b", "bdi", "bdo", "cite", "code", "data", "del", "dfn", "em", "font", "i", "ins", "kbd"),
    *("mark", "q", "s", "samp", "small", "span", "strong", "sub", "sup", "time", "u", "var", "wbr"),
}
LINKS = ("href", "src")
# The parser's time grows with the square of the attributes in one tag: twenty seconds for this much, which
# the budget ends. The largest honest page takes a tenth of the budget.
MAX_PAGE_BYTES = 512 * 1024
READING_BUDGET = Budget(cpu_seconds=2, clock_seconds=20.0, memory_bytes=512 * 1024 * 1024)
MAX_LINK_LENGTH = 2048  # characters of one address; nobody is led anywhere by a longer one
# A base is read again with every link, so what counts is both together: an honest page has fewer.
MAX_LINK_CHARACTERS, CHARACTERS_PER_LINK = 2_000_000, 100
MAX_PROPERTY_LENGTH = 4000  # characters of one property; more than any of them is shown with


class ForeignPage:
    """A foreign page as a tree, with the address that its relative links start from."""

    def __init__(self, root: HtmlElement, address: str) -> None:
        self.root, self.address = root, address
        self.base = address
        for element in root.iter("base"):
            if href := element.get("href"):
                self.base = absolute_address(address, href) or address
                break

    @classmethod
    def from_response(cls, fetched: FetchResponse) -> "ForeignPage | None":
        """The page in an answer, or None when there is nothing in it that could be read."""
        for charset in dict.fromkeys((fetched.charset, None)):
            try:
                parser = HTMLParser(encoding=charset, no_network=True, remove_comments=True, remove_pis=True)
                return cls(document_fromstring(fetched.body, parser=parser), fetched.address)
            except LookupError:  # a charset nobody knows: the page itself may say another
                continue
            except (etree.LxmlError, ValueError, AssertionError):
                return None
        return None

    def visible_only(self) -> "ForeignPage":
        """The same page; scripts, styles and templates are taken out of its tree."""
        etree.strip_elements(self.root, *INVISIBLE_TAGS, with_tail=False)
        return self

    def links(self) -> Iterator[tuple[HtmlElement, str]]:
        """Every element that leads or shows somewhere, with the full address; not more than is allowed."""
        left = MAX_LINK_CHARACTERS
        for element in self.root.iter():
            if element.tag in {"base", "link"} and not element.get("class"):
                continue  # for machines; those with a class are microformats
            for name in LINKS:
                if (value := element.get(name)) is None:
                    continue
                left -= len(self.base) + len(value) + CHARACTERS_PER_LINK
                if left < 0:
                    return
                yield element, absolute_address(self.base, value)

    def related(self, word: str, tags: Iterable[str]) -> str | None:
        """Where the first of `tags` with this `rel` leads, or None."""
        for element in self.root.iter(*tags):
            href = element.get("href")
            if href is not None and word in element.get("rel", "").lower().split():
                return absolute_address(self.base, href)
        return None

    def meta(self, *names: str) -> str:
        """The first of these meta properties that says something."""
        said: dict[str, str] = {}
        for element in self.root.iter("meta"):
            name = (element.get("property") or element.get("name") or "").lower()
            said.setdefault(name, element.get("content", ""))
        return next((said[name] for name in names if said.get(name, "").strip()), "")

    def title(self) -> str:
        return next((text_of(element) for element in self.root.iter("title")), "")


def absolute_address(base: str, link: str) -> str:
    """`link` as a full address; nothing when it is none, or too long for one."""
    if len(link) > MAX_LINK_LENGTH:
        return ""
    try:
        return urljoin(base, link.strip())
    except ValueError:
        return ""


def text_of(element: HtmlElement) -> str:
    """The words in an element, its blocks apart from each other; not more than is needed."""
    parts: list[str] = []
    length = 0
    for event, each in etree.iterwalk(element, events=("start", "end")):
        edge = "" if each.tag in INLINE_TAGS else " "
        text = each.text if event == "start" else (each.tail if each is not element else "")
        parts.append(edge + (text or ""))
        length += len(parts[-1])
        if length > MAX_PROPERTY_LENGTH:
            break
    return " ".join("".join(parts).split())[:MAX_PROPERTY_LENGTH]


def is_same_page(link: str, target: str) -> bool:
    """Whether `link` is the page `target`: but for escapes, scheme, query, fragment and a last slash."""
    return link == target or (bool(link) and _core(link) == _core(target))


def _core(address: str) -> tuple[str, str] | None:
    try:
        parts = urlsplit(address)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            return None
        port = f":{parts.port}" if parts.port not in {None, 80, 443} else ""
    except ValueError:
        return None
    return ascii_host(parts.hostname) + port, decoded_path(address).rstrip("/")
