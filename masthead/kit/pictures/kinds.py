"""What kind of file it is, by its first bytes; its name and what the browser says of it count for nothing."""

# Pillow's names of what is read; as JPEG also MPO, with a second picture beside the first, of telephones.
FORMATS = ("JPEG", "PNG", "GIF", "WEBP", "AVIF", "HEIF", "TIFF", "BMP", "DIB")
SUFFIXES = (
    *("jpg", "jpeg", "jpe", "jfif", "pjpeg", "pjp", "mpo"),
    *("png", "apng", "gif", "webp", "avif", "heic", "heif", "hif"),
    *("tif", "tiff", "bmp", "dib"),
)
# What a browser's file dialogue offers: some offer HEIC and AVIF only where they are named.
ACCEPT = ",".join(("image/*", *(f".{suffix}" for suffix in SUFFIXES)))

_FOREIGN = (
    (0, b"%PDF", "PDF"),
    (0, b"8BPS", "PSD"),
    (0, b"%!PS", "EPS"),
    (0, b"\xff\x0a", "JPEG XL"),
    (0, b"\x00\x00\x00\x0cJXL ", "JPEG XL"),
    (0, b"\x00\x00\x00\x0cjP  ", "JPEG 2000"),
    (0, b"\xff\x4f\xff\x51", "JPEG 2000"),
    (0, b"\x00\x00\x01\x00", "ICO"),
    (0, b"FUJIFILMCCD-RAW", "RAW"),
    (0, b"IIU\x00", "RAW"),
    (0, b"IIRO", "RAW"),
    (8, b"CR\x02", "RAW"),
    (4, b"ftypcrx", "RAW"),
    (4, b"ftypqt", "QuickTime"),
    (4, b"ftypmp4", "MP4"),
    (4, b"ftypisom", "MP4"),
    (4, b"ftypM4V", "MP4"),
    (0, b"\x1aE\xdf\xa3", "WebM"),
    (0, b"PK\x03\x04", "ZIP"),
)
_OURS = ((0, b"\xff\xd8\xff"), (0, b"\x89PNG"), (0, b"GIF8"), (8, b"WEBP"), (4, b"ftyp"), (0, b"II*\0"),
         (0, b"MM\0*"))  # fmt: skip


def begins_like_ours(start: bytes) -> bool:
    """Whether a file begins as one of the kinds we read does; if it cannot be read, it is broken."""
    return any(start[offset : offset + len(signature)] == signature for offset, signature in _OURS)


def foreign_kind(start: bytes) -> str | None:
    """The name of a kind that people take for a picture and we do not read; None: it may be one we do."""
    for offset, signature, kind in _FOREIGN:
        if start[offset : offset + len(signature)] == signature:
            return kind
    text = start.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if text.startswith((b"<svg", b"<?xml", b"<!doctype svg")) and b"<svg" in text:
        return "SVG"
    if text.startswith((b"<!doctype html", b"<html")):
        return "HTML"
    return None
