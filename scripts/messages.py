"""Gather every sentence that is marked for translation, and bring the catalogues up to date with them.

Python is read as a tree; templates through Django's own `templatize`, so that what is gathered is exactly
what Django looks up at run time. Needs neither GNU gettext nor a database.
"""

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

from masthead.kit.languages import TRANSLATIONS

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "masthead"
LOCALES = PACKAGE / "locale"
# Which arguments are the message, the plural and the context.
SHAPES = {
    "gettext": (0, None, None),
    "ngettext": (0, 1, None),
    "pgettext": (1, None, 0),
    "npgettext": (1, 2, 0),
}
NAMES = {
    **SHAPES,
    **{f"{name}_lazy": shape for name, shape in SHAPES.items()},
    "gettext_noop": SHAPES["gettext"],
    "_": SHAPES["gettext"],
}
CALL_IN_TEMPLATE = re.compile(r"\b(?:n?p?gettext|_)\(")
TEXTS = {".html", ".txt", ".xml"}


def main() -> None:
    """Write every catalogue anew, with the translations it had."""
    found = gathered()
    for language in TRANSLATIONS:
        catalogue = updated(language, found)
        missing = sum(1 for message in catalogue if message.id and not is_translated(message))
        print(f"{language}: {len(catalogue)} sentences, {missing} without a translation")


def gathered() -> Catalog:
    """Every sentence of the package, with the files it stands in."""
    catalogue = Catalog(project="Masthead", charset="utf-8")
    for path in sorted(PACKAGE.rglob("*")):
        parts = path.relative_to(PACKAGE).parts
        if {"tests", "migrations", "locale"} & set(parts) or not path.is_file():
            continue
        if path.suffix == ".py":
            calls = ast.walk(ast.parse(path.read_text()))
        elif path.suffix in TEXTS and "templates" in parts:
            calls = calls_in_template(path)
        else:
            continue
        for call in calls:
            _add(catalogue, call, path.relative_to(ROOT).as_posix())
    return catalogue


def calls_in_template(path: Path) -> Iterator[ast.AST]:
    """The translating tags of a template, as the calls that Django's `templatize` makes of them."""
    text = templatize(path.read_text(), origin=str(path))
    for start in CALL_IN_TEMPLATE.finditer(text):
        yield ast.parse(_whole_call(text[start.start() :]), mode="eval").body


def updated(language: str, found: Catalog) -> Catalog:
    """The catalogue of `language` with exactly the sentences of `found`, written to its file."""
    path = LOCALES / language / "LC_MESSAGES" / "django.po"
    catalogue = Catalog(locale=language)
    if path.exists():
        with path.open("rb") as text:
            catalogue = read_po(text, locale=language)
    catalogue.update(found, no_fuzzy_matching=True)
    catalogue.project, catalogue.version, catalogue.charset = "Masthead", "", "utf-8"
    catalogue.header_comment = f"# Masthead in {catalogue.locale.english_name}."
    catalogue.last_translator = "The Masthead contributors"
    catalogue.language_team = catalogue.locale.english_name
    catalogue.msgid_bugs_address = ""
    catalogue.fuzzy = False
    catalogue.creation_date = catalogue.revision_date = datetime(2026, 1, 1, tzinfo=UTC)  # no churn
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as text:
        write_po(text, catalogue, width=110, ignore_obsolete=True, sort_output=True, include_lineno=False)
    return catalogue


def is_translated(message: Message) -> bool:
    """Whether every form of a message of a catalogue has its translation, and none is a guess."""
    forms = message.string
    return not message.fuzzy and all(forms if isinstance(forms, tuple) else (forms,))


def _add(catalogue: Catalog, call: ast.AST, where: str) -> None:
    if not isinstance(call, ast.Call):
        return
    name = getattr(call.func, "attr", None) or getattr(call.func, "id", "")
    if name not in NAMES or not call.args:
        return
    singular, plural, context = (
        None if place is None or place >= len(call.args) else _text(call.args[place]) for place in NAMES[name]
    )
    if singular is None:
        return  # a variable: whoever filled it has marked its text
    catalogue.add(
        (singular, plural) if plural else singular,
        locations=[(where, 0)],
        context=context,
        flags={"python-format"} if "%(" in singular else (),
    )


def _text(node: ast.expr) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def _whole_call(text: str) -> str:
    depth, end = 0, (0, 0)
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        depth += {"(": 1, ")": -1}.get(token.string, 0) if token.type == tokenize.OP else 0
        if token.string == ")" and depth == 0:
            end = token.end
            break
    lines = text.splitlines(keepends=True)[: end[0]]
    lines[-1] = lines[-1][: end[1]]
    return "".join(lines)


if __name__ == "__main__":
    main()
