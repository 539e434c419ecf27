from django.apps import AppConfig


class ReadingConfig(AppConfig):
    name = "masthead.reading"
    label = "reading"
    verbose_name = "Reading"
    default_auto_field = "django.db.models.BigAutoField"
