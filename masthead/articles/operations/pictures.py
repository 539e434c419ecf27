"""Pictures and sounds in. Pictures are drawn anew: camera, place and whatever hides in them stay behind."""

import struct
from io import BytesIO
from typing import IO, Any

from django.core.files.base import ContentFile
from django.core.files.base import File as DjangoFile
from PIL import Image, UnidentifiedImageError
from wagtail.documents import get_document_model
from wagtail.documents.models import AbstractDocument

from masthead.articles.errors import NotAPicture
from masthead.articles.models import Picture
from masthead.kit.pictures import upright
from masthead.people.models import Person

FORMATS = ("JPEG", "PNG", "GIF", "WEBP", "AVIF")
QUALITY: dict[str, dict[str, Any]] = {
    "JPEG": {"quality": 92, "optimize": True},
    "WEBP": {"quality": 92},
    "AVIF": {"quality": 85},
    "PNG": {"optimize": True},
    "GIF": {},
}
_BROKEN = (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError, TypeError, KeyError,
           IndexError, OverflowError, struct.error, Image.DecompressionBombError)  # fmt: skip


def cleaned_picture(file: IO[bytes] | DjangoFile, *, name: str) -> ContentFile:
    """The same picture without metadata, upright, in its own format; only its colour profile is kept.

    :raises NotAPicture: the bytes are not a picture of a kind we take
    """
    file.seek(0)
    try:
        with Image.open(file, formats=FORMATS) as picture:
            picture.load()
            return ContentFile(_redrawn(picture), name=name)
    except _BROKEN:
        raise NotAPicture from None


def _redrawn(picture: Image.Image) -> bytes:
    kind = str(picture.format)
    out = BytesIO()
    extra: dict[str, Any] = dict(QUALITY[kind])
    if profile := picture.info.get("icc_profile"):
        extra["icc_profile"] = profile
    if getattr(picture, "n_frames", 1) > 1 and kind in {"GIF", "WEBP"}:
        picture.info.pop("comment", None)
        picture.info.pop("xmp", None)
        picture.save(out, format=kind, save_all=True, exif=b"", **extra)
    else:
        turned = upright(picture, held=picture)
        bare = Image.new(turned.mode, turned.size)
        if turned.palette is not None:
            bare.putpalette(turned.palette)
        bare.paste(turned)
        if "transparency" in picture.info:
            extra["transparency"] = picture.info["transparency"]
        bare.save(out, format=kind, **extra)
    return out.getvalue()


def add_picture(
    *,
    file: IO[bytes],
    name: str,
    title: str,
    description: str = "",
    credit: str = "",
    by: Person | None = None,
) -> Picture:
    """Keep a picture for pieces and portraits; `name` is its file name, `description` what it shows.

    :raises NotAPicture: the bytes are not a picture of a kind we take
    """
    picture = Picture(title=title, description=description, credit=credit, uploaded_by_user=by)
    picture.file = cleaned_picture(file, name=name)
    picture.save()
    return picture


def add_sound(*, file: IO[bytes], name: str, title: str, by: Person | None = None) -> AbstractDocument:
    """Keep a sound for pieces to play, under its file name; `title` is what the desk calls it."""
    sound: AbstractDocument = get_document_model()(title=title, uploaded_by_user=by)
    sound.file = DjangoFile(file, name=name)
    sound.save()
    return sound
