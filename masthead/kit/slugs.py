"""Slugs, the short names in addresses: never empty, and never what a thing is known by. Pure."""

from collections.abc import Callable

from anyascii import anyascii
from django.utils.text import slugify


def slug_of(name: str, *, max_length: int, fallback: str) -> str:
    """`name` in the letters of an address, whatever its script: "李明" is "liming".

    `fallback` stands where nothing of it can be written so.
    """
    return slugify(anyascii(name))[:max_length].strip("-_") or fallback


def free_slug(wanted: str, *, max_length: int, is_taken: Callable[[str], bool]) -> str:
    """`wanted`, or with the first number behind it that nobody has: `harbour`, `harbour-2`, `harbour-3`."""
    slug, number = wanted[:max_length], 1
    while is_taken(slug):
        number += 1
        slug = f"{wanted[: max_length - len(str(number)) - 1].rstrip('-')}-{number}"
    return slug
