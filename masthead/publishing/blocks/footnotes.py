"""References to footnotes: `[^name]` in the text becomes the number of the footnote called `name`."""

import re
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

REFERENCE = re.compile(r"\[\^([\w-]{1,30})\]")
BLOCKS_WITH_REFERENCES = {
    "text",
    "quotation",
    "callout",
    "timeline",
}  # the blocks in which a reference becomes a number


def footnote_errors(body: Any) -> Iterator[str]:
    """A sentence for every reference without a footnote, every footnote without a reference and every name
    given twice.
    """
    named = [str(part.value.get("mark", "")) for part in body if part.block_type == "footnote"]
    used = [
        mark for part in body if part.block_type in BLOCKS_WITH_REFERENCES for mark in footnote_names_in(part)
    ]
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


def footnote_names_in(part: Any) -> list[str]:
    """The names of the footnotes that a part of the body refers to, in order."""
    return REFERENCE.findall(
        re.sub(r"<[^<>]*>", "", str(part.value.source if hasattr(part.value, "source") else part.render()))
    )
