from django.apps import AppConfig


class KitConfig(AppConfig):
    name = "masthead.kit"
    label = "kit"
    verbose_name = "Kit"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django_tasks.signals import task_enqueued

        from masthead.kit.jobs.worker import wake_on_commit

        task_enqueued.connect(wake_on_commit, dispatch_uid="masthead.kit.jobs")
