"""The picture beside a name, drawn anew from whatever was uploaded: nothing of the file itself is kept."""

import io
import struct
import threading
import warnings

from PIL import Image, ImageOps

from masthead.kit.pictures import upright
from masthead.people import errors

SMALL, LARGE = 64, 192  # edges in pixels; shown at half of that, for fine screens
MOST_BYTES = 6 * 1024 * 1024
MOST_PIXELS = 25_000_000
FEWEST_PIXELS_OF_AN_EDGE = 48
FORMATS = ("JPEG", "PNG", "WEBP")
# An unpacked picture may hold a hundred megabytes, however small its file: one at a time in each process.
_one_at_a_time = threading.Lock()
_BROKEN = (OSError, ValueError, SyntaxError, EOFError, TypeError, KeyError, IndexError, OverflowError,
           MemoryError, struct.error, Image.DecompressionBombError,
           Image.DecompressionBombWarning)  # fmt: skip


def drawn(upload: bytes) -> tuple[bytes, bytes]:
    """The picture as two WebP squares, the small and the large one, without any metadata.

    What is measured is the header, before a single pixel is unpacked.

    :raises PictureRefused: with the sentence for what is wrong with it
    """
    if len(upload) > MOST_BYTES:
        raise errors.PictureIsTooHeavy(most=MOST_BYTES // (1024 * 1024))
    try:
        with _one_at_a_time, warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(upload), formats=FORMATS) as image:
                _ensure_it_will_do(image)
                square = _square(image)
    except errors.PictureRefused:
        raise
    except _BROKEN:
        raise errors.NoPicture from None
    return _packed(square, SMALL), _packed(square, LARGE)


def _ensure_it_will_do(image: Image.Image) -> None:
    width, height = image.size
    if width * height > MOST_PIXELS:
        raise errors.PictureIsTooLarge(most=MOST_PIXELS // 1_000_000)
    if min(width, height) < FEWEST_PIXELS_OF_AN_EDGE:
        raise errors.PictureIsTooSmall(least=FEWEST_PIXELS_OF_AN_EDGE)
    # A telephone's portrait is two pictures in one file (MPO), of which the first is the one.
    if image.format != "MPO" and getattr(image, "n_frames", 1) > 1:
        raise errors.PictureMoves


def _square(image: Image.Image) -> Image.Image:
    image.draft("RGB", (2 * LARGE, 2 * LARGE))  # a large JPEG is unpacked small
    fitted = ImageOps.fit(image.convert("RGBA"), (LARGE, LARGE), Image.Resampling.LANCZOS)
    turned = upright(fitted, held=image)  # only now: a small square is cheaply turned
    paper = Image.new("RGBA", turned.size, "white")
    return Image.alpha_composite(paper, turned).convert("RGB")


def _packed(square: Image.Image, edge: int) -> bytes:
    fresh = Image.new(
        "RGB", (edge, edge)
    )  # a picture of its own: no profile, comment or position comes along
    fresh.paste(square.resize((edge, edge), Image.Resampling.LANCZOS))
    packed = io.BytesIO()
    fresh.save(packed, "WEBP", quality=82, method=4)
    return packed.getvalue()
