"""Reading a picture: its kind, its size before it is unpacked, its pixels upright and in web colours."""

import struct
import threading
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO

from PIL import Image, UnidentifiedImageError
from pillow_heif import HeifImagePlugin  # noqa: F401 - with it, Pillow reads HEIC

from masthead.kit.pictures import errors
from masthead.kit.pictures.colours import in_web_colours
from masthead.kit.pictures.kinds import FORMATS, begins_like_ours, foreign_kind

_START_BYTES = 512
_ORIENTATION = 0x0112  # of EXIF
_IS_REDUCED, _DNG_VERSION = 0x00FE, 0xC612  # of TIFF: NewSubfileType, and the mark of a raw file
_MOST_PAGES = 20  # so many are looked at
_MOVING_BRANDS = (b"hevc", b"hevx", b"msf1")
_SCALABLE = {"L", "RGB", "RGBA", "CMYK"}
_STRIPE, _BLOCK = 16, 8  # pixels: the height of a row of a JPEG's units, the width of its blocks
_UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_BROKEN = (OSError, ValueError, SyntaxError, EOFError, TypeError, KeyError, IndexError, OverflowError,
           AttributeError, RuntimeError, MemoryError, ZeroDivisionError, struct.error)  # fmt: skip
# A decoded picture may take a hundred megabytes, however small its file: one at a time in each process.
_one_at_a_time = threading.Lock()


@dataclass(frozen=True)
class Pixels:
    """A picture without anything else: `image` is RGB or RGBA, upright; `format` is what its file was."""

    image: Image.Image
    format: str


def read_picture(
    upload: bytes, *, most_bytes: int, most_pixels: int, least_edge: int = 1, longest_edge: int
) -> Pixels:
    """The picture in `upload`, upright, in eight-bit sRGB, no longer than `longest_edge` pixels.

    Whether it may be unpacked is told by its header. A JPEG larger than `most_pixels` is unpacked at a half,
    a quarter or an eighth, as its format allows; any other is refused.

    :raises PictureRefused: with the sentence for what is wrong with it
    """
    if not upload:
        raise errors.PictureIsEmpty
    if len(upload) > most_bytes:
        raise errors.PictureFileIsTooLarge(most=most_bytes // (1024 * 1024))
    if kind := foreign_kind(upload[:_START_BYTES]):
        raise errors.PictureKindIsNotTaken(kind=kind)
    with _one_at_a_time, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what Pillow thinks odd is decided here
        try:
            return _read(upload, most_pixels, least_edge, longest_edge)
        except Image.DecompressionBombError:
            raise errors.PictureIsTooLarge(most=most_pixels // 1_000_000) from None
        except UnidentifiedImageError:
            broken = begins_like_ours(upload[:_START_BYTES])
            raise (errors.PictureIsDamaged if broken else errors.PictureIsUnreadable) from None
        except _BROKEN:
            raise errors.PictureIsDamaged from None


def _read(upload: bytes, most_pixels: int, least_edge: int, longest_edge: int) -> Pixels:
    with Image.open(BytesIO(upload), formats=FORMATS) as image:
        _ensure_one_still(image, upload)
        if min(image.size) < least_edge:
            raise errors.PictureIsTooSmall(least=least_edge)
        _reduce_while_unpacking(image, longest_edge)
        if image.width * image.height > most_pixels:
            raise errors.PictureIsTooLarge(most=most_pixels // 1_000_000)
        kind = str(image.format)
        try:
            image.load()
        except OSError:
            with _with_an_end(image, upload, longest_edge) as mended:
                return _drawn(mended, kind, longest_edge)
        return _drawn(image, kind, longest_edge)


def _drawn(image: Image.Image, kind: str, longest_edge: int) -> Pixels:
    # Asked only now: TIFF and HEIC stand upright as soon as they are unpacked.
    turn = _UPRIGHT.get(image.getexif().get(_ORIENTATION, 1))
    if image.mode in _SCALABLE:  # before anything is copied: of a large one there is never a second
        image.thumbnail((longest_edge, longest_edge), Image.Resampling.LANCZOS)
    drawn = in_web_colours(image)
    drawn.thumbnail((longest_edge, longest_edge), Image.Resampling.LANCZOS)
    return Pixels(drawn if turn is None else drawn.transpose(turn), kind)


def _reduce_while_unpacking(image: Image.Image, longest_edge: int) -> None:
    image.draft(None, (longest_edge, longest_edge))  # of all formats only JPEG can


def _ensure_one_still(image: Image.Image, upload: bytes) -> None:
    count = getattr(image, "n_frames", 1)
    if image.format == "TIFF":
        _ensure_one_page(image, count)
    elif image.format == "HEIF":
        if upload[8:12] in _MOVING_BRANDS:  # of several stills, it is the one its camera calls the first
            raise errors.PictureIsAnimated
    elif image.format != "MPO" and count > 1:
        raise errors.PictureIsAnimated


def _ensure_one_page(image: Image.Image, count: int) -> None:
    tags = _tags_of(image)
    if _DNG_VERSION in tags or tags.get(_IS_REDUCED) == 1:
        raise errors.PictureKindIsNotTaken(kind="RAW")
    pages = 1
    for place in range(1, min(count, _MOST_PAGES)):
        image.seek(place)
        pages += _tags_of(image).get(_IS_REDUCED) != 1  # a small one of the same beside it is no page
    image.seek(0)
    if pages > 1:
        raise errors.PictureHasPages(count=pages)


def _tags_of(image: Image.Image) -> Mapping[int, object]:
    tags: Mapping[int, object] = image.tag_v2  # type: ignore[attr-defined]  # every TIFF has them
    return tags


def _with_an_end(image: Image.Image, upload: bytes, longest_edge: int) -> Image.Image:
    """A JPEG that lacks its last bytes, as its reader would have shown it.

    What is missing is drawn flat; so when the lowest stripe has any life in it, no more than a part of that
    stripe was lost.

    :raises OSError: more is missing, or nobody can tell
    """
    if image.format not in {"JPEG", "MPO"} or image.info.get("progressive"):
        raise OSError("The end is missing.")
    mended = Image.open(BytesIO(upload + b"\xff\xd9"), formats=("JPEG",))
    _reduce_while_unpacking(mended, longest_edge)
    mended.load()
    stripe = mended.convert("L").crop((0, mended.height - 1 - (mended.height - 1) % _STRIPE, *mended.size))
    blocks = (stripe.crop((left, 0, left + _BLOCK, stripe.height)) for left in range(0, stripe.width, _BLOCK))
    if all(low == high for low, high in (block.getextrema() for block in blocks)):
        raise OSError("The end is missing.")
    return mended
