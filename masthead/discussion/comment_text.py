"""What a comment's text may be: how long, of which characters, cleaned before it is rendered.

Pure: text in, text out.
"""

import re
import unicodedata

from masthead.discussion import errors
from masthead.kit import text_hygiene as hygiene

MAX_LENGTH = 20_000  # characters
MAX_COMBINING_MARKS = 6  # Thai, Hebrew with cantillation and Tibetan stay below

# Pasted from word processors: other ways to say "new line".
_NEW_LINES = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")


def clean_text(text: str) -> str:
    """`text` with line ends and accents normalised, checked and ready to be rendered.

    :raises EmptyText: nothing in it can be seen
    :raises TextTooLong: more than 20,000 characters
    :raises ControlCharacters: invisible controls, NUL or halves of characters in it; `facts["cleaned"]` is
        without them
    :raises BidiControlCharacters: embeddings, overrides or isolates in it; `facts["cleaned"]` is without them
    :raises TooManyCombiningMarks: accents piled on accents; `facts["cleaned"]` keeps six in a row
    """
    text = _NEW_LINES.sub("\n", text).strip("\ufeff")
    if len(text) > MAX_LENGTH:
        raise errors.TextTooLong(length=f"{len(text):,}", most=f"{MAX_LENGTH:,}")
    if hygiene.without_controls(text) != text:
        raise errors.ControlCharacters(cleaned=_without(text))
    if hygiene.without_directions(text) != text:
        raise errors.BidiControlCharacters(cleaned=_without(text))
    if hygiene.without_piles(text, most=MAX_COMBINING_MARKS) != text:
        raise errors.TooManyCombiningMarks(cleaned=_without(text))
    text = unicodedata.normalize("NFC", text).strip()
    if not hygiene.can_be_seen(text):
        raise errors.EmptyText
    return text


def _without(text: str) -> str:
    plain = hygiene.without_directions(hygiene.without_controls(text))
    return hygiene.without_piles(plain, most=MAX_COMBINING_MARKS)
