"""What is searched of the pieces follows when the rules change by which it is compared."""

from datetime import datetime

from django.db import transaction

from masthead.kit import search_text
from masthead.kit.events import announce
from masthead.publishing.events import DeskIndexOutOfDate, SearchTextsOutOfDate
from masthead.publishing.models import SearchDocument
from masthead.publishing.operations.rebuild_public_views import published_articles, rebuild

REFOLDED_AT_ONCE = 100  # pieces in one transaction


@transaction.atomic
def announce_old_search_texts() -> None:
    """Say so, if texts are stored as an older version of the rules compared them."""
    if SearchDocument.objects.exclude(normalised_by=search_text.VERSION).exists():
        announce(SearchTextsOutOfDate())


@transaction.atomic
def announce_old_desk_index() -> None:
    """Say that this version may index words otherwise than the one before; for whoever prepares it."""
    announce(DeskIndexOutOfDate())


@transaction.atomic
def refold_search_texts(*, now: datetime) -> None:
    """Store the texts of the next pieces again as they are compared now; those left are announced again."""
    old = SearchDocument.objects.exclude(normalised_by=search_text.VERSION)
    documents = list(old.order_by("pk")[:REFOLDED_AT_ONCE])
    for document in documents:
        document.normalised = search_text.stored_search_text(document.text)
        document.normalised_by = search_text.VERSION
    SearchDocument.objects.bulk_update(documents, ["normalised", "normalised_by"])
    rebuild(published_articles().filter(pk__in=[document.pk for document in documents]), now=now)
    announce_old_search_texts()
