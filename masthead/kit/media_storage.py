"""The media folder: no file is written to it while a database transaction is open."""

from typing import Any

from django.core.files.storage import FileSystemStorage

from masthead.kit.transactions import FilesInsideTransaction, ensure_no_transaction


class MediaStorage(FileSystemStorage):
    """Django's storage in a folder, which refuses to make a transaction wait for a disk."""

    def save(self, name: str | None, content: Any, max_length: int | None = None) -> str:
        """Store `content`; returns the name under which it is stored.

        :raises FilesInsideTransaction: a transaction is open
        """
        ensure_no_transaction(FilesInsideTransaction)
        return super().save(name, content, max_length)
