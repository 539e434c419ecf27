from django.apps import AppConfig


class WiringConfig(AppConfig):
    """Registers reactions, contributions and the schedule once every room is loaded."""

    name = "masthead.config"
    label = "wiring"
    verbose_name = "Wiring"

    def ready(self) -> None:
        from masthead.config import contributions, reactions, schedule
        from masthead.kit import contributions as kit_contributions
        from masthead.kit.events import register_reactions
        from masthead.kit.jobs.schedule import register_schedule

        register_reactions(reactions.REACTIONS)
        kit_contributions.register_contributions(contributions.CONTRIBUTIONS)
        register_schedule(schedule.SCHEDULE)
