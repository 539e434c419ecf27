"""Uploads one after another while workers index what came before: each is stored once and answered well."""

import threading
from collections.abc import Iterator, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult
from pytest_django import Settings
from wagtail.documents import get_document_model
from wagtail.models import Collection
from wagtail.search import models as search

from conftest import sign_in
from masthead.kit.jobs import Worker, schedule
from masthead.kit.tests.stores import process, shared_store, until
from masthead.people.models import Person
from masthead.publishing import operations
from masthead.publishing.models import Picture
from masthead.publishing.tests.pictures import drawn

WORKER = """
from datetime import timedelta
from masthead.kit.jobs import Worker, schedule
schedule.register_schedule([])
Worker(poll=timedelta(seconds=0.01)).run()
"""
PICTURES = "/desk/images/chooser/create/"
DOCUMENTS = "/desk/documents/chooser/create/"


@pytest.fixture
def store(tmp_path: Path, settings: Settings, django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    settings.MEDIA_ROOT = tmp_path / "media"
    with django_db_blocker.unblock(), shared_store(tmp_path) as address:
        operations.prepare_publication(name="The Lighterman")
        yield address


def somebody(name: str) -> Person:
    from datetime import UTC, datetime

    from masthead.people import operations as people
    from masthead.people.models import Role

    now = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
    person = people.register_person(email=f"{name}@example.org", now=now)
    people.give_role(person=person, role=Role.EDITOR, by=None, now=now)
    return person


def upload_many(store: str, count: int) -> None:
    """`count` pictures and a quarter as many documents; a worker in this process and one in another."""
    client = sign_in(Client(raise_request_exception=False), somebody("ed"))
    collection = str(Collection.get_first_root_node().pk)
    schedule.register_schedule([])
    worker = Worker(poll=timedelta(seconds=0.01))
    thread = threading.Thread(target=worker.run)
    thread.start()
    answers = []
    try:
        with process(WORKER, database=store, DATA_DIR=str(Path(store.partition("///")[2]).parent)):
            for number in range(count):
                colour = f"#{number * 7919 % 0xFFFFFF:06x}"
                file = SimpleUploadedFile(f"{number}.png", drawn("PNG", colour, (48, 32)).read(), "image/png")
                sent = {
                    "title": f"Picture {number}",
                    "file": file,
                    "collection": collection,
                    "tags": "harbour, light",
                }
                answers.append(_sent(client, PICTURES, "image-chooser-upload", sent))
                if number % 4 == 0:
                    file = SimpleUploadedFile(f"{number}.mp3", b"ID3" + bytes([number]) * 200, "audio/mpeg")
                    sent = {
                        "title": f"Sound {number}",
                        "file": file,
                        "collection": collection,
                        "tags": "harbour",
                    }
                    answers.append(_sent(client, DOCUMENTS, "document-chooser-upload", sent))
            until(lambda: not DBTaskResult.objects.exclude(status=TaskResultStatus.SUCCESSFUL).exists())
    finally:
        worker.stop()
        thread.join()
    assert set(answers) == {(200, "chosen")}
    assert Picture.objects.count() == count
    assert get_document_model().objects.count() == (count + 3) // 4
    found = search.IndexEntry.objects.filter(content_type=ContentType.objects.get_for_model(Picture))
    assert len(set(found.values_list("object_id"))) == found.count() == count


def _sent(client: Client, address: str, prefix: str, sent: Mapping[str, object]) -> tuple[int, str]:
    answer = client.post(address, {f"{prefix}-{name}": value for name, value in sent.items()})
    return answer.status_code, answer.json()["step"] if answer.status_code == 200 else ""


def test_add_picture__twenty_uploads_beside_two_workers(store: str) -> None:
    upload_many(store, 20)


@pytest.mark.long
def test_add_picture__two_hundred_uploads_beside_two_workers(store: str) -> None:
    upload_many(store, 200)
