"""Footnotes: where the text says `[^name]`, the number of the note called `name` will stand."""

import re
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

MARK = re.compile(r"\[\^([\w-]{1,30})\]")
BEARERS = {"text", "quotation", "callout", "timeline"}  # the parts in which a mark becomes a number


def mismatched_marks(body: Any) -> Iterator[str]:
    """A sentence for every mark without a note, every note without a mark and every name given twice."""
    named = [str(part.value.get("mark", "")) for part in body if part.block_type == "footnote"]
    used = [mark for part in body if part.block_type in BEARERS for mark in marks_in(part)]
    for mark in dict.fromkeys(used):
        if mark not in named:
            yield _("The text refers to the footnote [^%(mark)s], but there is no footnote of that name.") % {
                "mark": mark
            }
    for mark in dict.fromkeys(named):
        if mark not in used:
            yield _(
                "Nothing in the text refers to the footnote “%(mark)s”. Write [^%(mark)s] where it belongs."
            ) % {"mark": mark}
        if named.count(mark) > 1:
            yield _("Two footnotes are called “%(mark)s”. Give each its own name.") % {"mark": mark}


def marks_in(part: Any) -> list[str]:
    """The names of the footnotes that a part of the body refers to, in order."""
    return MARK.findall(
        re.sub(r"<[^<>]*>", "", str(part.value.source if hasattr(part.value, "source") else part.render()))
    )
