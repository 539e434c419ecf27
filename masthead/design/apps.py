from django.apps import AppConfig


class DesignConfig(AppConfig):
    name = "masthead.design"
    label = "design"
    verbose_name = "Design"
    default_auto_field = "django.db.models.BigAutoField"
