from django.apps import AppConfig


class SitePagesConfig(AppConfig):
    name = "masthead.site_pages"
    label = "site_pages"
    verbose_name = "Site pages"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from masthead.site_pages import reactions

        reactions.connect()
