"""The one way in for pictures: what cameras, telephones and browsers write, as plain pixels or refused."""

from masthead.kit.pictures.errors import (
    PictureFileIsTooLarge,
    PictureHasPages,
    PictureIsAnimated,
    PictureIsDamaged,
    PictureIsEmpty,
    PictureIsTooLarge,
    PictureIsTooSmall,
    PictureIsUnreadable,
    PictureKindIsNotTaken,
    PictureRefused,
)
from masthead.kit.pictures.kinds import ACCEPT, SUFFIXES
from masthead.kit.pictures.reading import Pixels, read_picture

__all__ = [
    "ACCEPT",
    "SUFFIXES",
    "PictureFileIsTooLarge",
    "PictureHasPages",
    "PictureIsAnimated",
    "PictureIsDamaged",
    "PictureIsEmpty",
    "PictureIsTooLarge",
    "PictureIsTooSmall",
    "PictureIsUnreadable",
    "PictureKindIsNotTaken",
    "PictureRefused",
    "Pixels",
    "read_picture",
]
