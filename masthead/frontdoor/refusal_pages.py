"""The front door's refusal pages, rendered in every language at start.

A refusal then costs one dictionary lookup: no catalogue is read and no language is switched while
readers wait. The language is the first of ours that the browser asks for, else the publication's.
"""

from collections.abc import Callable
from html import escape

from django.conf import settings
from django.utils import translation
from django.utils.translation.trans_real import parse_accept_lang_header

from masthead.frontdoor import errors
from masthead.kit.refusals import Refusal

REFUSALS = [
    no
    for no in vars(errors).values()
    if isinstance(no, type) and issubclass(no, Refusal) and no is not Refusal
]


class RefusalPages:
    """The pages, by refusal and language."""

    def __init__(self, language: Callable[[], str] = lambda: settings.LANGUAGE_CODE) -> None:
        self._language_of_the_publication = language
        self._default = settings.LANGUAGE_CODE
        self._pages: dict[tuple[str, str], bytes] = {}

    def render_all(self) -> None:
        """Render every page. Reads the catalogues and the publication's language: not on the event loop."""
        self.read_language()
        for language in {*dict(settings.LANGUAGES), self._default}:
            for no in REFUSALS:
                self._pages[no.code, language] = render_page(no(), language)

    def read_language(self) -> None:
        """Speak the publication's language where the browser asks for none of ours: not on the event loop."""
        self._default = self._language_of_the_publication()

    def page(self, no: Refusal, accepted: bytes) -> bytes:
        """The page for `no`, in a language that an Accept-Language header names."""
        language = negotiate_language(accepted, default=self._default)
        return self._pages.get((no.code, language)) or render_page(no, language)


def negotiate_language(accepted: bytes, *, default: str) -> str:
    """The language of ours that this Accept-Language header likes best (RFC 9110, section 12.5.4)."""
    ours = {code.lower(): code for code, _name in settings.LANGUAGES}
    for wanted, weight in parse_accept_lang_header(accepted.decode("latin-1").lower()):
        if wanted == "*" or not weight:
            return default
        found = ours.get(wanted) or ours.get(wanted.partition("-")[0])
        if found:
            return found
    return default


def render_page(no: Refusal, language: str) -> bytes:
    """A refusal as a short page of its own."""
    with translation.override(language):
        direction = "rtl" if translation.get_language_bidi() else "ltr"
        sentence = escape(str(no))
    return (
        f'<!doctype html><html lang="{language}" dir="{direction}"><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width">'
        f"<title>{no.status}</title><p>{sentence}</p></html>"
    ).encode()
