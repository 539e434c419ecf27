"""The wheel holds the translations compiled, too. Everything else about the package is in pyproject.toml."""

import importlib.util
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py


class BuildWithCatalogues(build_py):
    """Copies the package, and compiles its catalogues into the copy; a checkout keeps them elsewhere."""

    def run(self) -> None:
        """Build."""
        super().run()
        if not self.editable_mode:
            _compile(Path(self.build_lib) / "masthead" / "locale")


def _compile(folder: Path) -> None:
    # By its path: while a package is built, it cannot be imported.
    file = Path(__file__).resolve().parent / "masthead/assets/translations.py"
    found = importlib.util.spec_from_file_location("catalogues", file)
    if found is None or found.loader is None:
        raise FileNotFoundError(file)
    catalogues = importlib.util.module_from_spec(found)
    found.loader.exec_module(catalogues)
    catalogues.compile_all(folder)


setup(cmdclass={"build_py": BuildWithCatalogues})
