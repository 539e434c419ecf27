"""Pictures for tests, drawn on the spot, and sounds that are only named so."""

from io import BytesIO
from typing import Any

from PIL import Image

from masthead.publishing import operations
from masthead.publishing.models import Picture


def drawn(
    kind: str = "JPEG", colour: str = "#c65a3c", size: tuple[int, int] = (1600, 900), **options: object
) -> BytesIO:
    out = BytesIO()
    Image.new("RGB", size, colour).save(out, format=kind, **options)
    out.seek(0)
    return out


def picture(name: str = "lantern.jpg", colour: str = "#c65a3c") -> Picture:
    return operations.add_picture(
        file=drawn(colour=colour), name=name, title=name, description="A lantern", credit="Our own drawing"
    )


def sound(name: str = "tide.mp3") -> Any:
    return operations.add_audio(file=BytesIO(b"ID3" + bytes(5000)), name=name, title=name)
