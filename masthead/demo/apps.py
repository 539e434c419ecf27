from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "masthead.demo"
    label = "demo"
    verbose_name = "Demonstration"
    default_auto_field = "django.db.models.BigAutoField"
