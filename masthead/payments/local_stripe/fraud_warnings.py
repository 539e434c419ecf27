"""Warnings of a card's issuer that a payment was probably fraud, before anybody has objected."""

from masthead.payments.local_stripe.shapes import Obj
from masthead.payments.local_stripe.world import World

KIND = "radar.early_fraud_warning"


def warn(world: World, charge: Obj) -> None:
    """The issuer warns of this charge; refunding it whole is what usually follows."""
    warning = world.new(
        KIND,
        actionable=not charge["refunded"] and not charge["disputed"],
        charge=charge["id"],
        fraud_type="made_with_stolen_card",
        payment_intent=charge["payment_intent"],
    )
    world.emit(f"{KIND}.created", warning)


def settle(world: World, charge: Obj) -> None:
    """Money went back or somebody objected: there is nothing left to act on."""
    for warning in world.find(KIND, charge=charge["id"]):
        if warning["actionable"]:
            world.change(warning, f"{KIND}.updated", actionable=False)
