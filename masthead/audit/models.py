"""The audit log: who did what, and when. Entries are only added, never changed or deleted."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from masthead.kit.append_only import AppendOnlyModel


class AuditEntry(AppendOnlyModel):
    """One entry: who did what to what, and when.

    The one change allowed is clearing the actor when that account is deleted.
    """

    may_become_empty: ClassVar[tuple[str, ...]] = ("actor",)

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
