"""What stands in a module or among the templates is used: a name that occurs once is used by nobody."""

import ast
import re
from collections import Counter
from pathlib import Path

from tests.house.rooms import PACKAGE, name_of

# Django, Wagtail and allauth find these by name or by decorator.
FOUND_BY_NAME = {"apps", "urls", "wagtail_hooks", "settings", "formats", "templatetags", "commands"}
USED_OUTSIDE = {
    "__init__.py:__version__": "whoever imports the package",
    "paywall/operations.py:set_policy": "tests; on the desk the row is written by its own form",
}
# Templates of mails and lists are named without folder or ending; others are Django's and Wagtail's to find.
MADE_FROM_A_NAME = (
    *("/notices/", "reading/lists/"),
    *("403.html", "404.html", "500.html", "wagtailadmin/home/account_summary.html"),
    "status/privacy.html",
    *("wagtailadmin/shared/autosave/", "wagtailadmin/shared/unsaved_changes_warning.html"),
    "wagtailadmin/shared/headers/",
)
COMPONENTS = "design/components/", "design/icons/"  # a set to choose from, described in docs/design.md
TEMPLATE = re.compile(r"""["']([a-z_]+/[a-z_/]+\.(?:html|txt))["']""")
WORD = re.compile(r"\w+")


def test_names__every_function_class_and_constant_is_named_a_second_time() -> None:
    words: Counter[str] = Counter()
    for path in [*_sources(), *_programs(), *PACKAGE.rglob("templates/**/*.*")]:
        words.update(WORD.findall(path.read_text()))
    dead = {
        f"{name_of(path)}:{name}"
        for path in _sources()
        if not FOUND_BY_NAME & {path.stem, path.parent.name}
        for name in _defined(path)
        if words[name] == 1
    }
    assert dead == set(USED_OUTSIDE)


def test_templates__each_is_named_somewhere() -> None:
    text = "\n".join(path.read_text() for path in [*_sources(), *PACKAGE.rglob("templates/**/*.*")])
    unused = {
        name
        for path in PACKAGE.rglob("templates/**/*.html")
        if (name := path.as_posix().partition("/templates/")[2]) not in text
        and not any(part in name for part in MADE_FROM_A_NAME)
        and not name.startswith(COMPONENTS)
    }
    assert unused == set()


def test_templates__each_that_is_named_is_there() -> None:
    there = {path.as_posix().partition("/templates/")[2] for path in PACKAGE.rglob("templates/**/*.*")}
    ours = {name.partition("/")[0] for name in there} - {"wagtailadmin"}
    missing = {
        f"{name_of(path)}: {name}"
        for path in [*_sources(), *PACKAGE.rglob("templates/**/*.html")]
        for name in TEMPLATE.findall(path.read_text())
        if name not in there and name.partition("/")[0] in ours
    }
    assert missing == set()


def _programs() -> list[Path]:
    """What is run beside the package: measurements and scripts."""
    return [path for folder in ("bench", "scripts") for path in (PACKAGE.parent / folder).glob("*.py")]


def _sources() -> list[Path]:
    """Every module but tests and migrations."""
    return [
        path
        for path in sorted(PACKAGE.rglob("*.py"))
        if not {"tests", "migrations"} & set(path.relative_to(PACKAGE).parts)
    ]


def _defined(path: Path) -> list[str]:
    names = []
    for node in ast.parse(path.read_text()).body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            names.append(node.name)
        elif isinstance(node, ast.Assign):
            names += [target.id for target in node.targets if isinstance(target, ast.Name)]
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            names.append(node.target.id)
    return names
