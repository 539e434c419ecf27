"""Nobody does too much in too short a time: what views call keeps a pace, or stands here with its reason."""

import ast
from collections.abc import Iterator
from functools import cache

from tests.house.rooms import ROOMS, modules, name_of

STAFF = "the staff's, who are few and known"
PROVEN = "for whoever has shown a code or a passkey lately, and about their own account only"
ONE_ROW = "one row of one's own; said twice, it is the same, and nobody is told"
ASKS = "changes nothing"

UNPACED = {
    "site_pages.resolve_message": STAFF,
    "mentions.block_site": STAFF,
    "mentions.hide_mention": STAFF,
    "mentions.show_mention": STAFF,
    "mentions.unblock_site": STAFF,
    "moderation.dismiss_reports": STAFF,
    "moderation.hide_comment": STAFF,
    "moderation.restore_comment": STAFF,
    "discussion.delete_comment": "what one wrote can always be taken back; each only once",
    "memberships.cancel_membership": "leaving never waits; only `resume_membership` leads back",
    "payments.record_webhook": "a provider's, signed; turned away it would come again",
    "payments.reconcile_checkout": "one's own; `memberships.start_membership_checkout` has paced it",
    "notices.mark_read": ONE_ROW,
    "notices.unsubscribe": "stopping mail never waits",
    "people.delete_account": PROVEN,
    "people.note_passkey_used": "behind `people.try_passkey` and a verified passkey",
    "people.plan_address_change": STAFF,
    "people.give_display_name": STAFF,
    "people.stop_address_change": "undoing a change of address never waits",
    "people.undo_address_change": "undoing a change of address never waits",
    "people.withdraw_address_change": "undoing a change of address never waits",
    "people.ensure_sign_in_link_is_valid": ASKS,
    "publishing.preview_decision": ASKS,
    "publishing.draft_of": ASKS,
    "publishing.preview_link_by_token": ASKS,
    "theme.logo_renditions": ASKS,
}

Function = ast.FunctionDef | ast.AsyncFunctionDef


def test_pacing__every_operation_a_view_calls_keeps_a_pace() -> None:
    called = {name for room in ROOMS for name in _called_by_views(room)}
    functions = {name for name in called if name.rpartition(".")[2].islower()}
    assert functions - _pacing() == set(UNPACED)


def test_pacing__no_view_does_it_by_itself() -> None:
    spending = [
        f"{name_of(path)}:{node.lineno}"
        for room in ROOMS
        for path in modules(room)
        if "views" in (path.stem, path.parent.name)
        for node in ast.walk(ast.parse(path.read_text()))
        if (isinstance(node, ast.Name) and node.id.startswith("consume"))
        or (
            isinstance(node, ast.Attribute)
            and node.attr.startswith("consume")
            and isinstance(node.value, ast.Name)
            and node.value.id == "rate_limits"
        )
    ]
    assert spending == []


def test_pacing__is_the_default() -> None:
    forgetting = [
        f"{room}.{function.name}"
        for room in ROOMS
        for function in _operations(room).values()
        for argument, default in zip(function.args.kwonlyargs, function.args.kw_defaults, strict=True)
        if argument.arg == "rate_limited"
        and not function.name.startswith("_")
        and not (isinstance(default, ast.Constant) and default.value is True)
    ]
    assert forgetting == []


def test_pacing__no_view_lets_anybody_out_of_it() -> None:
    passing = [
        f"{name_of(path)}:{call.lineno}"
        for room in ROOMS
        if room != "demo"
        for path in modules(room)
        if "operations" not in (path.stem, path.parent.name)
        for call in ast.walk(ast.parse(path.read_text()))
        if isinstance(call, ast.Call) and any(word.arg == "rate_limited" for word in call.keywords)
    ]
    assert passing == []


def _called_by_views(room: str) -> Iterator[str]:
    """`discussion.post_comment` for every operation named in the room's views, whichever room it is of."""
    for path in modules(room):
        if "views" not in (path.stem, path.parent.name):
            continue
        tree = ast.parse(path.read_text())
        rooms, single = _imported_operations(tree)
        for node in ast.walk(tree):
            if (
                isinstance(node, ast.Attribute)
                and isinstance(node.value, ast.Name)
                and node.value.id in rooms
            ):
                yield f"{rooms[node.value.id]}.{node.attr}"
            elif isinstance(node, ast.Name) and node.id in single:
                yield f"{single[node.id]}.{node.id}"


def _imported_operations(tree: ast.Module) -> tuple[dict[str, str], dict[str, str]]:
    rooms, single = {}, {}
    for node in ast.walk(tree):
        if not isinstance(node, ast.ImportFrom) or not (node.module or "").startswith("masthead."):
            continue
        _masthead, room, *rest = (node.module or "").split(".")
        for alias in node.names:
            if not rest and alias.name == "operations":
                rooms[alias.asname or alias.name] = room
            elif rest[:1] == ["operations"]:
                single[alias.asname or alias.name] = room
    return rooms, single


@cache
def _operations(room: str) -> dict[str, Function]:
    """Every function in the room's operations, by its name."""
    paths = [path for path in modules(room) if "operations" in (path.stem, path.parent.name)]
    return {
        node.name: node
        for path in paths
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, Function)
    }


@cache
def _pacing() -> frozenset[str]:
    """Every operation that takes from a bucket, itself or through another function of its room."""
    found: set[str] = set()
    for room in ROOMS:
        names = {name: _named_in(function) for name, function in _operations(room).items()}
        pacing = {"consume", "consume_for", "consume_usual"}
        while more := {name for name, named in names.items() if named & pacing} - pacing:
            pacing |= more
        found |= {f"{room}.{name}" for name in pacing}
    return frozenset(found)


def _named_in(function: Function) -> set[str]:
    names = {node.id for node in ast.walk(function) if isinstance(node, ast.Name)}
    return names | {node.attr for node in ast.walk(function) if isinstance(node, ast.Attribute)}
