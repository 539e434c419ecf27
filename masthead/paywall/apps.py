from django.apps import AppConfig
from django.db.models.signals import post_save


class PaywallConfig(AppConfig):
    name = "masthead.paywall"
    label = "paywall"
    verbose_name = "Paywall"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # Wagtail's desk writes settings directly, so this is the one place where every change passes.
        post_save.connect(
            _announce_policy_changed, sender="paywall.MeterPolicy", dispatch_uid="paywall.policy"
        )


def _announce_policy_changed(*, raw: bool = False, **_: object) -> None:
    from masthead.kit.events import announce
    from masthead.paywall.events import PolicyChanged

    if not raw:
        announce(PolicyChanged())
