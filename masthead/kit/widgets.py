"""Ways to choose in forms."""

from typing import Any

from django import forms


class OneOfThese(forms.Select):
    """A list to choose from that loses nothing: a value set elsewhere is offered as it is."""

    def optgroups(self, name: str, value: list[str], attrs: dict[str, Any] | None = None) -> Any:
        known = {str(code) for code, _ in self.choices}
        self.choices = [*self.choices, *((text, text) for text in value if text and text not in known)]
        return super().optgroups(name, value, attrs)
