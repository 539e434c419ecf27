"""The stylesheet of a theme, and its colours and fonts for e-mails. Pure."""

import hashlib

from masthead.kit.colours import mix, readable_on
from masthead.theme.models import FontPairing, Theme
from masthead.theme.palette import DEFAULT_COLOURS, EDGE_COLOURS, TEXT_COLOURS, second_paper

SERIF_FAMILIES = {FontPairing.LITERATA: ("Literata", "Literata Stand-in", "Literata Display Stand-in")}
SANS_FAMILIES = {FontPairing.LITERATA: ("Public Sans", "Public Stand-in")}


def stylesheet_of(theme: Theme) -> str:
    """The stylesheet of this theme; empty while nothing differs from the defaults."""
    rules = []
    if (theme.paper, theme.accent) != (DEFAULT_COLOURS["paper"], DEFAULT_COLOURS["accent"]):
        rules.append(f":root{{{_palette('light', theme.paper, theme.accent)}}}")
    if (theme.paper_dark, theme.accent_dark) != (
        DEFAULT_COLOURS["paper_dark"],
        DEFAULT_COLOURS["accent_dark"],
    ):
        dark = _palette("dark", theme.paper_dark, theme.accent_dark)
        rules.append(f"@media (prefers-color-scheme:dark){{:root{{{dark}}}}}")
    elif rules:  # rules for light screens must not apply on dark ones
        rules[0] = f"@media not (prefers-color-scheme:dark){{{rules[0]}}}"
    rules.append(_type_of(theme))
    return f"@layer tokens{{{''.join(rules)}}}\n" if any(rules) else ""


def dark_stylesheet_of(theme: Theme) -> str:
    """The stylesheet with the dark colours, whatever the screen's scheme: for the preview in the desk."""
    ink = TEXT_COLOURS["dark"]["ink"]
    colours = TEXT_COLOURS["dark"] | {
        "control": EDGE_COLOURS["dark"],
        "rule-strong": mix(theme.paper_dark, ink, 0.85),
        "mark": "#5a4a1c",
    }
    inks = ";".join(f"--{name}:{value}" for name, value in colours.items())
    palette = _palette("dark", theme.paper_dark, theme.accent_dark)
    return f"@layer tokens{{:root:root{{color-scheme:dark;{inks};{palette}}}{_type_of(theme)}}}\n"


def _type_of(theme: Theme) -> str:
    if theme.font_pairing not in SERIF_FAMILIES:
        return ""
    serif, stand_in, display = SERIF_FAMILIES[FontPairing(theme.font_pairing)]
    sans, sans_stand_in = SANS_FAMILIES[FontPairing(theme.font_pairing)]
    return (
        f':root{{--serif:"{serif}","{stand_in}",Georgia,serif;--display:"{serif}","{display}",Georgia,serif;'
        f'--sans:"{sans}","{sans_stand_in}",system-ui,sans-serif;--s0:1.0625rem;--prose:.95}}'
    )


def mail_theme(theme: Theme) -> dict[str, object]:
    """Colours and families for e-mails, which know no custom properties and load no fonts."""
    serif, *_stand_ins = SERIF_FAMILIES.get(FontPairing(theme.font_pairing), ("Newsreader",))
    sans, *_stand_ins = SANS_FAMILIES.get(FontPairing(theme.font_pairing), ("Libre Franklin",))
    return {
        "light": _mail_colours("light", theme.paper, theme.accent),
        "dark": _mail_colours("dark", theme.paper_dark, theme.accent_dark),
        "serif": f"{serif}, Charter, Georgia, serif",
        "sans": f"{sans}, Helvetica Neue, Arial, sans-serif",
    }


def _mail_colours(scheme: str, paper: str, accent: str) -> dict[str, str]:
    ink, muted = TEXT_COLOURS[scheme]["ink"], TEXT_COLOURS[scheme]["ink-2"]
    return {
        "paper": paper,
        "paper_2": second_paper(scheme, paper),
        "ink": ink,
        "muted": muted,
        "rule": mix(paper, ink, 0.15),
        "accent": accent,
    }


def stylesheet_path(sheet: str) -> str:
    """The address of the stylesheet: a hash of its content is in its name, so browsers may cache it for
    ever.
    """
    return f"/theme-{hashlib.sha256(sheet.encode()).hexdigest()[:16]}.css" if sheet else ""


def _palette(scheme: str, paper: str, accent: str) -> str:
    ink = TEXT_COLOURS[scheme]["ink"]
    colours = {
        "paper": paper,
        "paper-2": second_paper(scheme, paper),
        "paper-3": mix(paper, ink, 0.09),
        "rule": mix(paper, ink, 0.15),
        "accent": accent,
        "accent-ink": accent,
        "on-accent": readable_on(accent),
    }
    return ";".join(f"--{name}:{value}" for name, value in colours.items())
