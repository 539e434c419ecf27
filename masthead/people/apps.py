from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.db.models.signals import m2m_changed, post_migrate


class PeopleConfig(AppConfig):
    name = "masthead.people"
    label = "people"
    verbose_name = "People"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from masthead.people import reactions
        from masthead.people.models import Person

        user_logged_in.connect(reactions.on_signed_in, dispatch_uid="people.signed_in")
        user_logged_out.connect(reactions.on_signed_out, dispatch_uid="people.signed_out")
        m2m_changed.connect(
            reactions.on_groups_changed, sender=Person.groups.through, dispatch_uid="people.groups_changed"
        )
        post_migrate.connect(reactions.on_migrated, sender=self, dispatch_uid="people.migrated")
