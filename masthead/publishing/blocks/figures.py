"""Media blocks of the body: pictures, tables, charts, embeds, audio."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock

from masthead.kit.contributions import publication_language
from masthead.publishing.blocks import charts, grids, providers
from masthead.publishing.blocks.cells import CellsBlock
from masthead.publishing.picture_files import BODY_SIZES

AUDIO_EXTENSIONS = ("mp3", "m4a", "aac", "ogg", "oga", "opus", "flac", "wav")


class PictureBlock(blocks.StructBlock):
    image = ImageChooserBlock(label=_("Picture"))
    alternative = blocks.CharBlock(
        label=_("In words"),
        max_length=300,
        help_text=_("What the picture shows, for those who cannot see it."),
    )
    caption = blocks.CharBlock(label=_("Caption"), max_length=300, required=False)
    credit = blocks.CharBlock(
        label=_("Credit"),
        max_length=120,
        required=False,
        help_text=_("Who made it. Left empty, the credit of the picture itself is printed."),
    )

    def clean(self, value: object) -> object:
        cleaned = super().clean(value)
        picture = cleaned.get("image")
        if (
            not self.is_deferred_validation
            and picture
            and not (cleaned.get("credit") or picture.credit).strip()
        ):
            sentence = _now("The picture “%(title)s” has no credit: say who made it.") % {
                "title": picture.title
            }
            raise StructBlockValidationError(
                block_errors={"credit": ValidationError(sentence, code="not-ready")}
            )
        return cleaned

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(value, parent_context=parent_context)
        if picture := value.get("image"):
            sizes = {size.width: size for size in picture.get_renditions(*BODY_SIZES).values()}
            context["wide"] = sizes[max(sizes)]
            context["srcset"] = ", ".join(f"{size.url} {width}w" for width, size in sorted(sizes.items()))
            context["credit"] = value.get("credit") or picture.credit
        return context

    class Meta:
        icon = "image"
        label = _("Picture")
        template = "publishing/blocks/_picture.html"


class TableBlock(blocks.StructBlock):
    caption = blocks.CharBlock(
        label=_("Caption"), max_length=200, help_text=_("What the table shows, in one line.")
    )
    cells = CellsBlock(
        label=_("Cells"),
        rows=6,
        help_text=_(
            "Type into the grid, or paste into its first cell what you copied from a spreadsheet. "
            "As text: one row per line, cells apart by commas."
        ),
    )
    first_row_names = blocks.BooleanBlock(
        label=_("The first row names the columns"), required=False, default=True
    )
    first_column_names = blocks.BooleanBlock(label=_("The first column names the rows"), required=False)
    source = blocks.CharBlock(label=_("Source"), max_length=200, required=False)

    def clean(self, value: object) -> object:
        cleaned = super().clean(value)
        _error_on_field("cells", lambda: cleaned.get("cells") and grids.parse_rows(cleaned["cells"]))
        return cleaned

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(value, parent_context=parent_context)
        rows = _rows_or_empty(lambda: grids.parse_rows(value.get("cells") or ""))
        if rows and value.get("first_row_names"):
            context["head"], rows = rows[0], rows[1:]
        context["rows"] = rows
        return context

    class Meta:
        icon = "table"
        label = _("Table")
        template = "publishing/blocks/_table.html"


class ChartBlock(blocks.StructBlock):
    """A chart drawn here from numbers; the numbers themselves stand under it."""

    title = blocks.CharBlock(label=_("Title"), max_length=160)
    description = blocks.CharBlock(
        label=_("In words"),
        max_length=400,
        help_text=_("What the chart shows and what one should see in it, for those who cannot see it."),
    )
    kind = blocks.ChoiceBlock(
        label=_("Drawn as"), choices=[("line", _("Lines")), ("bar", _("Bars"))], default="bar"
    )
    numbers = CellsBlock(
        label=_("Numbers"),
        rows=6,
        help_text=_(
            "The first row names the columns. Then one row per point: its name and its numbers, typed or "
            "pasted from a spreadsheet. At most 200 points and 5 columns of numbers."
        ),
    )
    unit = blocks.CharBlock(
        label=_("Unit"), max_length=40, required=False, help_text=_("Such as “ships a year”.")
    )
    source = blocks.CharBlock(label=_("Source"), max_length=200, required=False)

    def clean(self, value: object) -> object:
        cleaned = super().clean(value)
        _error_on_field("numbers", lambda: cleaned.get("numbers") and _series(cleaned["numbers"]))
        return cleaned

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(value, parent_context=parent_context)
        typed = value.get("numbers") or ""
        # While some of a draft's are no numbers, nothing is drawn and the cells stand as they were typed.
        context["rows"] = _rows_or_empty(lambda: _series(typed).rows) or _rows_or_empty(
            lambda: grids.parse_rows(typed)
        )
        return context

    def drawing(self, value: Any, *, name: str) -> SafeString:
        """The chart as SVG of our own making; `name` tells it apart from others on the page."""
        try:
            series = _series(value.get("numbers") or "")
        except grids.InvalidTable:
            return SafeString("")
        return charts.draw_chart(
            series,
            kind=value.get("kind") or "bar",
            title=value.get("title") or "",
            description=value.get("description") or "",
            unit=value.get("unit") or "",
            name=name,
            language=publication_language(),
        )

    class Meta:
        icon = "order"
        label = _("Chart")
        template = "publishing/blocks/_chart.html"


class EmbedBlock(blocks.StructBlock):
    """An embed: a card with a link; the provider's player loads only when a reader asks for it."""

    address = blocks.URLBlock(label=_("Address"), max_length=500, help_text=_("Copied from the address bar."))
    title = blocks.CharBlock(
        label=_("Title"), max_length=200, help_text=_("What one will see or hear there.")
    )
    caption = blocks.CharBlock(label=_("Caption"), max_length=300, required=False)

    def clean(self, value: object) -> object:
        cleaned = super().clean(value)
        if cleaned.get("address") and providers.match_embed(cleaned["address"]) is None:
            sentence = _now("We do not show anything from there. Those we know: %(names)s.") % {
                "names": ", ".join(providers.provider_names())
            }
            raise StructBlockValidationError(
                block_errors={"address": ValidationError(sentence, code="provider")}
            )
        return cleaned

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(value, parent_context=parent_context)
        context["found"] = providers.match_embed(value.get("address") or "")
        return context

    class Meta:
        icon = "media"
        label = _("From elsewhere")
        template = "publishing/blocks/_embed.html"


class AudioBlock(blocks.StructBlock):
    file = DocumentChooserBlock(label=_("Audio file"))
    title = blocks.CharBlock(label=_("Title"), max_length=200)
    credit = blocks.CharBlock(label=_("Credit"), max_length=120, required=False)
    transcript = blocks.TextBlock(
        label=_("Transcript"),
        rows=5,
        required=False,
        help_text=_("What is said, for those who cannot hear it."),
    )

    def clean(self, value: object) -> object:
        cleaned = super().clean(value)
        file = cleaned.get("file")
        if file is not None and file.file_extension.lower() not in AUDIO_EXTENSIONS:
            sentence = _now("This is not an audio file we can play. Use %(kinds)s.") % {
                "kinds": ", ".join(AUDIO_EXTENSIONS)
            }
            raise StructBlockValidationError(block_errors={"file": ValidationError(sentence, code="sound")})
        return cleaned

    class Meta:
        icon = "media"
        label = _("Audio")
        template = "publishing/blocks/_audio.html"


def _series(typed: str) -> grids.DataSeries:
    """The numbers of a chart, read by the publication's language."""
    return grids.parse_series(typed, language=publication_language())


def _error_on_field(field: str, check: Any) -> None:
    """Run `check`; its error is shown under `field` of the form."""
    try:
        check()
    except grids.InvalidTable as no:
        raise StructBlockValidationError(
            block_errors={field: ValidationError(str(no), code="not-a-table")}
        ) from None


def _rows_or_empty(read: Any) -> list[list[str]]:
    """The rows, or none while a draft's text is no valid table yet."""
    try:
        return [list(row) for row in read()]
    except grids.InvalidTable:
        return []
