"""Where a published piece is listed and found: kept beside its public view."""

from datetime import date, datetime, time

from django.db import transaction
from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect

from masthead.kit import search_text
from masthead.kit.events import announce
from masthead.publishing import dependencies
from masthead.publishing.events import TaxonomyChanged
from masthead.publishing.models import Listing, ListKind, PublicView, SearchDocument, Series


@transaction.atomic
def store_listings(*, view: PublicView) -> None:
    """The piece has a Listing for each list its public view names, and no others."""
    Listing.objects.filter(view=view).delete()
    if not view.live:
        return
    places = [
        *((ListKind.AUTHOR, author["id"], view.first_published_at) for author in view.authors),
        *((ListKind.TAG, tag["id"], view.first_published_at) for tag in view.tags),
    ]
    if view.corrections:
        newest = date.fromisoformat(view.corrections[0]["date"])
        places.append((ListKind.CORRECTED, 0, timezone.make_aware(datetime.combine(newest, time.min))))
    Listing.objects.bulk_create(
        Listing(view=view, kind=kind, list_id=list_id, placed_at=placed_at)
        for kind, list_id, placed_at in places
    )


@transaction.atomic
def index_for_search(*, view: PublicView, text: str) -> None:
    """Store `text`, the whole text of the piece, for searches by readers who may read all of it."""
    SearchDocument.objects.update_or_create(
        article_id=view.article_id,
        defaults={
            "text": text,
            "normalised": search_text.stored_search_text(text),
            "normalised_by": search_text.VERSION,
        },
    )


@transaction.atomic
def redirect_old_address(*, old_path: str, new_path: str) -> None:
    """`old_path` redirects to `new_path`, and so does every address that redirected to `old_path`."""
    old, new = Redirect.normalise_path(old_path), Redirect.normalise_path(new_path)
    Redirect.objects.filter(redirect_page=None, redirect_link=old_path).update(redirect_link=new_path)
    Redirect.objects.filter(old_path=new, site=None).delete()
    Redirect.objects.update_or_create(
        old_path=old, site=None, defaults={"redirect_link": new_path, "is_permanent": True}
    )


@transaction.atomic
def announce_series_change(*, series: Series) -> None:
    """Announce that the title or description of `series` changed."""
    announce(TaxonomyChanged(subject=dependencies.Series(series.pk)))
