"""Whether a database holds a publication."""

from django.db.backends.base.base import BaseDatabaseWrapper

PEOPLE = "people_person"  # a publication has at least one person


def holds_a_publication(connection: BaseDatabaseWrapper) -> bool:
    """Whether anybody is in that database; one without our tables holds nobody."""
    with connection.cursor() as cursor:
        if PEOPLE not in connection.introspection.table_names(cursor):
            return False
        cursor.execute(f"SELECT 1 FROM {PEOPLE} LIMIT 1")  # noqa: S608 - a constant
        return cursor.fetchone() is not None
