"""How a camera was held: the one thing that is believed of all it writes about itself."""

from PIL import Image

ORIENTATION = 0x0112  # EXIF
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


def upright(drawn: Image.Image, *, held: Image.Image) -> Image.Image:
    """`drawn`, turned as the camera that took `held` says; the rest may be nonsense and is not read."""
    turn = _TURNS.get(held.getexif().get(ORIENTATION, 1))
    return drawn if turn is None else drawn.transpose(turn)
