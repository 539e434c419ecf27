"""Data exports: requested, built by a job, kept for a week."""

import io
import json
import zipfile
from datetime import datetime, timedelta

from allauth.account.adapter import get_adapter
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.urls import reverse

from masthead.audit.operations import record
from masthead.kit import rate_limits
from masthead.kit.addresses import absolute_address
from masthead.kit.contributions import gather
from masthead.kit.data_export import DataExportPart
from masthead.kit.events import announce
from masthead.people import events
from masthead.people.contributions import DATA_EXPORT
from masthead.people.models import DataExport, Person

DATA_EXPORT_RETENTION = timedelta(days=7)


@transaction.atomic
def request_data_export(*, person: Person, now: datetime) -> DataExport:
    """A data export is requested; an e-mail says when it can be downloaded.

    :raises RateLimitExceeded: four in a day
    """
    rate_limits.consume(
        name="data exports", who=rate_limits.by_person(person.pk), capacity=4, refill_seconds=86_400, now=now
    )
    export = DataExport.objects.create(person=person, requested_at=now)
    announce(events.DataExportRequested(export_id=export.pk))
    return export


@transaction.atomic
def build_data_export(*, export_id: int, now: datetime) -> None:
    """The archive is ready for a week, and an e-mail says so. Called again, nothing changes."""
    export = DataExport.objects.select_for_update().filter(pk=export_id, ready_at=None).first()
    if export is None or not export.person.is_active:
        return
    export.archive = zip_of_parts([export_data(export.person, now) for export_data in gather(DATA_EXPORT)])
    export.size = len(export.archive)
    export.ready_at, export.expires_at = now, now + DATA_EXPORT_RETENTION
    export.save()
    record(actor=export.person, action="people.data_export.prepare", subject=export.person, now=now)
    address = absolute_address(reverse("people:data_exports"))
    get_adapter().send_mail("people/notices/data_export_ready", export.person.email, {"address": address})


def zip_of_parts(parts: list[DataExportPart]) -> bytes:
    """A zip with one JSON file per part, and each part's files in a folder of its name."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as zipped:
        for part in parts:
            text = json.dumps(part.content, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2)
            zipped.writestr(f"{part.name}.json", text)
            for name, content in part.files.items():
                zipped.writestr(f"{part.name}/{name}", content)
    return archive.getvalue()


def delete_expired_data_exports(*, now: datetime) -> None:
    """Expired data exports are deleted, and requests that were never finished."""
    DataExport.objects.filter(expires_at__lte=now).delete()
    DataExport.objects.filter(ready_at=None, requested_at__lte=now - DATA_EXPORT_RETENTION).delete()
