"""Words are readable on every ground they stand on, in both palettes (WCAG 2.2, 1.4.3 and 1.4.11)."""

import re
from pathlib import Path

import pytest

TOKENS = (Path(__file__).parent.parent / "static/design/css/tokens.css").read_text(encoding="utf-8")
GROUNDS = ("paper", "paper-2")
WORDS = ("ink", "ink-2", "ink-3", "accent-ink", "good", "wrong")


def palette(which: str) -> dict[str, str]:
    """What the properties are at last, where each part of the sheet comes after those it adds to."""
    house, more, more_dark = TOKENS.split("@media (prefers-contrast: more)")
    light, dark = (_named(part) for part in house.split("@media (prefers-color-scheme: dark)"))
    return {
        "light": light,
        "dark": light | dark,
        "more contrast": light | _named(more),
        "more contrast, dark": light | dark | _named(more) | _named(more_dark),
    }[which]


def _named(part: str) -> dict[str, str]:
    return dict(re.findall(r"--([a-z0-9-]+): (#[0-9a-f]{3,6});", part))


def luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(digit * 2 for digit in colour[1:])
    channels = [int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    red, green, blue = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in channels
    ]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("which", ["light", "dark"])
@pytest.mark.parametrize("ground", GROUNDS)
@pytest.mark.parametrize("word", WORDS)
def test_palettes__words_are_readable(which: str, ground: str, word: str) -> None:
    colours = palette(which)
    assert contrast(colours[word], colours[ground]) >= 4.5


@pytest.mark.parametrize("which", ["light", "dark"])
def test_palettes__buttons_are_readable_at_rest_and_under_the_pointer(which: str) -> None:
    colours = palette(which)
    assert contrast(colours["paper"], colours["ink"]) >= 4.5
    assert contrast(colours["on-accent"], colours["accent"]) >= 4.5
    assert contrast(colours["ink"], colours["mark"]) >= 4.5


@pytest.mark.parametrize("which", ["light", "dark"])
@pytest.mark.parametrize("ground", GROUNDS)
def test_palettes__the_edge_of_a_control_can_be_seen(which: str, ground: str) -> None:
    colours = palette(which)
    assert contrast(colours["control"], colours[ground]) >= 3


@pytest.mark.parametrize("which", ["more contrast", "more contrast, dark"])
@pytest.mark.parametrize("ground", [*GROUNDS, "paper-3"])
@pytest.mark.parametrize("word", [*WORDS, "rule", "rule-strong", "control", "accent"])
def test_palettes__who_asks_for_contrast_gets_seven_to_one(which: str, ground: str, word: str) -> None:
    colours = palette(which)
    assert contrast(colours[word], colours[ground]) >= 7
    assert contrast(colours["on-accent"], colours["accent"]) >= 7
    assert contrast(colours["ink"], colours["mark"]) >= 7
