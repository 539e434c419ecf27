"""The leak audit: every public surface, as every kind of reader, searched for what is behind a gate.

It takes nothing the site says of itself for granted. What is hidden is read from the pieces themselves and
from the access their section and the publication give them now, not from the stored views; every piece is
looked at, not only those marked as paid; and the answers come from the outermost application.
"""

from masthead.articles.leaks.hidden import Hidden, hidden_parts
from masthead.articles.leaks.patrol import audit
from masthead.articles.leaks.readers import READERS
from masthead.articles.leaks.report import Leak, Report
from masthead.articles.leaks.surfaces import surfaces

__all__ = ["READERS", "Hidden", "Leak", "Report", "audit", "hidden_parts", "surfaces"]
