"""What an article's body is made of, and the gate that may fall once between its parts."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageChooserBlock

GATE = "gate"
SIZES = ("width-480", "width-960", "width-1440")


class TextBlock(blocks.RichTextBlock):
    class Meta:
        icon = "pilcrow"
        label = _("Text")
        template = "articles/blocks/_text.html"


class HeadingBlock(blocks.CharBlock):
    class Meta:
        icon = "title"
        label = _("Heading")
        template = "articles/blocks/_heading.html"


class PictureBlock(blocks.StructBlock):
    image = ImageChooserBlock(label=_("Picture"))
    alternative = blocks.CharBlock(
        label=_("In words"),
        max_length=300,
        help_text=_("What the picture shows, for those who cannot see it."),
    )
    caption = blocks.CharBlock(label=_("Caption"), max_length=300, required=False)
    credit = blocks.CharBlock(label=_("Credit"), max_length=120, required=False)

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(value, parent_context=parent_context)
        if picture := value.get("image"):
            sizes = {size.width: size for size in picture.get_renditions(*SIZES).values()}
            context["wide"] = sizes[max(sizes)]
            context["srcset"] = ", ".join(f"{size.url} {width}w" for width, size in sorted(sizes.items()))
            context["credit"] = value.get("credit") or picture.credit
        return context

    class Meta:
        icon = "image"
        label = _("Picture")
        template = "articles/blocks/_picture.html"


class PullQuoteBlock(blocks.CharBlock):
    class Meta:
        icon = "openquote"
        label = _("Pull quote")
        template = "articles/blocks/_pull_quote.html"


class QuotationBlock(blocks.StructBlock):
    text = blocks.TextBlock(label=_("What was said"), rows=3)
    attribution = blocks.CharBlock(label=_("Who said it, and where"), max_length=200)

    class Meta:
        icon = "openquote"
        label = _("Quotation")
        template = "articles/blocks/_quotation.html"


class GateBlock(blocks.StaticBlock):
    """From here on members only. It prints nothing itself."""

    class Meta:
        icon = "lock"
        label = _("The gate")
        admin_text = _(
            "From here on members only. What stands above is open to everybody. "
            "In a public piece it has no effect."
        )


class BodyBlock(blocks.StreamBlock):
    text = TextBlock(features=["bold", "italic", "link", "ol", "ul"])
    heading = HeadingBlock(max_length=160)
    picture = PictureBlock()
    pull_quote = PullQuoteBlock(max_length=300)
    quotation = QuotationBlock()
    gate = GateBlock()

    def clean(self, value: Any, **kwargs: Any) -> Any:
        cleaned = super().clean(value, **kwargs)
        if sum(1 for part in cleaned if part.block_type == GATE) > 1:
            sentence = _now(
                "The gate stands here twice. Keep the one where the open part ends and remove the other."
            )
            raise blocks.StreamBlockValidationError(
                non_block_errors=[ValidationError(sentence, code="two-gates")]
            )
        return cleaned
