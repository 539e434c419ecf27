"""Pages of lists, newest first, filtered and turned as Stripe does it."""

import json
from typing import Any

from masthead.payments.local_stripe.failures import invalid, no_such
from masthead.payments.local_stripe.rendering import Tree, expanded, list_of, rendered
from masthead.payments.local_stripe.shapes import Obj
from masthead.payments.local_stripe.world import World

PAGING = "limit:int starting_after ending_before created:range"
COMPARE = {"gt": ">", "gte": ">=", "lt": "<", "lte": "<="}
Where = tuple[str, list[Any]]


def equals(field: str, value: Any) -> Where:
    """Only those whose field holds this value."""
    return f"json_extract(body, '$.{field}') is ?", [value]


def among(field: str, values: list[str]) -> Where:
    """Only those whose field holds one of these values."""
    return f"json_extract(body, '$.{field}') in ({', '.join('?' * len(values))})", list(values)


def page(
    world: World,
    kind: str,
    url: str,
    sent: dict[str, Any],
    filters: list[Where],
    tree: Tree,
    *,
    forward: bool = False,
) -> Obj:
    """One page of a list; `forward` turns the order round: oldest first."""
    if (tree and set(tree) != {"data"}) or (sent.get("starting_after") and sent.get("ending_before")):
        raise invalid("A list is expanded from `data` on, and turned in one direction.", "expand")
    limit = 10 if sent.get("limit") is None else sent["limit"]
    if not 1 <= limit <= 100:
        raise invalid("Invalid limit: must lie between 1 and 100", "limit", "parameter_invalid_integer")
    conditions = [("kind = ?", [kind]), ("json_extract(body, '$.deleted') is null", []), *filters]
    conditions += _created(sent.get("created"))
    back = bool(sent.get("ending_before"))
    cursor = sent.get("starting_after") or sent.get("ending_before")
    ascending = back != forward
    if cursor:
        conditions.append((f"seq {'>' if ascending else '<'} ?", [_place(world, kind, cursor)]))
    where = " and ".join(sql for sql, _ in conditions)
    values = [value for _, given in conditions for value in given]
    order = "asc" if ascending else "desc"
    rows = world.store.rows(
        f"select body from objects where {where} order by seq {order} limit ?",  # noqa: S608 - our own words
        *values,
        limit + 1,
    )
    found = [json.loads(body) for (body,) in rows[:limit]]
    if back:
        found.reverse()
    inner = tree.get("data", {})
    shown = [rendered(world.store, body) for body in found]
    if inner:
        shown = [expanded(world.store, body, inner, "data") for body in shown]
    return list_of(shown, url, has_more=len(rows) > limit)


def _created(wanted: Any) -> list[Where]:
    if wanted is None:
        return []
    if isinstance(wanted, int):
        return [("created = ?", [wanted])]
    return [(f"created {COMPARE[name]} ?", [value]) for name, value in wanted.items()]


def _place(world: World, kind: str, ref: str) -> int:
    found = world.store.rows("select seq from objects where id = ? and kind = ?", ref, kind)
    if not found:
        raise no_such(kind.rpartition(".")[2], ref, "starting_after")
    return int(found[0][0])
