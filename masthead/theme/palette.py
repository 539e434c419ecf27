"""Default colours, and whether a chosen background and accent have enough contrast (WCAG 2.2). Pure."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from masthead.kit.colours import HEX, contrast, mix

MIN_TEXT_CONTRAST, MIN_EDGE_CONTRAST = 4.5, 3.0  # WCAG 2.2, 1.4.3 and 1.4.11
DEFAULT_COLOURS = {"accent": "#a62b1f", "paper": "#fbfaf6", "accent_dark": "#e88a77", "paper_dark": "#161513"}
# Default text and edge colours, which must be readable on every background; the same as in tokens.css.
TEXT_COLOURS = {
    "light": {
        "ink": "#1b1916",
        "ink-2": "#565148",
        "ink-3": "#6b655a",
        "good": "#2b6a52",
        "wrong": "#a62b1f",
    },
    "dark": {"ink": "#e9e4d9", "ink-2": "#b0a999", "ink-3": "#999182", "good": "#7fc0a4", "wrong": "#e88a77"},
}
EDGE_COLOURS = {"light": "#8a8375", "dark": "#7d7668"}
LOW_TEXT_CONTRAST = {
    "light": _("Small grey print has a contrast of {ratio:.1f} here; 4.5 is needed. Choose a lighter paper."),
    "dark": _("Small grey print has a contrast of {ratio:.1f} here; 4.5 is needed. Choose a darker paper."),
}
LOW_EDGE_CONTRAST = {
    "light": _("Edges of fields have a contrast of {ratio:.1f} here; 3 is needed. Choose a lighter paper."),
    "dark": _("Edges of fields have a contrast of {ratio:.1f} here; 3 is needed. Choose a darker paper."),
}
LOW_LABEL_CONTRAST = {
    "light": _("On its paper this has a contrast of {ratio:.1f}; 4.5 is needed. Choose a darker one."),
    "dark": _("On its paper this has a contrast of {ratio:.1f}; 4.5 is needed. Choose a lighter one."),
}


def contrast_errors(*, scheme: str, paper: str, accent: str) -> dict[str, str]:
    """Contrast errors of background and accent: a sentence under `paper` or `accent`; empty if there is
    none.
    """
    if not (HEX.fullmatch(paper) and HEX.fullmatch(accent)):
        return {}  # the fields say so themselves
    grounds = (paper, second_paper(scheme, paper))
    words = min(contrast(ink, ground) for ink in TEXT_COLOURS[scheme].values() for ground in grounds)
    edges = min(contrast(EDGE_COLOURS[scheme], ground) for ground in grounds)
    labels = min(contrast(accent, ground) for ground in grounds)
    if words < MIN_TEXT_CONTRAST:
        return {"paper": _sentence(LOW_TEXT_CONTRAST, scheme, words)}
    if edges < MIN_EDGE_CONTRAST:
        return {"paper": _sentence(LOW_EDGE_CONTRAST, scheme, edges)}
    if labels < MIN_TEXT_CONTRAST:
        return {"accent": _sentence(LOW_LABEL_CONTRAST, scheme, labels)}
    return {}


def _sentence(sentences: Mapping[str, object], scheme: str, ratio: float) -> str:
    return str(sentences[scheme]).format(ratio=ratio)


def second_paper(scheme: str, paper: str) -> str:
    return mix(paper, TEXT_COLOURS[scheme]["ink"], 0.045)
