"""What follows when the publication, a section, an author or a tag changes, and how much of it at once.

Only what the changed fields touch is rebuilt: a few pieces in the transaction that changes the rule. Of many,
what must be closed is closed there, in a handful of statements whatever their number; the rest follows in
jobs, some pieces at a time, so that nobody who writes waits for them.
"""

from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet
from django.db.models.functions import Left

from masthead.discussion import operations as discussion
from masthead.kit.events import announce
from masthead.publishing import dependencies
from masthead.publishing.events import PublicationChanged, TaxonomyChanged, ViewsOutOfDate
from masthead.publishing.models import (
    THREAD_KEYS,
    AccessLevel,
    ArticleFile,
    ArticlePage,
    Author,
    FrontPage,
    OwnAccess,
    Publication,
    PublicView,
    SectionPage,
    Tag,
)
from masthead.publishing.operations.rebuild_public_views import published_articles, rebuild

BATCH_SIZE = 100  # pieces in one transaction: a few tenths of a second
IN_VIEWS = ("title", "slug", "access")  # of a section: what stands in the public views of its pieces


@transaction.atomic
def apply_publication_change(*, publication: Publication, before: Publication | None, now: datetime) -> None:
    """Whatever the changed fields of `publication` touch follows them; `before` is the row as it was."""
    FrontPage.objects.exclude(title=publication.name).update(
        title=publication.name, draft_title=publication.name
    )
    if before is not None and before.default_access != publication.default_access:
        inheriting = PublicView.objects.filter(article__access=OwnAccess.INHERIT)
        close_at_once(inheriting.filter(section__access=OwnAccess.INHERIT), publication.default_access)
        rebuild_now_or_later(ViewsOutOfDate(), now=now)
    if before is not None:
        discussion.change_access_of_threads(
            key_prefix=THREAD_KEYS,
            readable_by=(before.discussion_readable_by, publication.discussion_readable_by),
            posting_by=(before.discussion_posting_by, publication.discussion_posting_by),
        )
    announce(PublicationChanged())


@transaction.atomic
def apply_section_change(*, section: SectionPage, before: SectionPage | None, now: datetime) -> None:
    """The views of its pieces follow what changed of `section`; None: where it is, or where they are."""
    if before is None or any(getattr(before, name) != getattr(section, name) for name in IN_VIEWS):
        own = section.access
        level = own if own != OwnAccess.INHERIT else Publication.objects.get().default_access
        inheriting = PublicView.objects.filter(article__access=OwnAccess.INHERIT)
        close_at_once(inheriting.filter(section_id=section.pk), level)
        rebuild_now_or_later(ViewsOutOfDate(section_id=section.pk), now=now)
    announce(PublicationChanged())


@transaction.atomic
def apply_section_deletion() -> None:
    """A section has gone: every page that names the sections is drawn anew."""
    announce(PublicationChanged())


@transaction.atomic
def apply_author_change(*, author: Author, now: datetime) -> None:
    """The views of every piece by `author` follow their name, line and portrait."""
    rebuild_now_or_later(ViewsOutOfDate(author_id=author.pk), now=now)
    announce(TaxonomyChanged(subject=dependencies.Author(author.pk)))


@transaction.atomic
def apply_tag_change(*, tag: Tag, now: datetime) -> None:
    """The views of every piece with `tag` follow its name and address."""
    rebuild_now_or_later(ViewsOutOfDate(tag_id=tag.pk), now=now)
    announce(TaxonomyChanged(subject=dependencies.Tag(tag.pk)))


@transaction.atomic
def apply_tag_deletion(*, tag_id: int, article_ids: tuple[int, ...], now: datetime) -> None:
    """The views of these pieces no longer name a tag that was deleted."""
    rebuild_now_or_later(ViewsOutOfDate(article_ids=article_ids), now=now)
    announce(TaxonomyChanged(subject=dependencies.Tag(tag_id)))


def rebuild_now_or_later(views: ViewsOutOfDate, *, now: datetime) -> None:
    """Rebuild them in this transaction if they are few, else in jobs of `BATCH_SIZE` each."""
    if _articles_of(views)[: BATCH_SIZE + 1].count() > BATCH_SIZE:
        announce(views)
    else:
        rebuild(_articles_of(views), now=now)


@transaction.atomic
def rebuild_batch(*, views: ViewsOutOfDate, now: datetime) -> None:
    """Rebuild the next of them; those behind are announced again."""
    numbers = list(_articles_of(views).order_by("pk").values_list("pk", flat=True)[:BATCH_SIZE])
    rebuild(published_articles().filter(pk__in=numbers), now=now)
    if len(numbers) == BATCH_SIZE:
        announce(replace(views, after=numbers[-1]))


def close_at_once(views: QuerySet[PublicView], level: str) -> None:
    """No view among these shows more than `level` allows, whatever their number; opening them can wait.

    Of a piece that was public the open part is not known here, so until it is rebuilt it shows its headline
    and standfirst.
    """
    if level == AccessLevel.PUBLIC:
        return
    open_ones = views.filter(level=AccessLevel.PUBLIC)
    ArticleFile.objects.filter(article_id__in=open_ones.values("pk")).update(behind_gate=True)
    open_ones.update(level=level, teaser_html="", search_text="", description=Left("standfirst", 300))
    views.exclude(level=level).update(level=level)


def _articles_of(views: ViewsOutOfDate) -> QuerySet[ArticlePage]:
    found = published_articles().filter(pk__gt=views.after)
    if views.section_id:
        section = SectionPage.objects.filter(pk=views.section_id).first()
        if section is None:
            return found.none()
        beneath = Q(path__startswith=section.path, depth=section.depth + 1)
        return found.filter(Q(public_view__section_id=section.pk) | beneath)
    if views.author_id:
        return found.filter(bylines__author_id=views.author_id)
    if views.tag_id:
        return found.filter(taggings__tag_id=views.tag_id)
    if views.article_ids:
        return found.filter(pk__in=views.article_ids)
    return found
