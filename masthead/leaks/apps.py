from django.apps import AppConfig


class LeaksConfig(AppConfig):
    name = "masthead.leaks"
    label = "leaks"
    verbose_name = "Leak audit"
