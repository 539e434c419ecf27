"""Jobs: building data exports, deleting expired ones, applying due changes of address."""

from django.utils import timezone

from masthead.kit.jobs import job
from masthead.kit.lanes import Lane
from masthead.people import events, operations


@job(lane=Lane.BULK)
def build_data_export(*, export_id: int) -> None:
    """Build the archive of one data export."""
    operations.build_data_export(export_id=export_id, now=timezone.now())


@job(lane=Lane.BULK)
def delete_expired_data_exports() -> None:
    """Delete data exports that have expired."""
    operations.delete_expired_data_exports(now=timezone.now())


@job(lane=Lane.HOUSE)
def apply_due_address_changes() -> None:
    """Apply planned changes of address whose two days are over."""
    operations.apply_due_address_changes(now=timezone.now())


def enqueue_data_export(event: events.DataExportRequested) -> None:
    """Somebody requested a data export: a job builds it."""
    build_data_export.enqueue(export_id=event.export_id)
