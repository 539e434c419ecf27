"""The one way in for pictures: what is taken stands upright in web colours; what is refused is told why."""

from contextlib import suppress
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from masthead.kit import pictures
from masthead.kit.pictures import PictureRefused, Pixels, read_picture
from masthead.kit.tests import picture_zoo as zoo

LEFT, RIGHT = (20, 32), (76, 32)


def read(upload: bytes, *, most_pixels: int = 1_000_000, longest_edge: int = 4096) -> Pixels:
    return read_picture(upload, most_bytes=2_000_000, most_pixels=most_pixels, longest_edge=longest_edge)


def close(found: object, wanted: tuple[int, int, int], by: int = 70) -> bool:
    return all(abs(one - other) <= by for one, other in zip(found, wanted, strict=False))  # type: ignore[call-overload]  # bands


@pytest.mark.parametrize("kind", zoo.COLOURED)
def test_read_picture__a_coloured_picture_of_any_kind_stands_upright_in_its_colours(kind: str) -> None:
    image = read(zoo.COLOURED[kind]()).image
    assert (image.mode, image.size) == ("RGB", (zoo.WIDTH, zoo.HEIGHT))
    assert close(image.getpixel(LEFT), zoo.RED)
    assert close(image.getpixel(RIGHT), zoo.BLUE)
    assert image.info == {}


@pytest.mark.parametrize("kind", zoo.GREY)
def test_read_picture__a_grey_picture_of_any_depth_keeps_its_white_and_its_black(kind: str) -> None:
    image = read(zoo.GREY[kind]()).image
    assert (image.mode, image.size) == ("RGB", (zoo.WIDTH, zoo.HEIGHT))
    assert close(image.getpixel(LEFT), (255, 255, 255), by=3)
    assert close(image.getpixel(RIGHT), (0, 0, 0), by=3)


def test_read_picture__grey_of_sixteen_bits_keeps_what_is_between() -> None:
    deep = Image.new("I;16", (64, 64), 32_768)
    assert close(read(zoo.packed(deep, "PNG")).image.getpixel((5, 5)), (128, 128, 128), by=2)


@pytest.mark.parametrize("kind", zoo.TRANSPARENT)
def test_read_picture__what_shines_through_still_does(kind: str) -> None:
    image = read(zoo.TRANSPARENT[kind]()).image
    assert (image.mode, image.size) == ("RGBA", (zoo.WIDTH, zoo.HEIGHT))
    low, high = image.getchannel("A").getextrema()
    assert low < 60  # type: ignore[operator]  # one band: two numbers
    assert high > 200  # type: ignore[operator]  # one band: two numbers


def test_read_picture__wide_colours_are_brought_into_those_of_the_web() -> None:
    swapped = bytearray(zoo.web_profile())
    red, green = swapped.index(b"rXYZ"), swapped.index(b"gXYZ")
    swapped[red : red + 4], swapped[green : green + 4] = b"gXYZ", b"rXYZ"  # its red is green
    painted = zoo.packed(Image.new("RGB", (64, 64), (255, 0, 0)), "JPEG", icc_profile=bytes(swapped))
    red_seen, green_seen, _ = read(painted).image.getpixel((5, 5))  # type: ignore[misc]  # three bands
    assert green_seen > 200 > 60 > red_seen


def test_read_picture__a_photograph_of_a_telephone_with_too_many_pixels_is_unpacked_small() -> None:
    large = zoo.packed(Image.new("RGB", (3000, 2000), zoo.RED), "JPEG")
    image = read(large, most_pixels=1_600_000, longest_edge=1000).image
    assert image.size == (1000, 667)


def test_read_picture__a_panorama_is_no_longer_than_it_may_be() -> None:
    assert read(zoo.packed(Image.new("RGB", (4000, 40)), "PNG"), longest_edge=1000).image.size == (1000, 10)


def half_of(kind: str) -> bytes:
    whole = zoo.packed(zoo.flag(), kind)
    return whole[: len(whole) // 2]


def _several_pages() -> bytes:
    return zoo.packed(zoo.flag(), "TIFF", save_all=True, append_images=[zoo.flag(), zoo.flag()])


def _raw() -> bytes:
    return zoo.packed(zoo.flag(), "TIFF", tiffinfo={0xC612: b"\1\4\0\0"})


def _sequence() -> bytes:
    heic = bytearray(zoo.packed(zoo.flag(), "HEIF"))
    heic[8:12] = b"msf1"
    return bytes(heic)


@pytest.mark.parametrize(
    ("upload", "no"),
    [
        (b"", pictures.PictureIsEmpty),
        (b"Dear Sir or Madam,", pictures.PictureIsUnreadable),
        (b"\0" * 5000, pictures.PictureIsUnreadable),
        (b"<svg onload=alert(1)>", pictures.PictureKindIsNotTaken),
        (b'\xef\xbb\xbf<?xml version="1.0"?>\n<svg xmlns="x"/>', pictures.PictureKindIsNotTaken),
        (b"%PDF-1.7\n%", pictures.PictureKindIsNotTaken),
        (b"8BPS\0\1", pictures.PictureKindIsNotTaken),
        (b"\0\0\0\x20ftypqt  \0\0", pictures.PictureKindIsNotTaken),
        (b"\0\0\0\x0cJXL \r\n", pictures.PictureKindIsNotTaken),
        (b"II*\0\x10\0\0\0CR\2\0", pictures.PictureKindIsNotTaken),
        (_raw(), pictures.PictureKindIsNotTaken),
        (zoo.moving("GIF"), pictures.PictureIsAnimated),
        (zoo.moving("PNG"), pictures.PictureIsAnimated),
        (zoo.moving("WEBP"), pictures.PictureIsAnimated),
        (zoo.moving("AVIF"), pictures.PictureIsAnimated),
        (_sequence(), pictures.PictureIsAnimated),
        (_several_pages(), pictures.PictureHasPages),
        (zoo.packed(zoo.flag(), "JPEG", quality=95)[:-900], pictures.PictureIsDamaged),
        (zoo.packed(zoo.flag(), "JPEG", progressive=True)[:-400], pictures.PictureIsDamaged),
        (half_of("PNG"), pictures.PictureIsDamaged),
        (half_of("WEBP"), pictures.PictureIsDamaged),
        (half_of("HEIF"), pictures.PictureIsDamaged),
        (half_of("AVIF"), pictures.PictureIsDamaged),
        (zoo.packed(Image.new("1", (30_000, 30_000)), "PNG"), pictures.PictureIsTooLarge),
        (bytes(2_000_001), pictures.PictureFileIsTooLarge),
    ],
)
def test_read_picture__what_cannot_stand_here_is_refused_with_a_sentence_of_its_own(
    upload: bytes, no: type[PictureRefused]
) -> None:
    with pytest.raises(no) as refused:
        read(upload)
    assert str(refused.value).endswith(".")
    assert refused.value.status == 422


@given(kind=st.sampled_from(sorted(zoo.COLOURED)), start=st.integers(0, 2000), junk=st.binary(max_size=40))
@settings(deadline=None, max_examples=settings().max_examples // 4)
def test_read_picture__whatever_arrives_is_read_or_refused(kind: str, start: int, junk: bytes) -> None:
    whole = zoo.COLOURED[kind]()
    with suppress(PictureRefused):
        read(whole[:start] + junk + whole[start + len(junk) :])


def test_read_picture__nothing_of_the_file_itself_is_kept() -> None:
    exif = Image.Exif()
    exif[0x010E] = "taken in the kitchen"
    out = BytesIO()
    read(zoo.packed(zoo.flag(), "JPEG", exif=exif, comment=b"in the kitchen")).image.save(out, "JPEG")
    assert b"kitchen" not in out.getvalue()
