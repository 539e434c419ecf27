"""Pictures: who gets which, and what they no longer carry."""

import re
import struct
from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image
from pytest_django import Settings

from conftest import sign_in
from masthead.kit.pictures import PictureRefused
from masthead.paywall.decide import Open
from masthead.people.models import Person
from masthead.publishing import operations, queries
from masthead.publishing.models import ArticlePage, Picture, PublicView, SectionPage
from masthead.publishing.tests.conftest import GATE, publish, text
from masthead.publishing.tests.pictures import drawn, picture


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, settings: Settings) -> None:
    settings.MEDIA_ROOT = tmp_path


def shown(name: str) -> tuple[str, dict[str, object]]:
    return ("picture", {"image": picture(name), "alternative": "A lantern", "caption": "", "credit": ""})


def addresses_in(html: str) -> list[str]:
    return re.findall(r'src="(/media/[^"]+)"', html)


@pytest.fixture
def illustrated(harbour: SectionPage) -> ArticlePage:
    return publish(
        harbour,
        body=[shown("open.jpg"), GATE, text("Behind."), shown("hidden.jpg")],
        lead_image=picture("lead.jpg"),
    )


@pytest.fixture
def open_one(illustrated: ArticlePage) -> str:
    return addresses_in(PublicView.objects.get(pk=illustrated.pk).teaser_html)[0]


@pytest.fixture
def hidden_one(illustrated: ArticlePage, open_one: str) -> str:
    body = queries.full_body(article_id=illustrated.pk, decision=Open())
    return next(address for address in addresses_in(body) if address != open_one)


def test_media_file__pictures_before_the_gate_and_lead_pictures_are_for_everybody(
    client: Client, illustrated: ArticlePage, open_one: str
) -> None:
    view = PublicView.objects.get(pk=illustrated.pk)
    for address in (open_one, *(view.image[size]["src"] for size in ("wide", "card", "og"))):
        response = client.get(address)
        assert response.status_code == 200
        assert response["Cache-Control"].startswith("public, max-age=")
        assert response["Content-Type"] == "image/jpeg"


def test_media_file__a_picture_behind_the_gate_is_not_served_to_strangers(
    client: Client, hidden_one: str
) -> None:
    assert client.get(hidden_one).status_code == 404


def test_media_file__a_reader_on_the_meter_sees_the_pictures_of_a_piece_read_and_no_other(
    client: Client, hidden_one: str
) -> None:
    as_a_page_asks = {"sec-fetch-dest": "image", "sec-fetch-mode": "no-cors"}
    assert client.get(hidden_one, headers=as_a_page_asks).status_code == 404
    client.get("/harbour/the-seventh-lantern/")
    seen = client.get(hidden_one, headers=as_a_page_asks)
    assert seen.status_code == 200
    assert seen["Cache-Control"] == "private, no-store"


def test_media_file__the_original_is_for_the_desk(
    client: Client, illustrated: ArticlePage, open_one: str, rita: Person, ada: Person
) -> None:
    original = Picture.objects.get(title="open.jpg").file.url
    assert client.get(original).status_code == 404
    assert sign_in(client, rita).get(original).status_code == 404
    assert sign_in(client, ada).get(original).status_code == 200


def test_media_file__pictures_of_drafts_and_withdrawn_pieces_are_for_the_desk(
    client: Client, harbour: SectionPage, illustrated: ArticlePage, open_one: str
) -> None:
    draft = picture("draft.jpg").get_rendition("width-480").url
    assert client.get(draft).status_code == 404
    operations.unpublish_article(article=illustrated)
    assert client.get(open_one).status_code == 404


def test_media_file__a_picture_that_also_stands_in_the_open_is_for_everybody(
    client: Client, harbour: SectionPage, hidden_one: str
) -> None:
    same = Picture.objects.get(title="hidden.jpg")
    value = {"image": same, "alternative": "A lantern", "caption": "", "credit": ""}
    publish(harbour, headline="In the open", access="public", body=[("picture", value)])
    assert client.get(hidden_one).status_code == 200


def test_media_file__paths_outside_the_folder_are_not_there(
    client: Client, ada: Person, illustrated: ArticlePage
) -> None:
    sign_in(client, ada)
    for path in (
        "/media/../../etc/passwd",
        "/media/%2e%2e/%2e%2e/etc/passwd",
        "/media//etc/passwd",
        "/media/images",
    ):
        assert client.get(path).status_code == 404, path


def test_media_file__a_browser_that_has_the_picture_is_not_sent_it_again(
    client: Client, open_one: str
) -> None:
    first = client.get(open_one)
    again = client.get(open_one, headers={"if-modified-since": first["Last-Modified"]})
    assert again.status_code == 304


def test_cleaned_picture__what_the_camera_wrote_into_the_picture_stays_behind(front: object) -> None:
    exif = Image.Exif()
    exif[0x010E] = "taken at 59.9139 N 10.7522 E"
    exif[0x0112] = 6  # turned by a quarter
    kept = operations.add_picture(file=drawn(exif=exif, size=(400, 200)), name="gps.jpg", title="gps")
    raw = kept.file.open().read()
    assert b"59.9139" not in raw
    upright = Image.open(BytesIO(raw))
    assert upright.size == (200, 400)
    assert not upright.getexif()


def test_cleaned_picture__the_desk_redraws_what_is_uploaded(
    client: Client, front: object, ed: Person
) -> None:
    exif = Image.Exif()
    exif[0x010E] = "taken at 59.9139 N"
    upload = SimpleUploadedFile("gps.jpg", drawn(exif=exif).read(), content_type="image/jpeg")
    from wagtail.models import Collection

    answer = sign_in(client, ed).post(
        "/desk/images/add/",
        {
            "title": "From the camera",
            "file": upload,
            "collection": Collection.get_first_root_node().pk,
            "tags": "",
        },
    )
    assert answer.status_code == 302
    assert b"59.9139" not in Picture.objects.get(title="From the camera").file.open().read()


@pytest.mark.parametrize("kind", ["PNG", "GIF", "WEBP", "AVIF"])
def test_cleaned_picture__every_format_we_take_survives_redrawing(front: object, kind: str) -> None:
    kept = operations.add_picture(
        file=drawn(kind=kind, size=(60, 40)), name=f"small.{kind.lower()}", title=kind
    )
    assert (kept.width, kept.height) == (60, 40)


def test_cleaned_picture__a_camera_that_writes_nonsense_about_itself_is_forgiven(front: object) -> None:
    turned, width_in_words = (0x0112, 3, 1, b"\6\0\0\0"), (0x0100, 2, 4, b"abc\0")
    entries = b"".join(struct.pack("<HHI", *entry[:3]) + entry[3] for entry in (turned, width_in_words))
    taken = BytesIO()
    exif = b"Exif\0\0II*\0" + struct.pack("<IH", 8, 2) + entries + bytes(4)
    Image.new("RGB", (60, 40), "teal").save(taken, "JPEG", exif=exif)
    kept = operations.add_picture(file=taken, name="held-high.jpg", title="Held high")
    assert (kept.width, kept.height) == (40, 60)


def test_cleaned_picture__what_is_no_picture_is_refused(front: object) -> None:
    with pytest.raises(PictureRefused):
        operations.add_picture(file=BytesIO(b"<svg onload=alert(1)>"), name="a.jpg", title="no")


def test_media_file__a_public_picture_follows_its_piece_behind_the_gate(
    client: Client, harbour: SectionPage
) -> None:
    article = publish(harbour, access="public", metered=False, body=[GATE, shown("later.jpg")])
    address = addresses_in(queries.full_body(article_id=article.pk, decision=Open()))[0]
    assert client.get(address).status_code == 200
    page = ArticlePage.objects.get(pk=article.pk)
    page.access = "members"
    page.save_revision().publish()
    assert client.get(address).status_code == 404


def test_media_file__nobody_new_is_counted_by_a_picture(client: Client, hidden_one: str) -> None:
    client.get(hidden_one)
    assert "meter" not in client.cookies
