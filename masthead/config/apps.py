from django.apps import AppConfig


class WiringConfig(AppConfig):
    """Connects the tables of the house (reactions, contributions, schedule) once every room is loaded."""

    name = "masthead.config"
    label = "wiring"
    verbose_name = "Wiring"

    def ready(self) -> None:
        from masthead.config import contributions, reactions, schedule
        from masthead.kit.contributions import offer
        from masthead.kit.events import connect
        from masthead.kit.jobs.schedule import keep

        connect(reactions.REACTIONS)
        offer(contributions.CONTRIBUTIONS)
        keep(schedule.SCHEDULE)
