"""Pixels of every kind as eight-bit sRGB, with or without transparency: what every browser shows alike."""

from functools import cache
from io import BytesIO

from PIL import Image, ImageCms

_SPACES = {"RGB": "RGB", "GRAY": "L", "CMYK": "CMYK"}  # of a profile, and how Pillow holds such pixels


def in_web_colours(image: Image.Image) -> Image.Image:
    """A copy of `image` in mode RGB, or RGBA when something shines through."""
    profile = image.info.get("icc_profile")
    alpha = _alpha_of(image)
    flat = _converted(_eight_bits(image), profile)
    if alpha is not None and alpha.getextrema() != (255, 255):
        flat.putalpha(alpha)
    flat.info = {}
    return flat


def _alpha_of(image: Image.Image) -> Image.Image | None:
    if image.mode in {"RGBA", "LA", "PA", "RGBa", "La"} or "transparency" in image.info:
        return image.convert("RGBA").getchannel("A")
    return None


def _eight_bits(image: Image.Image) -> Image.Image:
    """Deep pixels divided down to 0…255, where a plain conversion would clip them all to white."""
    if image.mode.startswith("I;16"):
        return image.convert("I").point(lambda value: value * (1 / 257)).convert("L")
    if image.mode in {"I", "F"}:
        low, high = (float(edge) for edge in image.getextrema())  # type: ignore[arg-type]  # one band: two numbers
        full = next(
            (top for top in (1.0, 255.0, 65_535.0) if image.mode == "F" or top > 1 if high <= top), high
        )
        scale = 255 / (full - min(low, 0.0) or 1.0)
        shifted = -min(low, 0.0) * scale
        return image.convert("F").point(lambda value: value * scale + shifted).convert("L")
    return image


def _converted(image: Image.Image, profile: bytes | None) -> Image.Image:
    if profile:
        try:
            return _through_profile(image, profile)
        except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
            pass  # cameras write profiles that nobody can read: the picture is shown as if it had none
    if image.mode in {"LA", "La", "RGBa", "PA", "P"}:
        image = image.convert("RGBA")
    return image.convert("RGB")


def _through_profile(image: Image.Image, profile: bytes) -> Image.Image:
    source = ImageCms.ImageCmsProfile(BytesIO(profile))
    mode = _SPACES.get(source.profile.xcolor_space.strip())
    if mode is None or (mode == "CMYK") != (image.mode == "CMYK"):
        raise ValueError("The profile is of other colours than the picture.")
    if image.mode in {"LA", "La", "RGBa", "PA", "P"}:
        image = image.convert("RGBA")
    found = ImageCms.profileToProfile(image.convert(mode), source, _srgb(), outputMode="RGB")
    if found is None:
        raise ValueError("Nothing came out of the profile.")
    return found


@cache
def _srgb() -> ImageCms.ImageCmsProfile:
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))
