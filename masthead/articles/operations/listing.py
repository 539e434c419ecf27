"""Where a published piece is listed, and what stands around it: kept beside its public view."""

from datetime import date, datetime, time
from typing import Any

from django.db import transaction
from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect

from masthead.articles import queries
from masthead.articles.events import SubjectsChanged
from masthead.articles.models import (
    ArticlePage,
    ListedUnder,
    Listing,
    PublicView,
    SearchedBody,
    Series,
)
from masthead.kit.events import announce


def shown_around(article: ArticlePage) -> dict[str, Any]:
    """What the public view says of tags, series, earlier coverage and corrections."""
    corrections = sorted(article.corrections.all(), key=lambda row: row.corrected_date, reverse=True)
    return {
        "tags": [
            {"id": tag.pk, "name": tag.name, "slug": tag.slug}
            for tag in sorted(
                (tagging.tag for tagging in article.taggings.all()), key=lambda tag: tag.name.casefold()
            )
        ],
        "series_id": article.series_id,
        "series_part": article.series_part,
        "whats_new": article.whats_new.strip(),
        "corrections": [
            {"date": row.corrected_date.isoformat(), "text": row.text.strip()} for row in corrections
        ],
        "earlier": [row.earlier_id for row in article.earlier_pieces.all()],
    }


@transaction.atomic
def place_in_lists(*, view: PublicView) -> None:
    """The piece stands in the lists its public view names, and in no others."""
    Listing.objects.filter(view=view).delete()
    if not view.live:
        return
    places = [
        *((ListedUnder.AUTHOR, author["id"], view.first_published_at) for author in view.authors),
        *((ListedUnder.TAG, tag["id"], view.first_published_at) for tag in view.tags),
    ]
    if view.corrections:
        newest = date.fromisoformat(view.corrections[0]["date"])
        places.append((ListedUnder.CORRECTED, 0, timezone.make_aware(datetime.combine(newest, time.min))))
    Listing.objects.bulk_create(
        Listing(view=view, kind=kind, subject_id=subject_id, placed_at=placed_at)
        for kind, subject_id, placed_at in places
    )


@transaction.atomic
def let_be_searched(*, view: PublicView, text: str) -> None:
    """Those who may read the piece to its end find it by every word of `text`, its whole text."""
    SearchedBody.objects.update_or_create(
        article_id=view.article_id, defaults={"text": text, "folded": queries.fold(text)}
    )


@transaction.atomic
def follow_address(*, old_path: str, new_path: str) -> None:
    """Whoever asks for `old_path` is led to `new_path` from now on, in one step."""
    old, new = Redirect.normalise_path(old_path), Redirect.normalise_path(new_path)
    Redirect.objects.filter(redirect_page=None, redirect_link=old_path).update(redirect_link=new_path)
    Redirect.objects.filter(old_path=new, site=None).delete()
    Redirect.objects.update_or_create(
        old_path=old, site=None, defaults={"redirect_link": new_path, "is_permanent": True}
    )


@transaction.atomic
def describe_series(*, series: Series, now: datetime) -> None:  # noqa: ARG001 - every operation is told when
    """Every page that names `series` shows its present title and description."""
    announce(SubjectsChanged())
