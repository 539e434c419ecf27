"""A reader-supported publication, whole, in one Python package."""

__version__ = "0.1.0"
