"""The book of who did what, and when. Lines are added; none is ever changed or taken out."""

from typing import Any, ClassVar, NoReturn

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class BookIsClosed(TypeError):  # noqa: N818 - the fact in the way
    """Somebody tried to change or remove a line of the book."""

    def __init__(self) -> None:
        super().__init__("The audit book is only ever added to.")


class EntryQuerySet(models.QuerySet["Entry"]):
    def update(self, **_fields: Any) -> NoReturn:
        raise BookIsClosed

    def bulk_update(self, *_args: Any, **_options: Any) -> NoReturn:
        raise BookIsClosed

    def delete(self) -> NoReturn:
        raise BookIsClosed


class Entry(models.Model):
    """One line: somebody did something to something.

    Triggers in the database (migration 0002) refuse what the guards here refuse, for whoever comes by another
    road. The one change allowed is forgetting the actor's number when that account is erased.
    """

    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("who"),
    )
    actor_label = models.CharField(_("who, in words"), max_length=120, blank=True)
    action = models.CharField(_("what"), max_length=100)
    subject_type = models.CharField(_("kind of thing"), max_length=100, blank=True)
    subject_id = models.CharField(_("number of the thing"), max_length=64, blank=True)
    subject_label = models.CharField(_("the thing, in words"), max_length=200, blank=True)
    details = models.JSONField(_("details"), default=dict, blank=True)
    at = models.DateTimeField(_("when"))

    objects: ClassVar[models.Manager["Entry"]] = EntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit entries")
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["subject_type", "subject_id", "-at"], name="audit_by_subject"),
            models.Index(fields=["action", "-at"], name="audit_by_action"),
            models.Index(fields=["-at"], name="audit_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.actor_label} {self.action} {self.subject_label}".strip()

    def save(self, *args: Any, **options: Any) -> None:
        if not self._state.adding:
            raise BookIsClosed
        super().save(*args, **options)

    def delete(self, *_args: Any, **_options: Any) -> NoReturn:
        raise BookIsClosed
