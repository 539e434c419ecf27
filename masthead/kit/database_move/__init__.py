"""Moving a publication to another database: SQLite to PostgreSQL, back, or to another of the same kind.

Row by row and table by table, in the order of their numbers, so that what was copied need not be remembered:
the highest number that has arrived says where to go on. At the end every row is read again on both sides and
compared. Memory is bounded by one batch of a few megabytes.
"""

from masthead.kit.database_move.errors import MoveFailed
from masthead.kit.database_move.move import Report, move

__all__ = ["MoveFailed", "Report", "move"]
