from django.apps import AppConfig


class FrontdoorConfig(AppConfig):
    name = "masthead.frontdoor"
    label = "frontdoor"
    verbose_name = "Front door"
    default_auto_field = "django.db.models.BigAutoField"
