"""Every read of the room, of public views alone; and what readers saved and follow."""

from masthead.reading.queries.data_export import export_data
from masthead.reading.queries.saved_and_followed import browser_storage

__all__ = ["browser_storage", "export_data"]
