"""Files as cameras, telephones, scanners and browsers write them, each drawn on the spot.

A coloured one is red at the left and blue at the right, a grey one white and black; 96 by 64 pixels.
"""

from collections.abc import Callable
from io import BytesIO

from PIL import Image, ImageCms

WIDTH, HEIGHT = 96, 64
RED, BLUE = (220, 30, 40), (30, 40, 220)
_ORIENTATION = 0x0112


def flag(mode: str = "RGB") -> Image.Image:
    """Red left of blue, with some grain, as every photograph has."""
    image = Image.new("RGB", (WIDTH, HEIGHT), RED)
    image.paste(BLUE, (WIDTH // 2, 0, WIDTH, HEIGHT))
    grain = Image.effect_noise((WIDTH, HEIGHT), 6).convert("RGB")
    return Image.blend(image, grain, 0.06).convert(mode)


def grey() -> Image.Image:
    """White left of black."""
    image = Image.new("L", (WIDTH, HEIGHT), 255)
    image.paste(0, (WIDTH // 2, 0, WIDTH, HEIGHT))
    return image


def packed(image: Image.Image, kind: str, **options: object) -> bytes:
    out = BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def turned(kind: str, orientation: int) -> bytes:
    """The flag stored lying or mirrored, with the note by which it stands upright."""
    undo = {
        2: Image.Transpose.FLIP_LEFT_RIGHT, 3: Image.Transpose.ROTATE_180, 4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE, 6: Image.Transpose.ROTATE_90, 7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }  # fmt: skip
    exif = Image.Exif()
    exif[_ORIENTATION] = orientation
    return packed(flag().transpose(undo[orientation]), kind, exif=exif.tobytes())


def _deep_grey() -> Image.Image:
    deep = Image.new("I;16", (WIDTH, HEIGHT), 65_535)
    deep.paste(0, (WIDTH // 2, 0, WIDTH, HEIGHT))
    return deep


def _fractions() -> Image.Image:
    return grey().convert("F").point(lambda value: value * (1 / 255))


def _seen_through() -> Image.Image:
    image = flag("RGBA")
    image.putalpha(Image.linear_gradient("L").resize((WIDTH, HEIGHT)))
    return image


def web_profile() -> bytes:
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def _palette_with_a_hole() -> bytes:
    return packed(flag().convert("P", palette=Image.Palette.ADAPTIVE, colors=8), "PNG", transparency=7)


def moving(kind: str) -> bytes:
    frames = [flag(), flag().transpose(Image.Transpose.FLIP_LEFT_RIGHT)]
    return packed(frames[0], kind, save_all=True, append_images=frames[1:])


COLOURED: dict[str, Callable[[], bytes]] = {
    "jpeg": lambda: packed(flag(), "JPEG", quality=90),
    "progressive jpeg": lambda: packed(flag(), "JPEG", progressive=True),
    "jpeg without its last two bytes": lambda: packed(flag(), "JPEG", quality=90)[:-2],
    "jpeg without its last bytes": lambda: packed(flag(), "JPEG", quality=95)[:-9],
    "jpeg with a film behind it": lambda: packed(flag(), "JPEG") + b"\0\0\0\x18ftypmp42" + bytes(400),
    "cmyk jpeg": lambda: packed(flag("CMYK"), "JPEG", quality=95),
    "ycck-like jpeg with an Adobe mark": lambda: packed(flag("CMYK"), "JPEG", quality=95, keep_rgb=False),
    "mpo": lambda: packed(flag(), "MPO", save_all=True, append_images=[flag()]),
    **{f"jpeg turned {way}": (lambda way=way: turned("JPEG", way)) for way in range(2, 9)},  # type: ignore[misc]  # a default binds
    "webp turned": lambda: turned("WEBP", 6),
    "avif turned": lambda: turned("AVIF", 8),
    "heic turned": lambda: turned("HEIF", 6),
    "tiff turned": lambda: turned("TIFF", 3),
    "png": lambda: packed(flag(), "PNG"),
    "palette": lambda: packed(flag().convert("P", palette=Image.Palette.ADAPTIVE), "PNG"),
    "profile": lambda: packed(flag(), "PNG", icc_profile=web_profile()),
    "nonsense for a profile": lambda: packed(flag(), "JPEG", icc_profile=b"no profile at all"),
    "a colour profile on a grey-and-cmyk file": lambda: packed(
        flag("CMYK"), "JPEG", quality=95, icc_profile=web_profile()
    ),
    "gif": lambda: packed(flag(), "GIF"),
    "webp": lambda: packed(flag(), "WEBP"),
    "avif": lambda: packed(flag(), "AVIF"),
    "heic": lambda: packed(flag(), "HEIF"),
    "bmp": lambda: packed(flag(), "BMP"),
    "tiff": lambda: packed(flag(), "TIFF"),
    "tiff of a scanner": lambda: packed(flag(), "TIFF", compression="tiff_lzw"),
    "cmyk tiff": lambda: packed(flag("CMYK"), "TIFF"),
}
GREY: dict[str, Callable[[], bytes]] = {
    "grey jpeg": lambda: packed(grey(), "JPEG"),
    "grey png of sixteen bits": lambda: packed(_deep_grey(), "PNG"),
    "grey tiff of sixteen bits": lambda: packed(_deep_grey(), "TIFF"),
    "grey tiff of thirty-two bits": lambda: packed(_deep_grey().convert("I"), "TIFF"),
    "grey tiff of fractions": lambda: packed(_fractions(), "TIFF"),
    "one bit": lambda: packed(grey().convert("1"), "PNG"),
    "fax": lambda: packed(grey().convert("1"), "TIFF", compression="group4"),
    "grey with a mask, all of it opaque": lambda: packed(grey().convert("LA"), "PNG"),
}
TRANSPARENT: dict[str, Callable[[], bytes]] = {
    "rgba png": lambda: packed(_seen_through(), "PNG"),
    "la png": lambda: packed(_seen_through().convert("LA"), "PNG"),
    "palette with a hole": _palette_with_a_hole,
    "webp": lambda: packed(_seen_through(), "WEBP"),
    "avif": lambda: packed(_seen_through(), "AVIF"),
    "heic": lambda: packed(_seen_through(), "HEIF"),
    "tiff": lambda: packed(_seen_through(), "TIFF"),
}
