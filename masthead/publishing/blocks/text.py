"""Parts of the body made of words."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from masthead.publishing.blocks.footnotes import REFERENCE

PLAIN = ["bold", "italic", "link"]


class TextBlock(blocks.RichTextBlock):
    class Meta:
        icon = "pilcrow"
        label = _("Text")
        template = "publishing/blocks/_text.html"


class HeadingBlock(blocks.CharBlock):
    class Meta:
        icon = "title"
        label = _("Heading")
        template = "publishing/blocks/_heading.html"


class PullQuoteBlock(blocks.CharBlock):
    class Meta:
        icon = "openquote"
        label = _("Pull quote")
        template = "publishing/blocks/_pull_quote.html"


class QuotationBlock(blocks.StructBlock):
    text = blocks.TextBlock(label=_("What was said"), rows=3)
    attribution = blocks.CharBlock(label=_("Who said it, and where"), max_length=200)

    class Meta:
        icon = "openquote"
        label = _("Quotation")
        template = "publishing/blocks/_quotation.html"


class CalloutBlock(blocks.StructBlock):
    """A box beside the argument: what a reader may want to know without leaving the piece."""

    heading = blocks.CharBlock(label=_("Heading"), max_length=120, required=False)
    text = blocks.RichTextBlock(label=_("Text"), features=[*PLAIN, "ul", "ol"])

    class Meta:
        icon = "info-circle"
        label = _("Callout")
        template = "publishing/blocks/_callout.html"


class TimelineEntryBlock(blocks.StructBlock):
    when = blocks.CharBlock(
        label=_("When"), max_length=60, help_text=_("As it should be read: “March 1974”.")
    )
    what = blocks.RichTextBlock(label=_("What happened"), features=PLAIN)


class TimelineBlock(blocks.StructBlock):
    heading = blocks.CharBlock(label=_("Heading"), max_length=120, required=False)
    entries = blocks.ListBlock(TimelineEntryBlock(), label=_("Entries"), min_num=1)

    class Meta:
        icon = "calendar-alt"
        label = _("Timeline")
        template = "publishing/blocks/_timeline.html"


class FootnoteNameBlock(blocks.CharBlock):
    def clean(self, value: object) -> object:
        cleaned = super().clean(value)
        if cleaned and not REFERENCE.fullmatch(f"[^{cleaned}]"):
            raise ValidationError(
                _("A footnote’s name is made of letters, digits and hyphens: “3” or “archive”."), code="mark"
            )
        return cleaned


class FootnoteBlock(blocks.StructBlock):
    """The text of one note. It is printed under the piece, numbered by where the text first refers to it."""

    mark = FootnoteNameBlock(
        label=_("Name"),
        max_length=30,
        help_text=_("Short: “1” or “archive”. In the text, write [^archive] where its number should stand."),
    )
    text = blocks.RichTextBlock(label=_("Text"), features=PLAIN)

    class Meta:
        icon = "superscript"
        label = _("Footnote")
        template = "publishing/blocks/_footnote.html"
        help_text = _(
            "A note above the gate is open to everybody if the text above the gate refers to it. "
            "A note below the gate is for those who may read on."
        )


class GateBlock(blocks.StaticBlock):
    """From here on members only. It prints nothing itself."""

    class Meta:
        icon = "lock"
        label = _("The gate")
        admin_text = _(
            "From here on members only. What stands above is open to everybody. "
            "In a public piece it has no effect."
        )
