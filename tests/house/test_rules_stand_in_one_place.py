"""Rules that were once written in several places: each has one, and a second copy is found here."""

import ast
import re
from collections.abc import Iterator
from dataclasses import asdict

from django.conf import settings

from masthead.discussion.models import Readers, Writers
from masthead.kit.languages import LANGUAGES, TRANSLATIONS
from masthead.paywall.decide import AT_FIRST, Level
from masthead.publishing.models import AccessLevel
from tests.house.rooms import PACKAGE, ROOMS, modules, name_of

ROOT = PACKAGE.parent


def trees() -> Iterator[tuple[str, ast.Module]]:
    """Every module of every room with its name, read as a tree; tests and migrations are left out."""
    for room in [*ROOMS, "config"]:
        for path in modules(room):
            yield name_of(path), ast.parse(path.read_text("utf-8"))


# --- the meter's defaults ------------------------------------------------------------------------------


def _defaults(tree: ast.Module) -> Iterator[tuple[str, ast.expr]]:
    """Every default that a module gives to a name: of a field, an argument or a keyword."""
    for node in ast.walk(tree):
        if isinstance(node, ast.AnnAssign | ast.Assign) and node.value is not None:
            targets = [node.target] if isinstance(node, ast.AnnAssign) else node.targets
            values = [node.value]
            if isinstance(node.value, ast.Call):  # models.PositiveSmallIntegerField(default=…)
                values = [word.value for word in node.value.keywords if word.arg == "default"]
            yield from (
                (target.id, value) for target in targets if isinstance(target, ast.Name) for value in values
            )
        elif isinstance(node, ast.FunctionDef):
            pairs = zip(node.args.kwonlyargs, node.args.kw_defaults, strict=True)
            yield from ((argument.arg, default) for argument, default in pairs if default is not None)
        elif isinstance(node, ast.Call):
            yield from ((word.arg, word.value) for word in node.keywords if word.arg)


def test_meter__its_defaults_are_numbers_in_one_module() -> None:
    numbers = {
        (module, name)
        for module, tree in trees()
        for name, value in _defaults(tree)
        if name in asdict(AT_FIRST) and isinstance(value, ast.Constant)
    }
    assert numbers == {("paywall/decide.py", name) for name in asdict(AT_FIRST)}


def test_meter__the_documents_say_its_defaults() -> None:
    text = (ROOT / "docs" / "publishing" / "the-meter.md").read_text("utf-8")
    rows = [line.split("|")[2].strip() for line in text.splitlines() if line.startswith("| ")][1:]
    assert rows == [str(number) for number in asdict(AT_FIRST).values()]
    words = {3: "three", 5: "five", 30: "thirty"}
    of_strangers, of_readers, days, _ = asdict(AT_FIRST).values()
    readme = (ROOT / "README.md").read_text("utf-8")
    assert (
        f"{words[of_strangers]} members' pieces in {words[days]} days for a stranger, {words[of_readers]} "
        in readme
    )


# --- the languages ----------------------------------------------------------------------------------------


def _codes_in(node: ast.AST) -> set[str]:
    """The language codes that a list, set, dictionary or table names as its members or their first parts."""
    members = node.keys if isinstance(node, ast.Dict) else getattr(node, "elts", [])
    firsts = [part.elts[0] if isinstance(part, ast.Tuple) and part.elts else part for part in members]
    said = {part.value for part in firsts if isinstance(part, ast.Constant)}
    return {code for code in LANGUAGES if code in said}


def test_languages__one_list_names_them() -> None:
    scripts = [
        (f"scripts/{path.name}", ast.parse(path.read_text())) for path in (ROOT / "scripts").glob("*.py")
    ]
    listing = {
        module for module, tree in [*trees(), *scripts] for node in ast.walk(tree) if len(_codes_in(node)) > 1
    }
    assert listing <= {"kit/languages.py"}
    assert dict(settings.LANGUAGES) == LANGUAGES


def test_languages__each_has_its_catalogue_its_formats_and_its_standing_pages() -> None:
    def folders(path: str) -> set[str]:
        return {
            folder.name for folder in (PACKAGE / path).iterdir() if folder.is_dir() and folder.name[0] != "_"
        }

    assert folders("locale") == set(TRANSLATIONS)
    assert folders("config/formats") == folders("site_pages/content") == set(LANGUAGES)


# --- who may read and write -------------------------------------------------------------------------------


def test_access__its_answers_are_spelt_out_in_the_paywall_and_the_discussion_only() -> None:
    """Everybody above has them from there, with other words for people if need be."""
    answers = {*Level, *Readers.values, *Writers.values}
    spelt_out = {
        f"{module}: {node.name}"
        for module, tree in trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef) and len(answers & set(_texts_given_to_names(node))) > 1
    }
    assert spelt_out == {
        "paywall/decide.py: Level",
        "paywall/decide.py: Grant",  # what a pass says of its bearer, staff among it
        "discussion/models.py: Readers",
        "discussion/models.py: Writers",
    }
    assert set(AccessLevel.values) == set(Level)


def _texts_given_to_names(body: ast.ClassDef) -> Iterator[str]:
    for node in body.body:
        value = node.value if isinstance(node, ast.Assign) else None
        value = value.elts[0] if isinstance(value, ast.Tuple) and value.elts else value
        if isinstance(value, ast.Constant) and isinstance(value.value, str):
            yield value.value


# --- what the article page is told ------------------------------------------------------------------------


def test_article_page__what_it_is_told_is_put_together_once() -> None:
    """By one function, for the published piece and for the preview of a draft."""
    words = {"gate_words", "may_register"}
    telling = [
        module
        for module, tree in trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.Dict)
        if words & {key.value for key in node.keys if isinstance(key, ast.Constant)}
    ]
    assert telling == ["reading/views/article_context.py"]
    drawing = {
        module: {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
        for module, tree in trees()
        if "reading/article.html" in {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)}
    }
    assert set(drawing) == {"reading/views/pages.py", "reading/views/previews.py"}
    assert all("article_context" in names for names in drawing.values())


# --- addresses --------------------------------------------------------------------------------------------

STREETS = "authors|tags|series|readers|threads|comments"
WRITTEN_OUT = re.compile(rf"/(?:{STREETS})/")
FILLED_IN = re.compile(rf"/(?:{STREETS}|preview|pieces|following)/$")
IN_A_TEMPLATE = re.compile(rf"/(?:{STREETS}|preview|pieces|following)/|/{{{{[^}}]*}}}}/")


def _is_an_address(node: ast.expr) -> bool:
    """Whether a text is an address made by hand: one of our streets, or short names between slashes."""
    if isinstance(node, ast.JoinedStr):
        said = [part.value if isinstance(part, ast.Constant) else None for part in node.values]
        tree = len(said) > 2 and all((text == "/") is (place % 2 == 0) for place, text in enumerate(said))
        return tree or any(FILLED_IN.search(str(text)) for text in said)
    return isinstance(node, ast.Constant) and bool(WRITTEN_OUT.match(str(node.value)))


def test_addresses__code_asks_for_them() -> None:
    """By the name in `urls.py`, of `publishing.queries`, or of a row's `get_absolute_url`."""
    by_hand = {
        module
        for module, tree in trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.expr) and _is_an_address(node)
    }
    assert by_hand == {
        "config/old_addresses.py",  # names the addresses of before
        "demo/queries.py",  # compares the end of an address
        "leaks/report.py",  # sorts addresses by what they look like
        "leaks/surfaces.py",  # asks what anybody could type
        "publishing/models/pages.py",  # asks what else stands at the address of a new section
    }


def test_addresses__templates_ask_for_them() -> None:
    by_hand = [
        name_of(path)
        for path in sorted(PACKAGE.rglob("templates/**/*"))
        if path.name != "robots.txt"  # names what robots should leave alone, not where it leads
        if path.suffix in {".html", ".txt", ".xml"} and IN_A_TEMPLATE.search(path.read_text("utf-8"))
    ]
    assert by_hand == []


# --- rendering a body -------------------------------------------------------------------------------------


def _calling(name: str) -> set[str]:
    """The modules that call a function of this name from `publishing.render_body`."""
    return {
        module
        for module, tree in trees()
        if "masthead.publishing.render_body" in {getattr(node, "module", "") for node in ast.walk(tree)}
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == name
    }


def test_render_body__a_body_is_rendered_once_and_all_else_reads_the_result() -> None:
    assert _calling("render_body") == {
        "publishing/operations/publish_and_withdraw.py",  # what readers get
        "publishing/operations/rebuild_public_views.py",  # the same in another language
        "publishing/operations/drafts.py",  # what they would get
        "publishing/operations/readiness.py",  # where its links lead
        "leaks/gated_text.py",  # what nobody else may see, found without trusting what is stored
    }
    assert _calling("plain_text") == {"leaks/gated_text.py"}  # block by block
    assert _calling("media_files") == {"publishing/operations/files.py"}  # of pictures beside the body


def test_public_view__its_values_are_put_together_once() -> None:
    """By one function, for a piece that is published, made anew or previewed."""
    telling = [
        module
        for module, tree in trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.Dict)
        if {"teaser_html", "search_text"} <= {key.value for key in node.keys if isinstance(key, ast.Constant)}
    ]
    assert telling == ["publishing/operations/public_views.py"]
