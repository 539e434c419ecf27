"""Table cells, filled in as a grid or written as text: the same text is stored either way."""

import json
from typing import Any

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from wagtail import blocks

from masthead.publishing.blocks.grids import MAX_COLUMNS, MAX_ROWS


class CellsWidget(forms.Textarea):
    """A text area that the desk's script shows as a grid. Without the script it stays one."""

    class Media:
        js = ("publishing/desk/cells.js",)

    def build_attrs(self, base_attrs: Any, extra_attrs: Any = None) -> dict[str, Any]:
        attrs: dict[str, Any] = super().build_attrs(base_attrs, extra_attrs)
        words = {
            "cells": _("Cells"),
            "cell": _("Row {row}, column {column}"),
            "addRow": _("Add a row"),
            "addColumn": _("Add a column"),
            "removeRow": _("Remove row {row}"),
            "removeColumn": _("Remove column {column}"),
            "asText": _("Write it as text"),
            "asGrid": _("Show it as a grid"),
            "full": _("At most {rows} rows and {columns} columns fit. Nothing was added."),
            "noGrid": _("This text is no grid yet: too many rows or columns, or a quotation mark too few."),
        }
        return attrs | {
            "data-controller": "cells",
            "data-cells-rows-value": MAX_ROWS + 1,
            "data-cells-columns-value": MAX_COLUMNS,
            "data-cells-words-value": json.dumps(words),
        }


class CellsBlock(blocks.TextBlock):
    """One row per line, cells apart by commas, semicolons or tabs."""

    @cached_property
    def field(self) -> forms.CharField:
        # Not stripped: a tab at either end is an empty cell, such as the corner of a table.
        widget = CellsWidget(attrs={"rows": self.rows})
        return forms.CharField(widget=widget, strip=False, **self.field_options)
