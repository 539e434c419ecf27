"""The desk's editor of text: it knows no tables, so a table's rows come into it as lines.

What is pasted is made lines by the script beside it, what is stored (by an import, say) when it is opened.
"""

from typing import Any, cast

from lxml import html
from wagtail.admin.rich_text.editors.draftail import DraftailRichTextArea

BETWEEN_CELLS = " | "
# Their ends part words, when a cell holds several lines.
_LINES = ("p", "div", "li", "br", "h1", "h2", "h3", "h4", "h5", "h6")


def tables_as_lines(source: str) -> str:
    """`source` with each row of a table as a paragraph, its cells apart by a mark; links in them stay."""
    if "<table" not in source.lower():
        return source
    root = html.fragment_fromstring(source, create_parent="div")
    for table in reversed(list(root.iter("table"))):  # those inside others first
        lines = [_line([caption]) for caption in table.iterchildren("caption")]
        lines += [_line(list(row.iterchildren("td", "th"))) for row in table.iter("tr")]
        for line in filter(_says_something, lines):
            table.addprevious(line)
        table.drop_tree()  # what follows it stays
    return _inside(root)


def _line(cells: list[html.HtmlElement]) -> html.HtmlElement:
    return html.fragment_fromstring(BETWEEN_CELLS.join(map(_on_one_line, cells)).rstrip(), create_parent="p")


def _on_one_line(cell: html.HtmlElement) -> str:
    for part in list(cell.iterdescendants(*_LINES)):
        part.tail = f" {part.tail or ''}"
        part.drop_tag()
    cell.text = (cell.text or "").lstrip()
    return " ".join(_inside(cell).split())


def _says_something(line: html.HtmlElement) -> bool:
    return bool(line.text_content().replace("|", "").strip())


def _inside(element: html.HtmlElement) -> str:
    text = html.Element("i")
    text.text = element.text
    start = html.tostring(text, encoding="unicode").removeprefix("<i>").removesuffix("</i>")
    return start + "".join(html.tostring(child, encoding="unicode") for child in element)


class TextArea(DraftailRichTextArea):
    """Wagtail's, with tables as lines."""

    class Media:
        js = ("publishing/desk/pasted_tables.js",)

    def format_value(self, value: Any) -> str | None:
        return cast("str | None", super().format_value(tables_as_lines(value) if value else value))
