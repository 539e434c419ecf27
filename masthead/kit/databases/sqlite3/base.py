"""Django's SQLite backend behind the door."""

from django.db.backends.sqlite3 import base, operations

from masthead.kit.databases.door import OperationsBehindTheDoor, WrapperBehindTheDoor


class DatabaseOperations(OperationsBehindTheDoor, operations.DatabaseOperations):
    pass


class DatabaseWrapper(WrapperBehindTheDoor, base.DatabaseWrapper):
    ops_class = DatabaseOperations
