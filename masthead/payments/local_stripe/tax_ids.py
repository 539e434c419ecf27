"""Tax numbers of customers, kept as they are typed; nobody asks an office whether they are right."""

from typing import Any

from masthead.payments.local_stripe.failures import no_such
from masthead.payments.local_stripe.rendering import Tree, rendered
from masthead.payments.local_stripe.shapes import Obj
from masthead.payments.local_stripe.world import World


def create(world: World, sent: dict[str, Any], tree: Tree, refs: list[str]) -> Obj:
    """A customer's tax number is noted."""
    customer = world.get("customer", refs[0])
    tax_id = world.new(
        "tax_id",
        country=sent["value"][:2].upper() if sent["type"] == "eu_vat" else None,
        customer=customer["id"],
        owner={
            "account": None,
            "application": None,
            "customer": customer["id"],
            "customer_account": None,
            "type": "customer",
        },
        type=sent["type"],
        value=sent["value"],
        verification={"status": "unavailable", "verified_address": None, "verified_name": None},
    )
    world.emit("customer.tax_id.created", tax_id)
    return rendered(world.store, tax_id, tree)


def delete(world: World, _sent: dict[str, Any], _tree: Tree, refs: list[str]) -> Obj:
    """A customer's tax number is forgotten."""
    tax_id = world.get("tax_id", refs[1])
    if tax_id["customer"] != refs[0]:
        raise no_such("tax_id", refs[1])
    world.store.delete(tax_id["id"])
    world.emit("customer.tax_id.deleted", tax_id)
    return {"id": tax_id["id"], "object": "tax_id", "deleted": True}


def noted(world: World, customer: Obj) -> list[Obj]:
    """The tax numbers an invoice of this customer carries."""
    return [
        {"type": each["type"], "value": each["value"]}
        for each in world.find("tax_id", customer=customer["id"])
    ]
