from django.apps import AppConfig


class WiringConfig(AppConfig):
    """Connects the two tables of the house, reactions and contributions, once every room is loaded."""

    name = "masthead.config"
    label = "wiring"
    verbose_name = "Wiring"

    def ready(self) -> None:
        from masthead.config import contributions, reactions
        from masthead.kit.contributions import offer
        from masthead.kit.events import connect

        connect(reactions.REACTIONS)
        offer(contributions.CONTRIBUTIONS)
