"""What an article's body is made of, and the gate that may fall once between its parts."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _now
from wagtail import blocks

from masthead.articles.blocks.figures import AudioBlock, ChartBlock, EmbedBlock, PictureBlock, TableBlock
from masthead.articles.blocks.marks import mismatched_marks
from masthead.articles.blocks.text import (
    CalloutBlock,
    FootnoteBlock,
    GateBlock,
    HeadingBlock,
    PullQuoteBlock,
    QuotationBlock,
    TextBlock,
    TimelineBlock,
)

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

    def clean(self, value: Any, **kwargs: Any) -> Any:
        cleaned = super().clean(value, **kwargs)
        wrong = []
        if sum(1 for part in cleaned if part.block_type == GATE) > 1:
            sentence = _now(
                "The gate stands here twice. Keep the one where the open part ends and remove the other."
            )
            wrong.append(ValidationError(sentence, code="two-gates"))
        if not self.is_deferred_validation:  # a draft may still be missing its notes
            wrong += [ValidationError(sentence, code="footnote") for sentence in mismatched_marks(cleaned)]
        if wrong:
            raise blocks.StreamBlockValidationError(non_block_errors=wrong)
        return cleaned
