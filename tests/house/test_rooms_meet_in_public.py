"""Rooms reach each other only through their public modules; import-linter says which may know which."""

from tests.house.rooms import PACKAGE, ROOMS, imported, modules, name_of

PUBLIC = {
    "dependencies",
    "contributions",
    "models",
    "operations",
    "queries",
    "permissions",
    "events",
    "errors",
}
OPEN_TO_ALL = {"kit", "design", "config"}
EXTRAS: dict[tuple[str, str], str] = {
    ("paywall", "passes"): "whoever answers a request reads the pass: pages, front door, leak audit",
    ("paywall", "decide"): "the one decision, which every door asks",
    ("paywall", "meter_cookie"): "the front door and the leak audit read the meter",
    ("paywall", "gate"): "pages ask the gate with the request in hand",
    ("paywall", "navigation"): "the front door must count what the pages count",
    ("paywall", "sentences"): "the article page says the decision in the gate's words",
    ("discussion", "plain_text"): "the e-mails of moderation quote a comment, too",
    ("publishing", "render_body"): "the leak audit renders bodies itself, to know what is behind a gate",
    ("assets", "static_bundles"): "whoever prepares a publication packs them",
    ("assets", "translations"): "whoever prepares a publication compiles them",
    ("payments", "coverage"): "the ledger says why, in the words of what is covered",
    ("payments", "states"): "a plan says how often it is paid",
    ("payments", "providers"): "the demonstration pays on the pretend provider's own page",
}


def test_rooms__import_only_the_public_modules_of_other_rooms() -> None:
    trespasses = []
    for room in ROOMS:
        for path in modules(room):
            for name in imported(path):
                package, _, rest = name.partition(".")
                other, _, inside = rest.partition(".")
                if package != "masthead" or other in OPEN_TO_ALL | {room} or other not in ROOMS:
                    continue
                module = inside.split(".")[0]
                if module not in PUBLIC and (other, module) not in EXTRAS:
                    trespasses.append(f"{name_of(path)} imports {name}")
    assert trespasses == []


def test_rooms__nothing_is_made_public_that_is_not_there() -> None:
    there = {
        (room, path.relative_to(PACKAGE / room).parts[0].removesuffix(".py"))
        for room in ROOMS
        for path in modules(room)
    }
    assert set(EXTRAS) - there == set()
