"""What the front door watches in the database."""

from collections.abc import Iterable

from masthead.articles.models import ListedUnder, Listing, PublicView, SectionPage
from masthead.discussion.models import Thread
from masthead.frontdoor.models import Mark


def latest_mark_id() -> int:
    """The number of the newest mark, 0 when there is none."""
    return Mark.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def marks_after(mark_id: int) -> list[tuple[int, str]]:
    """Number and tag of every mark above `mark_id`, oldest first."""
    return list(Mark.objects.filter(pk__gt=mark_id).order_by("pk").values_list("pk", "tag"))


def tags_of_lists() -> list[str]:
    """The front page, every section's and all other lists: wherever a piece may be listed."""
    sections = SectionPage.objects.order_by("pk").values_list("pk", flat=True)
    return ["front", "lists", *(f"section-{pk}" for pk in sections)]


def tags_beside(article_ids: Iterable[int]) -> list[str]:
    """The pages of pieces that may name one of these, because they share a section, tag, author or series."""
    ids = list(article_ids)
    tags = set()
    for section_id, series_id in PublicView.objects.filter(article_id__in=ids).values_list(
        "section_id", "series_id"
    ):
        tags |= {f"beside-section-{section_id}", *({f"beside-series-{series_id}"} if series_id else ())}
    places = Listing.objects.filter(view_id__in=ids, kind__in=[ListedUnder.AUTHOR, ListedUnder.TAG])
    tags |= {f"beside-{kind}-{pk}" for kind, pk in places.values_list("kind", "subject_id")}
    return sorted(tags)


def tags_counting(thread_id: int) -> list[str]:
    """The lists that say how many comments a thread has, and the page of the piece it hangs on."""
    key = Thread.objects.filter(pk=thread_id).values_list("key", flat=True).first() or ""
    kind, _, number = key.partition(":")
    if kind != "article" or not number.isdecimal():
        return []
    sections = PublicView.objects.filter(article_id=int(number)).values_list("section_id", flat=True)
    return [f"piece-{number}", "front", *(f"section-{pk}" for pk in sections)]
