"""No machine, picture or disk is waited for in a transaction: whoever can asks `kit.transactions` first."""

from io import BytesIO

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from wagtail.images.models import Filter

from masthead.kit.transactions import FilesInsideTransaction
from masthead.publishing.models import Picture
from masthead.publishing.picture_files import cleaned_picture
from tests.house.rooms import ROOMS, imported, modules, name_of

ROADS_OUT = (
    *(
        "smtplib",
        "socket",
        "urllib.request",
        "http.client.HTTP",
        "requests",
        "httpx",
        "aiohttp",
        "stripe",
        "redis",
    ),
    *("django.core.mail.send", "django.core.mail.EmailM", "django.core.mail.get_connection"),
)
SLOW_FILES = ("PIL", "pillow_heif", "willow", "django.core.files.storage", "wagtail.images.models")
EXCUSED = {
    "frontdoor/server.py": "listens; it calls nobody",
    "notices/emails.py": "builds a message; `notices/operations` sends it",
    "notices/outcomes.py": "says what an error means; it calls nobody",
    "notices/smtp.py": "Django's backend, which `deliver` calls outside every transaction",
    "notices/mailbox.py": "keeps mail in a table; nothing leaves",
    "assets/static_bundles.py": "joins our own files before the server starts",
    "kit/pictures/colours.py": "pixels in, pixels out; whoever stores them has asked",
    "kit/pictures/reading.py": "pure; `cleaned_picture` and `set_avatar` ask",
    "people/avatars.py": "bytes in, bytes out; `set_avatar` asks",
    "reading/views/files.py": "reads what is stored, and writes nothing",
    "payments/providers/stripe/catalogue.py": "asked by the provider, inside `client.asking`, which asks",
    "payments/providers/stripe/provider.py": "every question stands inside `client.asking`, which asks",
    "payments/providers/stripe/reading.py": "asked by the provider, inside `client.asking`, which asks",
    "payments/providers/stripe/setting_up.py": "asked by the provider, inside `client.asking`, which asks",
    "payments/providers/stripe/truths.py": "pure: what was answered, in our words",
    "setup/questions.py": "asked at a terminal, before there is a database",
}


def test_ensure_may_reach_out__every_module_that_waits_for_machine_or_disk_asks_first() -> None:
    careless = []
    for room in ROOMS:
        for path in modules(room):
            names = set(imported(path))
            is_slow = any(name.startswith(road) for name in names for road in (*ROADS_OUT, *SLOW_FILES))
            asks = any(name.startswith("masthead.kit.transactions") for name in names)
            if is_slow and not asks and name_of(path) not in EXCUSED:
                careless.append(name_of(path))
    assert careless == []


@pytest.mark.django_db
def test_media_storage__whatever_is_stored_passes_it_and_it_asks() -> None:
    assert settings.STORAGES["default"]["BACKEND"] == "masthead.kit.media_storage.MediaStorage"
    with transaction.atomic(), pytest.raises(FilesInsideTransaction):
        default_storage.save("a.txt", ContentFile(b"a"))


@pytest.mark.django_db
def test_ensure_may_reach_out__no_size_is_drawn_and_no_upload_read_in_a_transaction() -> None:
    with transaction.atomic():
        with pytest.raises(FilesInsideTransaction):
            Picture(pk=1, collection_id=1).create_rendition(Filter(spec="width-480"))
        with pytest.raises(FilesInsideTransaction):
            Picture(pk=1, collection_id=1).create_renditions(
                Filter(spec="width-480"), Filter(spec="width-960")
            )
        with pytest.raises(FilesInsideTransaction):
            cleaned_picture(BytesIO(b"GIF89a"), name="a.gif")
