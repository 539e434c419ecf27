"""A comment as plain text, for e-mails: what its HTML says, without the marks of how it was typed. Pure."""

import re
from html.parser import HTMLParser

_PARTS = frozenset({"p", "ul", "ol", "blockquote", "pre"})
_MANY_LINES = re.compile(r"\n{3,}")
_LINE_END = re.compile(r" +(?=\n)")


def plain_text(body_html: str) -> str:
    """Paragraphs with an empty line between them, quotations behind `> `, links with their addresses."""
    reader = _Reader()
    reader.feed(body_html)
    reader.close()
    return _MANY_LINES.sub("\n\n", _LINE_END.sub("", reader.text)).strip()


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self._pieces: list[str] = []
        self._quotations: list[int] = []  # where each open one began
        self._link, self._link_from = "", 0
        self._as_typed = 0  # how many elements are open in which line ends count

    @property
    def text(self) -> str:
        return "".join(self._pieces)

    @property
    def _last(self) -> str:
        return next((piece for piece in reversed(self._pieces) if piece), "")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _PARTS:
            self._part()
        self._as_typed += tag == "pre"
        if tag == "br":
            self._pieces.append("\n")
        elif tag == "li":
            self._pieces.append("\n– ")
        elif tag == "blockquote":
            self._quotations.append(len(self._pieces))
        elif tag == "a":
            self._link, self._link_from = dict(attrs).get("href") or "", len(self._pieces)

    def handle_endtag(self, tag: str) -> None:
        if tag == "blockquote" and self._quotations:
            self._quote(self._quotations.pop())
        elif tag == "a":
            shown = "".join(self._pieces[self._link_from :]).strip()
            if self._link.removeprefix("mailto:") != shown:
                self._pieces.append(f" ({self._link})")
        self._as_typed -= tag == "pre"
        if tag in _PARTS:
            self._part()

    def handle_data(self, data: str) -> None:
        if not self._as_typed:
            data = data.replace("\n", " ")
            data = data.lstrip() if self._last.endswith(("\n", "– ")) else data
        self._pieces.append(data)

    def _part(self) -> None:
        if not self._last.endswith("– "):
            self._pieces.append("\n\n")

    def _quote(self, start: int) -> None:
        quoted = _MANY_LINES.sub("\n\n", "".join(self._pieces[start:])).strip()
        self._pieces[start:] = ["\n".join(f"> {line}".rstrip() for line in quoted.splitlines())]
