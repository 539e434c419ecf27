"""Work that waits: packing exports, moving accounts whose wait is over."""

from django.utils import timezone

from masthead.kit.jobs import job
from masthead.people import events, operations


@job()
def pack_export(*, export_id: int) -> None:
    """Put everything of one person into an archive."""
    operations.pack_export(export_id=export_id, now=timezone.now())


@job()
def forget_old_exports() -> None:
    """Let go of archives nobody can fetch any more."""
    operations.forget_old_exports(now=timezone.now())


@job()
def carry_out_due_changes() -> None:
    """Move the accounts whose two days are over."""
    operations.carry_out_due_changes(now=timezone.now())


def pack_soon(event: events.ExportAsked) -> None:
    """Somebody asked for everything: a job will pack it."""
    pack_export.enqueue(export_id=event.export_id)
