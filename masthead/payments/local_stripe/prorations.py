"""What is given back for unused time, and what is charged for the rest of a period."""

from typing import Any

from masthead.payments.local_stripe import discounts
from masthead.payments.local_stripe.invoices import Line
from masthead.payments.local_stripe.shapes import Obj
from masthead.payments.local_stripe.world import World


def credit_lines(world: World, subscription: Obj, item: Obj, since: int) -> list[Line]:
    """What was really debited for this item for the time after the moment, to be given back."""
    price = world.get("price", item["_price"])
    lines = []
    for debit in _debits(world, subscription, item, since):
        start, stop = debit["period"]["start"], debit["period"]["end"]
        amount = -round(debit["_net"] * (stop - max(since, start)) / (stop - start))
        world.change(debit, _credited=True)
        name = _name(world, price)
        lines.append(
            Line(
                amount=amount,
                description=f"Unused time on {name}",
                start=max(since, start),
                end=stop,
                price=price,
                quantity=item["quantity"],
                item=item["id"],
                proration=True,
                credits=[debit] if debit["object"] == "line_item" else [],
            )
        )
    return lines


def debit_line(world: World, subscription: Obj, item: Obj, since: int, span: tuple[int, int]) -> Line:
    """What the item costs from the moment to the end of its period, with the discounts that run."""
    price = world.get("price", item["_price"])
    start, stop = span
    amount = price["unit_amount"] * item["quantity"]
    for discount in discounts.running(world, subscription):
        coupon = world.get("coupon", discount["source"]["coupon"])
        amount -= 0 if discount["_used"] else discounts.taken_off(coupon, amount)
    return Line(
        amount=round(amount * (stop - since) / (stop - start)),
        description=f"Remaining time on {_name(world, price)}",
        start=since,
        end=stop,
        price=price,
        quantity=item["quantity"],
        item=item["id"],
        proration=True,
    )


def service_line(world: World, item: Obj, start: int, end: int, *, free: bool = False) -> Line:
    """What the item costs for one whole period, or that it is free in it."""
    price = world.get("price", item["_price"])
    name = _name(world, price)
    return Line(
        amount=0 if free else price["unit_amount"] * item["quantity"],
        description=f"Free trial of {name}" if free else f"{item['quantity']} × {name}",
        start=start,
        end=end,
        price=price,
        quantity=item["quantity"],
        item=item["id"],
    )


def put_aside(world: World, subscription: Obj, lines: list[Line]) -> None:
    """These lines wait for the next invoice."""
    for line in lines:
        price = line.price or {}
        made = world.new(
            "invoiceitem",
            amount=line.amount,
            currency=subscription["currency"],
            customer=subscription["customer"],
            date=world.now,
            description=line.description,
            discountable=False,
            discounts=[],
            metadata={},
            net_amount=line.amount,
            parent={
                "subscription_details": {"subscription": subscription["id"], "subscription_item": line.item},
                "type": "subscription_details",
            },
            period={"end": line.end, "start": line.start},
            pricing={
                "price_details": {"price": price["id"], "product": price["product"]},
                "type": "price_details",
                "unit_amount_decimal": price["unit_amount_decimal"],
            },
            proration=True,
            quantity=line.quantity,
            quantity_decimal=str(line.quantity),
            tax_rates=[],
            test_clock=subscription["test_clock"],
            _subscription=subscription["id"],
            _item=line.item,
            _net=line.amount,
            _waits=True,
            _credited=False,
        )
        world.emit("invoiceitem.created", made)


def waiting_lines(world: World, subscription: Obj) -> list[Line]:
    """The lines that were put aside, which are now on an invoice."""
    lines = []
    for made in world.find("invoiceitem", _subscription=subscription["id"]):
        if made["_waits"]:
            world.change(made, _waits=False)
            lines.append(_line_of(world, made))
    return lines


def _line_of(world: World, made: Obj) -> Line:
    return Line(
        amount=made["amount"],
        description=made["description"],
        start=made["period"]["start"],
        end=made["period"]["end"],
        price=world.get("price", made["pricing"]["price_details"]["price"]),
        quantity=made["quantity"],
        item=made["_item"],
        proration=True,
        pending=made["id"],
    )


def _debits(world: World, subscription: Obj, item: Obj, since: int) -> list[Obj]:
    kept: list[Obj] = world.find("line_item", subscription=subscription["id"])
    kept += [made for made in world.find("invoiceitem", _subscription=subscription["id"]) if made["_waits"]]
    return [debit for debit in kept if debit["_item"] == item["id"] and _gives_back(world, debit, since)]


def _gives_back(world: World, debit: dict[str, Any], since: int) -> bool:
    if debit["_credited"] or debit["_net"] <= 0 or debit["period"]["end"] <= since:
        return False
    invoice = world.store.get(debit["invoice"] or "")
    return not invoice or invoice["status"] not in {"void", "uncollectible"}


def _name(world: World, price: Obj) -> str:
    return str(price["nickname"] or world.get("product", price["product"])["name"])
