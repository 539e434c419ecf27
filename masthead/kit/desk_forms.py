"""Forms of the desk: what was typed comes back unsaved where it is asked for, and a draft may have faults.

A person does not type in an order that is valid at every moment. So a draft takes whatever its fields can
hold, faults and all, and says which they are; what a field cannot hold (half a date, a row without its
choice) is left as it was, and the browser keeps what was typed. Publishing is as strict as ever.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import uuid4

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models
from django.utils.translation import gettext as _
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.forms.pages import WagtailAdminPageForm
from wagtail.blocks import StreamValue
from wagtail.fields import RichTextField, StreamField

from masthead.kit.text_hygiene import with_every_text, without_controls

# The field of a request that says why a form was sent though nobody saved it.
TYPED = "typed"
PUT_BACK = "put-back"
_EDITOR_MARKS = re.compile(r' data-block-key="[^"]*"')


@dataclass(frozen=True)
class Fault:
    """Why a draft is not ready; `in_draft` is whether the draft nevertheless has what was typed."""

    sentence: str
    in_draft: bool


class ShowsAgain(forms.BaseForm):
    """A form of any kind that shows again what was typed before, and saves nothing of it, where asked to."""

    @property
    def is_put_back(self) -> bool:
        return self.is_bound and self.data.get(TYPED) == PUT_BACK

    def clean(self) -> Any:
        cleaned = super().clean()
        if self.is_put_back:
            sentence = _("This is what you typed. It is not saved yet: look at it, then save it.")
            self.add_error(None, ValidationError(sentence, code=PUT_BACK))
        return cleaned


class OffersBack(ShowsAgain, WagtailAdminModelForm):
    """A form of the desk's own kind that shows again what was typed before."""


class DraftForm(OffersBack, WagtailAdminPageForm):
    """A page as its editor sends it. Saved as a draft it may have faults: they are in `faults` afterwards."""

    # The piece has its identity before it is first saved: sent twice, it is not there twice.
    identity = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.faults: list[Fault] = []
        if self.instance.pk:
            del self.fields["identity"]
        else:
            self.initial["identity"] = self.instance.translation_key or uuid4()

    def is_valid(self) -> bool:
        if super().is_valid():
            return True
        if not self.is_deferred_validation or self.is_put_back:
            return False
        self.faults += self._hold_own()
        for formset in self.formsets.values():
            self.faults += _hold_rows(formset)
        return bool(super().is_valid())

    @property
    def is_whole_in_draft(self) -> bool:
        """Whether the draft holds all that was typed, faults and all."""
        return all(fault.in_draft for fault in self.faults)

    @cached_property
    def changed_data(self) -> list[str]:
        """The fields with other words than before; what an editor writes around them does not count."""
        return [name for name in super().changed_data if name != "identity" and not self._says_the_same(name)]

    def _says_the_same(self, name: str) -> bool:
        if name not in getattr(self, "cleaned_data", {}) or not isinstance(
            self._model_field(name), (StreamField, RichTextField)
        ):
            return False
        before = self.get_initial_for_field(self.fields[name], name)
        return _words(before) == _words(self.cleaned_data[name])

    def _model_field(self, name: str) -> models.Field[Any, Any] | None:
        fields = type(self.instance)._meta.get_fields()
        return next((field for field in fields if field.name == name), None)

    def _hold_own(self) -> list[Fault]:
        """Put what the page can hold into it, and take its errors off the form."""
        found = []
        for name, errors in list(self.errors.items()):
            held = False
            if name != NON_FIELD_ERRORS:
                bound = self.fields[name]
                raw = bound.widget.value_from_datadict(self.data, self.files, self.add_prefix(name))
                held = self._hold(name, raw)
            label = "" if name == NON_FIELD_ERRORS else str(self.fields[name].label or "")
            found += [
                Fault(sentence, held or name == NON_FIELD_ERRORS)
                for sentence in _sentences(errors.as_data(), label)
            ]
            del self.errors[name]
        return found

    def _hold(self, name: str, raw: Any) -> bool:
        """Whether the page now has `raw`, a field's value as it was sent."""
        field = self._model_field(name)
        if isinstance(field, StreamField) and isinstance(raw, StreamValue):
            value: Any = hold_stream(raw)
        elif isinstance(field, (models.CharField, models.TextField)) and not field.choices:
            value = without_controls(self.fields[name].to_python(raw) or "" if isinstance(raw, str) else "")
        else:
            return False
        self.cleaned_data[name] = value
        setattr(self.instance, name, value)
        return True


def hold_stream(value: StreamValue) -> StreamValue:
    """`value` as a draft holds it: parts without fault cleaned, the others as they were typed."""
    parts = []
    for child in value:
        try:
            held = child.block.clean(child.value)
        except ValidationError:
            held = child.value
        parts.append((child.block_type, held, child.id))
    block = value.stream_block
    return block.to_python(with_every_text(block.get_prep_value(StreamValue(block, parts)), without_controls))


def stream_faults(value: StreamValue) -> list[str]:
    """A sentence for everything wrong in `value` with which a draft may be saved but nothing published.

    What is merely missing does not count: pieces that came another way than through the desk may lack it.
    """
    try:
        value.stream_block.clean(value)
    except ValidationError as no:
        return list(_sentences([no], ""))
    return []


def is_taken_out(row: Any) -> bool:
    """Whether its editor has taken this row out of its list."""
    return bool(row.data.get(row.add_prefix("DELETE")))


def _hold_rows(formset: Any) -> Iterator[Fault]:
    """Leave rows with faults as they were before; a new one waits outside the draft until it has none."""
    if formset.is_valid():
        return
    for row in formset.forms:
        if not row.errors or is_taken_out(row):
            continue
        begun = any(row[name].data for name in row.fields if name not in {"id", "ORDER", "DELETE"})
        for name, errors in row.errors.items():
            label = str(row.fields[name].label or "") if name in row.fields else ""
            for sentence in _sentences(errors.as_data(), label, also_missing=begun):
                yield Fault(sentence, in_draft=False)
        row.errors.clear()
        row.changed_data = []
    for sentence in formset.non_form_errors():
        yield Fault(str(sentence), in_draft=False)
    formset.non_form_errors().clear()


def _sentences(errors: Any, label: str, *, also_missing: bool = False) -> Iterator[str]:
    """Every sentence in `errors`, which may be nested as blocks are, each with the label of its field.

    That something is missing is said only where asked for: a draft may lack things until they are due.
    """
    for error in errors:
        inner = getattr(error, "block_errors", None)
        whole = getattr(error, "non_block_errors", None)
        if inner is None and whole is None:
            if getattr(error, "code", "") == "required" and not also_missing:
                continue
            for sentence in error.messages:
                yield f"{label}: {sentence}" if label else str(sentence)
            continue
        yield from _sentences(whole.as_data() if whole else (), label)
        found = inner.values() if isinstance(inner, Mapping) else inner or ()
        for one in found:
            if one is not None:
                yield from _sentences([one], label)


def _words(value: Any) -> Any:
    """What `value`, a stream or rich text, says: without the numbers an editor gives its parts."""
    if isinstance(value, StreamValue):
        return _words(value.stream_block.get_prep_value(value))
    if isinstance(value, Mapping):
        return {key: _words(one) for key, one in value.items() if key != "id"}
    if isinstance(value, (list, tuple)):
        return [_words(one) for one in value]
    return _EDITOR_MARKS.sub("", value) if isinstance(value, str) else value
