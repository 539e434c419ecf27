"""Footnotes: references in the text become numbers, the notes a list, and each links to the other."""

import re
from dataclasses import dataclass, field

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from masthead.publishing.blocks.footnotes import REFERENCE

_OUTSIDE_TAGS = re.compile(r"(<svg\b.*?</svg>|<[^<>]*>)", re.DOTALL)


@dataclass
class _Footnote:
    text: str
    behind_gate: bool
    number: int = 0  # by where the text first refers to it; 0 while it does not
    referred_before_gate: bool = False
    references: int = 0

    @property
    def is_open(self) -> bool:
        return self.referred_before_gate and not self.behind_gate


@dataclass
class Footnotes:
    """The footnotes of one piece, while it is finished."""

    _by_mark: dict[str, _Footnote] = field(default_factory=dict)
    _count: int = 0

    def add(self, *, mark: str, text: str, behind_gate: bool) -> None:
        """Add a footnote; of two with one name the first counts."""
        self._by_mark.setdefault(mark, _Footnote(text, behind_gate))

    def with_numbers(self, clean_html: str, *, behind_gate: bool) -> str:
        """`clean_html` with a linked number for every reference that has a footnote; HTML tags stay as they
        are.
        """
        if "[^" not in clean_html:
            return clean_html
        pieces = _OUTSIDE_TAGS.split(clean_html)
        return "".join(
            piece
            if place % 2
            else REFERENCE.sub(lambda found: self._reference(found, behind_gate=behind_gate), piece)
            for place, piece in enumerate(pieces)
        )

    def open_list(self) -> str:
        """The list under the open part: its own footnotes; for the others only a placeholder."""
        closed = SafeString(format_html("<p>{}</p>", _("This note is for those who may read on.")))
        shown = [note for note in self._in_order() if note.referred_before_gate]
        return _listed([(note, mark_safe(note.text) if note.is_open else closed) for note in shown])

    def full_list(self) -> str:
        """The list under the whole text."""
        return _listed([(note, mark_safe(note.text)) for note in self._in_order()])

    def _in_order(self) -> list[_Footnote]:
        return sorted((note for note in self._by_mark.values() if note.number), key=lambda note: note.number)

    def _reference(self, found: re.Match[str], *, behind_gate: bool) -> str:
        note = self._by_mark.get(found.group(1))
        if note is None:
            return found.group()
        if not note.number:
            self._count += 1
            note.number = self._count
        note.references += 1
        note.referred_before_gate |= not behind_gate
        return format_html(
            '<sup class="ref"><a id="{}" href="#note-{}" role="doc-noteref">{}</a></sup>',
            _anchor(note, note.references),
            note.number,
            note.number,
        )


def _anchor(note: _Footnote, reference: int) -> str:
    return f"ref-{note.number}" if reference == 1 else f"ref-{note.number}-{reference}"


def _listed(notes: list[tuple[_Footnote, SafeString]]) -> str:
    if not notes:
        return ""
    back = _("Back to the text")
    lines = [
        format_html(
            '<li id="note-{}" value="{}">{} '
            '<a class="back" href="#{}" role="doc-backlink" aria-label="{}">↩</a></li>',
            note.number, note.number, text, _anchor(note, 1), back,
        )
        for note, text in notes
    ]  # fmt: skip
    return format_html(
        '<section class="notes" role="doc-endnotes" aria-label="{}"><ol>{}</ol></section>',
        _("Notes"),
        mark_safe("".join(lines)),
    )
