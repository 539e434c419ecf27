"""One stylesheet and one script for every page, put together from the small files of the rooms.

A finder of static files, so that `collectstatic` and the development server both have them, always fresh.
"""

import os
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import django_htmx
from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.files.storage import FileSystemStorage
from whitenoise.compress import Compressor

PACKAGE = Path(__file__).resolve().parent.parent
DESIGN = PACKAGE / "design/static/design"
HTMX = Path(django_htmx.__file__).parent / "static/django_htmx/htmx-2.min.js"
SHEETS_OF_DESIGN = ("tokens", "base", "components")


def stylesheets() -> list[Path]:
    """Every sheet: those of design in their order, then the rooms'. Layers say which rule wins."""
    own = [DESIGN / f"css/{name}.css" for name in SHEETS_OF_DESIGN]
    rooms = sorted(path for path in PACKAGE.glob("*/static/*/*.css"))
    return own + rooms


def scripts() -> list[Path]:
    """htmx, what design does on every page, and what letters and pieces need."""
    return [
        HTMX,
        *sorted((DESIGN / "js/behaviours").glob("*.js")),
        *sorted((PACKAGE / "discussion/static/discussion").glob("*.js")),
        *sorted((PACKAGE / "articles/static/articles").glob("*.js")),
    ]


def _sheet() -> str:
    return "\n".join(_without_comments(path.read_text(encoding="utf-8")) for path in stylesheets())


def _without_comments(sheet: str) -> str:
    lines = (line.strip() for line in re.sub(r"/\*.*?\*/", "", sheet, flags=re.DOTALL).splitlines())
    return "\n".join(line for line in lines if line)


def _script() -> str:
    # A block of its own for each, so that their names do not meet; htmx alone is known to all.
    return "\n".join(
        f"{path.read_text(encoding='utf-8')};window.htmx=htmx;" if path == HTMX else _block(path)
        for path in scripts()
    )


def _block(path: Path) -> str:
    lines = (line.strip() for line in path.read_text(encoding="utf-8").splitlines())
    return "{\n" + "\n".join(line for line in lines if line and not line.startswith("//")) + "\n}"


BUNDLES: dict[str, Callable[[], str]] = {
    # Beside the sheets it is made of: they name fonts by relative addresses.
    "design/css/masthead.css": _sheet,
    "design/js/masthead.js": _script,
}


def pack() -> None:
    """Lay packed forms beside the two collected files, where the storage has not packed everything itself."""
    compressor = Compressor(quiet=True)
    for path in BUNDLES:
        collected = Path(settings.STATIC_ROOT) / staticfiles_storage.url(path).removeprefix(
            settings.STATIC_URL
        )
        if collected.exists() and not collected.with_name(collected.name + ".gz").exists():
            list(compressor.compress(str(collected)))


class Bundles(BaseFinder):
    """Finds the two files, writing them anew whenever their parts have changed."""

    def __init__(self, *_: Any, **__: Any) -> None:
        self.storage = FileSystemStorage(location=str(Path(settings.DATA_DIR) / "bundles"))

    def check(self, **_: Any) -> list[Any]:
        return []

    def find(self, path: str, find_all: bool = False, **_: Any) -> Any:
        if path not in BUNDLES:
            return [] if find_all else None
        found = str(self._written(path))
        return [found] if find_all else found

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, FileSystemStorage]]:  # noqa: ARG002 - Django's signature
        for path in BUNDLES:
            self._written(path)
            yield path, self.storage

    def _written(self, path: str) -> Path:
        text = BUNDLES[path]()
        place = Path(self.storage.path(path))
        if not place.exists() or place.read_text(encoding="utf-8") != text:
            place.parent.mkdir(parents=True, exist_ok=True)
            beside = place.with_suffix(f".{os.getpid()}")
            beside.write_text(text, encoding="utf-8")
            beside.replace(place)  # whole or not at all: another process may be reading
        return place
