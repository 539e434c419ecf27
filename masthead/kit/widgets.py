"""Form widgets."""

from typing import Any

from django import forms


class SelectKeepingCurrentValue(forms.Select):
    """A select that also offers the current value when it is not among the choices."""

    def optgroups(self, name: str, value: list[str], attrs: dict[str, Any] | None = None) -> Any:
        known = {str(code) for code, _ in self.choices}
        self.choices = [*self.choices, *((text, text) for text in value if text and text not in known)]
        return super().optgroups(name, value, attrs)
