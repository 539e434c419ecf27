"""Avatars: every upload is re-encoded as two small squares; nothing else of the file is stored."""

import io

from PIL import Image, ImageOps

from masthead.kit.pictures import read_picture

SMALL, LARGE = 64, 192  # edges in pixels; shown at half of that, for fine screens
MAX_UPLOAD_BYTES = 6 * 1024 * 1024
MAX_PIXELS = 25_000_000
MIN_EDGE_PIXELS = 48
MAX_EDGE_PIXELS = 2048  # of what the square is cut from


def render_avatar(upload: bytes) -> tuple[bytes, bytes]:
    """The uploaded picture as two square WebP files, small and large, without metadata.

    :raises PictureRefused: with the sentence for what is wrong with it
    """
    pixels = read_picture(
        upload,
        most_bytes=MAX_UPLOAD_BYTES,
        most_pixels=MAX_PIXELS,
        least_edge=MIN_EDGE_PIXELS,
        longest_edge=MAX_EDGE_PIXELS,
    )
    square = ImageOps.fit(pixels.image.convert("RGBA"), (LARGE, LARGE), Image.Resampling.LANCZOS)
    paper = Image.new("RGBA", square.size, "white")
    flat = Image.alpha_composite(paper, square).convert("RGB")
    return _as_webp(flat, SMALL), _as_webp(flat, LARGE)


def _as_webp(square: Image.Image, edge: int) -> bytes:
    fresh = Image.new(
        "RGB", (edge, edge)
    )  # a picture of its own: no profile, comment or position comes along
    fresh.paste(square.resize((edge, edge), Image.Resampling.LANCZOS))
    packed = io.BytesIO()
    fresh.save(packed, "WEBP", quality=82, method=4)
    return packed.getvalue()
