"""The portal where a customer changes things alone: its configurations and its sessions."""

from typing import Any

from masthead.payments.local_stripe import ids
from masthead.payments.local_stripe.failures import invalid, missing_parameter
from masthead.payments.local_stripe.parameters import merged
from masthead.payments.local_stripe.shapes import Obj
from masthead.payments.local_stripe.world import World

CONFIGURATION = "billing_portal.configuration"
REASONS = [
    "too_expensive",
    "missing_features",
    "switched_service",
    "unused",
    "customer_service",
    "too_complex",
    "low_quality",
    "other",
]


def create_configuration(world: World, sent: dict[str, Any]) -> Obj:
    """What the portal lets a customer do."""
    first = not world.find(CONFIGURATION)
    profile = {"headline": None, "privacy_policy_url": None, "terms_of_service_url": None}
    return world.new(
        CONFIGURATION,
        active=True,
        business_profile={**profile, **(sent.get("business_profile") or {})},
        default_return_url=sent.get("default_return_url"),
        features=_features(sent.get("features") or {}, _features({}, {})),
        is_default=first,
        login_page={"enabled": False, "url": None},
        metadata=merged({}, sent.get("metadata")),
        name=sent.get("name"),
        updated=world.now,
    )


def update_configuration(world: World, configuration: Obj, sent: dict[str, Any]) -> Obj:
    """The portal lets customers do something else."""
    changes = {name: sent[name] for name in ("active", "default_return_url", "name") if name in sent}
    return world.change(
        configuration,
        "billing_portal.configuration.updated",
        business_profile={**configuration["business_profile"], **(sent.get("business_profile") or {})},
        features=_features(sent.get("features") or {}, configuration["features"]),
        metadata=merged(configuration["metadata"], sent.get("metadata")),
        updated=world.now,
        **changes,
    )


def create_session(world: World, sent: dict[str, Any]) -> Obj:
    """One visit of one customer."""
    customer = world.get("customer", sent["customer"], "customer")
    if sent.get("configuration"):
        configuration = world.get(CONFIGURATION, sent["configuration"], "configuration")
    else:
        found = [each for each in world.find(CONFIGURATION) if each["is_default"]]
        if not found:
            raise invalid("No configuration provided and no default configuration has been created.")
        configuration = found[0]
    back = sent.get("return_url") or configuration["default_return_url"]
    if not back:
        raise missing_parameter("return_url")
    ref = ids.new_id("billing_portal.session")
    session = world.new(
        "billing_portal.session",
        id=ref,
        configuration=configuration["id"],
        customer=customer["id"],
        flow=_flow(world, sent.get("flow_data")),
        locale=sent.get("locale"),
        return_url=back,
        url=f"{world.address}/p/session/{ref}",
    )
    world.emit("billing_portal.session.created", session)
    return session


def _flow(world: World, sent: dict[str, Any] | None) -> Obj | None:
    if not sent:
        return None
    flow: Obj = dict.fromkeys(
        (
            "customer_update",
            "subscription_cancel",
            "subscription_pause",
            "subscription_update",
            "subscription_update_confirm",
        )
    )
    after = sent.get("after_completion") or {"type": "portal_homepage"}
    flow["after_completion"] = {
        "hosted_confirmation": None,
        "redirect": after.get("redirect"),
        "type": after["type"],
    }
    flow["type"] = sent["type"]
    about = sent.get(sent["type"])
    if about:
        world.get("subscription", about["subscription"], f"flow_data[{sent['type']}][subscription]")
        more = {"retention": None} if sent["type"] == "subscription_cancel" else {}
        flow[sent["type"]] = {"subscription": about["subscription"], **more}
    elif sent["type"].startswith("subscription_"):
        raise missing_parameter(f"flow_data[{sent['type']}]")
    return flow


def _features(sent: dict[str, Any], old: Obj) -> Obj:
    """The features as they were, with what was sent laid over them."""
    defaults: Obj = {
        "customer_update": {"allowed_updates": [], "enabled": False},
        "invoice_history": {"enabled": False},
        "payment_method_update": {"enabled": False, "payment_method_configuration": None},
        "subscription_cancel": {
            "cancellation_reason": {"enabled": False, "feedback_options": None, "options": REASONS},
            "enabled": False,
            "mode": "at_period_end",
            "proration_behavior": "none",
        },
        "subscription_pause": {"duration": {"interval_options": [], "type": "indefinite"}, "enabled": False},
        "subscription_update": {
            "billing_cycle_anchor": None,
            "default_allowed_updates": [],
            "enabled": False,
            "products": None,
            "proration_behavior": "none",
            "schedule_at_period_end": {"conditions": []},
            "trial_update_behavior": "end_trial",
        },
    }
    laid = {
        name: _laid_over(old.get(name) or value, sent.get(name) or {}) for name, value in defaults.items()
    }
    laid["subscription_update"]["products"] = [
        {"adjustable_quantity": {"enabled": False, "maximum": None, "minimum": 1}, **each}
        for each in laid["subscription_update"]["products"] or []
    ]
    return laid


def _laid_over(old: Obj, new: dict[str, Any]) -> Obj:
    out = dict(old)
    for name, value in new.items():
        both = isinstance(value, dict) and isinstance(out.get(name), dict)
        out[name] = _laid_over(out[name], value) if both else value
    return out
