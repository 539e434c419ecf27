"""What of an uploaded picture is stored, an original of our own making, and the sizes of pages."""

from io import BytesIO
from math import ceil
from typing import IO

from django.core.files.base import ContentFile
from django.core.files.base import File as DjangoFile
from django.utils.text import get_valid_filename
from PIL import Image

from masthead.kit.pictures import Pixels, read_picture
from masthead.kit.transactions import FilesInsideTransaction, ensure_no_transaction

MAX_UPLOAD_BYTES = 20 * 1024 * 1024
MAX_PIXELS = 64_000_000
MAX_EDGE_PIXELS = 4096  # of the stored original; the largest size of a page is a third of it

BODY_SIZES = ("width-480", "width-960", "width-1440")
LEAD_SIZES = {
    "wide": "width-1280",
    "card": "fill-640x420",
    "og": "fill-1200x630|format-jpeg|jpegquality-82",
}
PORTRAIT_SIZE = "fill-192x192-c75"
DESK_SIZE = "max-165x165"  # of the desk's chooser

# How pixels are stored, by the format they came in; WebP and PNG also when something shines through.
_KINDS = {"PNG": "PNG", "GIF": "PNG", "BMP": "PNG", "DIB": "PNG", "WEBP": "WEBP"}
_SUFFIXES = {"JPEG": "jpg", "PNG": "png", "WEBP": "webp"}
_QUALITY: dict[str, dict[str, object]] = {
    "JPEG": {"quality": 92, "optimize": True},
    "WEBP": {"quality": 92},
    "PNG": {"optimize": True},
}
_LARGEST = (1440, 630)  # pixels: the widest and the highest of the sizes above
_PASSING: dict[str, dict[str, object]] = {
    "JPEG": {"quality": 97, "subsampling": 0},
    "WEBP": {"quality": 97, "method": 0},
    "PNG": {"compress_level": 1},
}


class CleanPicture(ContentFile):
    """A picture that `cleaned_picture` has made: pixels and nothing else."""


def cleaned_picture(file: IO[bytes] | DjangoFile, *, name: str) -> CleanPicture:
    """The picture in `file` as it is stored: upright, in sRGB, without metadata, under a suffix that is true.

    :raises PictureRefused: with the sentence for what is wrong with it
    :raises FilesInsideTransaction: a transaction is open
    """
    if isinstance(file, CleanPicture):
        return file
    ensure_no_transaction(FilesInsideTransaction)
    file.seek(0)
    pixels = read_picture(
        file.read(MAX_UPLOAD_BYTES + 1),
        most_bytes=MAX_UPLOAD_BYTES,
        most_pixels=MAX_PIXELS,
        longest_edge=MAX_EDGE_PIXELS,
    )
    kind = _stored_kind(pixels)
    out = BytesIO()
    pixels.image.save(out, format=kind, **_QUALITY[kind])
    stem = get_valid_filename(name.rpartition("/")[2].rpartition(".")[0] or name or "picture")
    return CleanPicture(out.getvalue(), name=f"{stem}.{_SUFFIXES[kind]}")


def _stored_kind(pixels: Pixels) -> str:
    kind = _KINDS.get(pixels.format, "JPEG")
    return "PNG" if kind == "JPEG" and pixels.image.mode == "RGBA" else kind


def small_source(original: IO[bytes]) -> bytes:
    """The picture in `original`, one of ours, no larger than the largest size needs.

    Every size is drawn from this one, so that a large photograph is unpacked once and not nine times.
    """
    with Image.open(original) as image:
        kind = str(image.format)
        factor = max(1.0, min(image.width / _LARGEST[0], image.height / _LARGEST[1]))
        size = (ceil(image.width / factor), ceil(image.height / factor))
        small = image.resize(size, Image.Resampling.LANCZOS, reducing_gap=2.0)
    out = BytesIO()
    small.save(out, format=kind, **_PASSING[kind])
    return out.getvalue()
