"""What a person tells about themselves, their picture, and the page others see."""

import io
import struct
import subprocess
import sys
from contextlib import suppress
from datetime import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, PngImagePlugin

from conftest import sign_in
from masthead.kit import pictures
from masthead.kit.rate_limits import RateLimitExceeded
from masthead.people import avatars, errors, operations, profile_links
from masthead.people.models import Avatar, Person


def picture(kind: str = "JPEG", size: tuple[int, int] = (200, 120), **options: object) -> bytes:
    made = io.BytesIO()
    Image.new("RGB", size, (10, 120, 200)).save(made, kind, **options)
    return made.getvalue()


# --- the picture -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "HEIF", "AVIF", "GIF", "TIFF", "BMP"])
def test_render_avatar__a_picture_becomes_two_small_squares(kind: str) -> None:
    for packed, edge in zip(
        avatars.render_avatar(picture(kind)), (avatars.SMALL, avatars.LARGE), strict=True
    ):
        with Image.open(io.BytesIO(packed)) as drawn:
            assert drawn.format == "WEBP"
            assert drawn.size == (edge, edge)
        assert len(packed) < 20_000


def test_render_avatar__nothing_of_the_file_itself_is_kept() -> None:
    exif = Image.Exif()
    exif[0x010E] = "taken in the kitchen"
    exif.get_ifd(0x8825)[1] = "N"
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Comment", "taken in the kitchen")
    for upload in (picture(exif=exif), picture("PNG", pnginfo=notes), picture() + b"taken in the kitchen"):
        for packed in avatars.render_avatar(upload):
            assert b"kitchen" not in packed
            with Image.open(io.BytesIO(packed)) as drawn:
                assert not drawn.getexif()
                assert not drawn.info.get("icc_profile")


def test_render_avatar__a_telephones_turned_picture_stands_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by 90 degrees
    made = io.BytesIO()
    halves = Image.new("RGB", (200, 200), "red")
    halves.paste("blue", (0, 0, 200, 100))  # blue above red, which turned is blue at the right
    halves.save(made, "JPEG", exif=exif, quality=95)
    with Image.open(io.BytesIO(avatars.render_avatar(made.getvalue())[1])) as drawn:
        red, _green, blue = drawn.convert("RGB").getpixel((180, 96))  # type: ignore[misc]
        assert blue > red


def test_render_avatar__a_camera_that_writes_nonsense_about_itself_is_forgiven() -> None:
    turned, width_in_words = (0x0112, 3, 1, b"\6\0\0\0"), (0x0100, 2, 4, b"abc\0")
    entries = b"".join(struct.pack("<HHI", *entry[:3]) + entry[3] for entry in (turned, width_in_words))
    exif = b"Exif\0\0II*\0" + struct.pack("<IH", 8, 2) + entries + bytes(4)
    assert len(avatars.render_avatar(picture(exif=exif))) == 2


def test_render_avatar__many_large_pictures_at_once_hold_the_memory_of_one() -> None:
    """A hundred kilobytes may unpack to a hundred megabytes: eight at once would end a small host."""
    code = (
        "import io, resource, threading; from PIL import Image; from masthead.people import avatars\n"
        "def most(): return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024\n"
        "large = io.BytesIO(); Image.new('RGBA', (3000, 3000)).save(large, 'PNG', compress_level=1)\n"
        "avatars.render_avatar(large.getvalue()); one = most()\n"
        "draw = avatars.render_avatar\n"
        "many = [threading.Thread(target=draw, args=(large.getvalue(),)) for _ in range(6)]\n"
        "[thread.start() for thread in many]; [thread.join() for thread in many]\n"
        "print(most() - one)"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert int(said.stdout) < 60  # megabytes; each holds at least 72


@pytest.mark.parametrize(
    ("upload", "no"),
    [
        (
            b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
            pictures.PictureKindIsNotTaken,
        ),
        (b"", pictures.PictureIsEmpty),
        (b"GIF89a" + b"\0" * 40, pictures.PictureIsDamaged),
        (picture()[:150], pictures.PictureIsDamaged),
        (b"Dear Sir or Madam", pictures.PictureIsUnreadable),
        (picture("PNG", (20, 400)), pictures.PictureIsTooSmall),
        (picture("PNG", (6000, 6000)), pictures.PictureIsTooLarge),
        (b"\0" * (avatars.MAX_UPLOAD_BYTES + 1), pictures.PictureFileIsTooLarge),
    ],
    ids=["svg", "empty", "gif", "cut off", "a letter", "small", "bomb", "heavy"],
)
def test_render_avatar__what_will_not_do_is_refused_with_a_sentence(
    upload: bytes, no: type[pictures.PictureRefused]
) -> None:
    with pytest.raises(no) as refused:
        avatars.render_avatar(upload)
    assert str(refused.value)


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_render_avatar__a_picture_that_moves_is_refused(kind: str) -> None:
    made = io.BytesIO()
    frames = [Image.new("RGB", (80, 80), colour) for colour in ("red", "blue")]
    frames[0].save(made, kind, save_all=True, append_images=frames[1:])
    with pytest.raises(pictures.PictureIsAnimated):
        avatars.render_avatar(made.getvalue())


@given(start=st.integers(0, 600), junk=st.binary(max_size=60))
@settings(deadline=None, max_examples=settings().max_examples * 4 // 5)
def test_render_avatar__whatever_arrives_is_drawn_or_refused(start: int, junk: bytes) -> None:
    for whole in (picture(), picture("PNG"), picture("WEBP")):
        broken = whole[:start] + junk + whole[start + len(junk) :]
        with suppress(pictures.PictureRefused):
            assert len(avatars.render_avatar(broken)) == 2


def test_set_avatar__a_picture_is_shown_and_taken_down(rita: Person) -> None:
    browser = sign_in(Client(), rita)
    upload = SimpleUploadedFile(
        "me.svg", picture("PNG"), "image/svg+xml"
    )  # what it says of itself is nothing
    assert browser.post("/account/avatar/", {"picture": upload}).status_code == 302
    rita.refresh_from_db()
    address = f"/avatars/{rita.avatar_key}-small.webp"
    assert address in browser.get("/me/").content.decode()
    answer = Client().get(address)
    assert answer["Content-Type"] == "image/webp"
    assert "immutable" in answer["Cache-Control"]
    assert browser.post("/account/avatar/", {"remove": "1"}).status_code == 302
    assert Client().get(address).status_code == 404
    assert not Avatar.objects.exists()


def test_set_avatar__another_picture_has_another_address(rita: Person, noon: datetime) -> None:
    first = operations.set_avatar(person=rita, upload=picture(), now=noon).key
    second = operations.set_avatar(person=rita, upload=picture("PNG"), now=noon).key
    assert first != second
    assert Client().get(f"/avatars/{first}-large.webp").status_code == 404


def test_set_avatar__a_wrong_picture_is_answered_on_the_page(rita: Person) -> None:
    browser = sign_in(Client(), rita)
    answer = browser.post("/account/avatar/", {"picture": SimpleUploadedFile("a.png", b"Dear Sir")})
    assert answer.status_code == 422
    assert "not a picture we can read" in answer.content.decode()
    assert browser.post("/account/avatar/", {}).status_code == 422


def test_set_avatar__is_rate_limited(rita: Person, noon: datetime) -> None:
    for _ in range(12):
        operations.set_avatar(person=rita, upload=picture("PNG", (48, 48)), now=noon)
    with pytest.raises(RateLimitExceeded):
        operations.set_avatar(person=rita, upload=picture("PNG", (48, 48)), now=noon)


# --- the line and the link ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("", ""),
        ("  diary.example ", "https://diary.example"),
        ("http://diary.example/essays?x=1", "http://diary.example/essays?x=1"),
        ("https://bücher.example/", "https://bücher.example/"),
    ],
)
def test_checked_profile_link__a_link_to_ones_own_writing_is_kept(typed: str, kept: str) -> None:
    assert profile_links.checked_profile_link(typed) == kept


@pytest.mark.parametrize(
    "typed",
    [
        "javascript:alert(1)", "JavaScript://x.example/%0aalert(1)", "data:text/html,x", "ftp://x.example/",
        "https://user:word@x.example/", "https://localhost/", "mailto:a@x.example",
        "https://x .example/", "//x.example", "https://x.example/" + "a" * 300,
    ],
)  # fmt: skip
def test_checked_profile_link__what_is_no_public_web_address_is_refused(typed: str) -> None:
    with pytest.raises(errors.ProfileLinkRefused):
        profile_links.checked_profile_link(typed)


@given(st.text(max_size=60))
@settings(deadline=None)
def test_checked_profile_link__a_kept_link_always_leads_to_the_web(typed: str) -> None:
    try:
        kept = profile_links.checked_profile_link(typed)
    except errors.ProfileLinkRefused:
        return
    assert kept == "" or kept.startswith(("http://", "https://", "HTTP://", "HTTPS://")) or "://" in kept


def test_update_profile__is_stored_and_shown(rita: Person) -> None:
    told = {"about": "Keeps  bees.", "link": "diary.example", "shows_member_since": "on"}
    assert sign_in(Client(), rita).post("/account/profile/", told)["Location"] == "/account/profile/"
    page = Client().get(f"/readers/{rita.pk}/").content.decode()
    assert "Keeps bees." in page
    assert '<a href="https://diary.example" rel="ugc nofollow noopener">' in page
    assert "rita@example.org" not in page
    assert "noindex" in page


def test_update_profile__a_wrong_link_keeps_what_was_typed(rita: Person) -> None:
    told = {"about": "Keeps bees.", "link": "javascript:alert(1)"}
    answer = sign_in(Client(), rita).post("/account/profile/", told)
    assert answer.status_code == 422
    assert "Keeps bees." in answer.content.decode()


def test_public_profile__words_cannot_break_out_of_the_page(rita: Person, noon: datetime) -> None:
    Person.objects.filter(pk=rita.pk).update(about="<script>x</script>")
    assert b"<script>x" not in Client().get(f"/readers/{rita.pk}/").content


def test_public_profile__there_is_none_of_the_nameless_and_the_closed(
    rita: Person, ada: Person, noon: datetime
) -> None:
    Person.objects.filter(pk=rita.pk).update(display_name="", name_key="")
    operations.close_account(person=ada, by=None, now=noon)
    for number in (rita.pk, ada.pk, 999_999):
        assert Client().get(f"/readers/{number}/").status_code == 404


def test_update_profile__strangers_change_nobodys(db: None) -> None:
    for path in ("/account/profile/", "/account/avatar/", "/account/passkeys/"):
        assert Client().post(path).status_code in {302, 405}
