from django.apps import AppConfig


class ColophonConfig(AppConfig):
    name = "masthead.colophon"
    label = "colophon"
    verbose_name = "Colophon"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from masthead.colophon import reactions

        reactions.connect()
