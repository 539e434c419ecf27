from django.apps import AppConfig


class MentionsConfig(AppConfig):
    name = "masthead.mentions"
    label = "mentions"
    verbose_name = "Mentions"
    default_auto_field = "django.db.models.BigAutoField"
