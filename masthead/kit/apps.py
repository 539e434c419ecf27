from django.apps import AppConfig


class KitConfig(AppConfig):
    name = "masthead.kit"
    label = "kit"
    verbose_name = "Kit"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.db import models
        from django.db.models.signals import post_migrate
        from django.urls import register_converter
        from django_tasks.signals import task_enqueued
        from wagtail.admin.forms.models import register_form_field_override

        from masthead.kit.addresses import SlugConverter
        from masthead.kit.append_only import lay_triggers
        from masthead.kit.jobs.worker import wake_on_commit
        from masthead.kit.number_fields import TypedDecimalField, TypedIntegerField

        register_converter(SlugConverter, "name")  # `<name:slug>` in every room's addresses
        # Every form of the desk: no form has to think of it, and none can forget it.
        register_form_field_override(models.IntegerField, override={"form_class": TypedIntegerField})
        register_form_field_override(models.DecimalField, override={"form_class": TypedDecimalField})

        def lay_them_again(*, using: str, **_signal: object) -> None:
            lay_triggers(using)

        post_migrate.connect(lay_them_again, sender=self, weak=False, dispatch_uid="masthead.kit.append_only")

        task_enqueued.connect(wake_on_commit, dispatch_uid="masthead.kit.jobs")
