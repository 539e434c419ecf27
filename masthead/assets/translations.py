"""The catalogues of translated sentences: kept as text in the package, compiled where the data is, or shipped
compiled in the wheel.

Babel compiles them, so nobody needs GNU gettext. Nothing else imports Babel's message tools.
"""

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

PACKAGE = Path(__file__).resolve().parent.parent
SHIPPED = PACKAGE / "locale"


def sources() -> Iterator[Path]:
    """Every catalogue as its translators write it: `masthead/locale/<language>/LC_MESSAGES/django.po`."""
    yield from sorted(PACKAGE.glob("locale/*/LC_MESSAGES/django.po"))


def compile_all(folder: Path) -> None:
    """Compile every catalogue into `folder`; Django reads them at its next start."""
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    for source in sources():
        target = _compiled(source, folder)
        if target.exists() and target.stat().st_mtime_ns >= source.stat().st_mtime_ns:
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        unfinished = target.with_suffix(f".{uuid4().hex}.part")  # another process may be writing its own
        with source.open("rb") as text, unfinished.open("wb") as finished:
            write_mo(finished, read_po(text, locale=source.parent.parent.name))
        unfinished.replace(target)  # or reading the one before


def folder_for(data: Path) -> Path:
    """Where the compiled ones are: in the package, when it was built with them, else below `data`."""
    return SHIPPED if are_compiled(SHIPPED) else data / "locale"


def are_compiled(folder: Path) -> bool:
    """Whether every catalogue has been compiled there."""
    return all(_compiled(source, folder).exists() for source in sources())


def _compiled(source: Path, folder: Path) -> Path:
    return folder / source.parent.parent.name / "LC_MESSAGES" / "django.mo"
