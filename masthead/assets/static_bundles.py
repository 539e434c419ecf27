"""One CSS and one JavaScript bundle for every page, concatenated from the files of the rooms.

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
from django.core.checks import CheckMessage
from django.core.files.storage import FileSystemStorage
from whitenoise.compress import Compressor

PACKAGE = Path(__file__).resolve().parent.parent
DESIGN = PACKAGE / "design/static/design"
HTMX = Path(django_htmx.__file__).parent / "static/django_htmx/htmx-2.min.js"
DESIGN_STYLESHEETS = ("tokens", "base", "components")


def stylesheets() -> list[Path]:
    """Every sheet: those of design in their order, then the rooms'. Layers say which rule wins."""
    own = [DESIGN / f"css/{name}.css" for name in DESIGN_STYLESHEETS]
    rooms = sorted(path for path in PACKAGE.glob("*/static/*/*.css"))
    return own + rooms


def scripts() -> list[Path]:
    """htmx, design's behaviours, and the scripts of discussion and articles."""
    return [
        HTMX,
        *sorted((DESIGN / "js/behaviours").glob("*.js")),
        *sorted((PACKAGE / "discussion/static/discussion").glob("*.js")),
        *sorted((PACKAGE / "publishing/static/publishing").glob("*.js")),
        *sorted((PACKAGE / "reading/static/reading").glob("*.js")),
    ]


def _stylesheet_bundle() -> str:
    return "\n".join(_without_comments(path.read_text(encoding="utf-8")) for path in stylesheets())


def _without_comments(sheet: str) -> str:
    lines = (line.strip() for line in re.sub(r"/\*.*?\*/", "", sheet, flags=re.DOTALL).splitlines())
    return "\n".join(line for line in lines if line)


def _script_bundle() -> str:
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
    "design/css/masthead.css": _stylesheet_bundle,
    "design/js/masthead.js": _script_bundle,
}


def compress_bundles() -> None:
    """Write compressed versions of the two collected bundles, unless the storage has done so."""
    compressor = Compressor(quiet=True)
    for path in BUNDLES:
        collected = Path(settings.STATIC_ROOT) / staticfiles_storage.url(path).removeprefix(
            settings.STATIC_URL
        )
        if collected.exists() and not collected.with_name(collected.name + ".gz").exists():
            list(compressor.compress(str(collected)))


class BundleFinder(BaseFinder):
    """Static files finder of the two bundles; rewrites them when a part has changed."""

    def __init__(self, *_: object, **__: object) -> None:
        self.storage = FileSystemStorage(location=str(Path(settings.DATA_DIR) / "bundles"))

    def check(self, **_: object) -> list[CheckMessage]:
        return []

    def find(self, path: str, find_all: bool = False, **_: Any) -> Any:
        if path not in BUNDLES:
            return []  # Django takes anything else for a file, None too
        found = str(self._write_if_changed(path))
        return [found] if find_all else found

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, FileSystemStorage]]:  # noqa: ARG002 - Django's signature
        for path in BUNDLES:
            self._write_if_changed(path)
            yield path, self.storage

    def _write_if_changed(self, path: str) -> Path:
        text = BUNDLES[path]()
        place = Path(self.storage.path(path))
        if not place.exists() or place.read_text(encoding="utf-8") != text:
            place.parent.mkdir(parents=True, exist_ok=True)
            beside = place.with_suffix(f".{os.getpid()}")
            beside.write_text(text, encoding="utf-8")
            beside.replace(place)  # whole or not at all: another process may be reading
        return place
