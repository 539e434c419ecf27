"""What an article's body is made of, and the gate that may fall once between its parts."""

from threading import RLock
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _now
from wagtail import blocks

from masthead.publishing.blocks.figures import AudioBlock, ChartBlock, EmbedBlock, PictureBlock, TableBlock
from masthead.publishing.blocks.footnotes import footnote_errors
from masthead.publishing.blocks.text import (
    CalloutBlock,
    FootnoteBlock,
    GateBlock,
    HeadingBlock,
    PullQuoteBlock,
    QuotationBlock,
    TextBlock,
    TimelineBlock,
)

_one_at_a_time = RLock()
GATE = "gate"
CHART = "chart"
FOOTNOTE = "footnote"

__all__ = [
    "CHART",
    "FOOTNOTE",
    "GATE",
    "AudioBlock",
    "BodyBlock",
    "CalloutBlock",
    "ChartBlock",
    "EmbedBlock",
    "FootnoteBlock",
    "GateBlock",
    "HeadingBlock",
    "PictureBlock",
    "PullQuoteBlock",
    "QuotationBlock",
    "TableBlock",
    "TextBlock",
    "TimelineBlock",
]


class BodyBlock(blocks.StreamBlock):
    text = TextBlock(features=["bold", "italic", "link", "ol", "ul"])
    heading = HeadingBlock(max_length=160)
    picture = PictureBlock()
    pull_quote = PullQuoteBlock(max_length=300)
    quotation = QuotationBlock()
    callout = CalloutBlock()
    timeline = TimelineBlock()
    table = TableBlock()
    chart = ChartBlock()
    embed = EmbedBlock()
    audio = AudioBlock()
    footnote = FootnoteBlock()
    gate = GateBlock()

    def clean_deferred(self, value: Any) -> Any:
        # Wagtail notes on the blocks themselves that a draft may lack things, and every thread has the same.
        with _one_at_a_time:
            return super().clean_deferred(value)

    def clean(self, value: Any, **kwargs: Any) -> Any:
        with _one_at_a_time:
            return self._cleaned(value, **kwargs)

    def _cleaned(self, value: Any, **kwargs: Any) -> Any:
        cleaned = super().clean(value, **kwargs)
        wrong = []
        if sum(1 for part in cleaned if part.block_type == GATE) > 1:
            sentence = _now(
                "The gate stands here twice. Keep the one where the open part ends and remove the other."
            )
            wrong.append(ValidationError(sentence, code="two-gates"))
        if not self.is_deferred_validation:  # a draft may still be missing its notes
            wrong += [ValidationError(sentence, code="footnote") for sentence in footnote_errors(cleaned)]
        if wrong:
            raise blocks.StreamBlockValidationError(non_block_errors=wrong)
        return cleaned
