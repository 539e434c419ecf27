from django.apps import AppConfig


class ThemeConfig(AppConfig):
    name = "masthead.theme"
    label = "theme"
    verbose_name = "Theme"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from masthead.theme import reactions

        reactions.connect()
