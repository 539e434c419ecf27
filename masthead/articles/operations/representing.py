"""What follows when something around published pieces changes: their public views are made anew.

It answers only when every view is as it should be, so it asks in bulk what it needs to know, and writes only
what has changed.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from masthead.articles import queries
from masthead.articles.events import PublicationChanged, PublicViewsRebuilt, SubjectsChanged
from masthead.articles.models import (
    ArticlePage,
    Author,
    FrontPage,
    GoneAddress,
    Publication,
    PublicView,
    SectionPage,
    Tag,
    Talk,
)
from masthead.articles.operations.finishing import finished as as_finished
from masthead.articles.operations.listing import place_in_lists
from masthead.articles.operations.publishing import (
    admitted,
    open_discussion,
    place_files,
    shown_of,
    signature,
)
from masthead.discussion.models import Thread
from masthead.kit.events import announce

AT_ONCE = 500  # pieces held in memory together


@transaction.atomic
def follow_section(*, section: SectionPage, now: datetime) -> None:
    """Let every piece of `section` show its present name, address and access."""
    _represent(_published().filter(public_view__section_id=section.pk), now=now)
    _represent(
        _published()
        .filter(path__startswith=section.path, depth=section.depth + 1)
        .exclude(public_view__section_id=section.pk),
        now=now,
    )
    announce(PublicationChanged())


@transaction.atomic
def follow_publication(*, publication: Publication, now: datetime) -> None:
    """Let every piece and discussion follow the publication's present rules, before this answers."""
    FrontPage.objects.exclude(title=publication.name).update(
        title=publication.name, draft_title=publication.name
    )
    _represent(_published(), now=now)
    views = PublicView.objects.filter(live=True).defer("teaser_html", "search_text")
    _open_discussions(views.iterator(chunk_size=AT_ONCE), publication, now=now)
    announce(PublicationChanged())


@transaction.atomic
def rename_author(*, author: Author, now: datetime) -> None:
    """Let every piece by `author`, and their page, show their present name, line and portrait."""
    _represent(_published().filter(bylines__author=author), now=now)
    announce(SubjectsChanged())


@transaction.atomic
def rename_tag(*, tag: Tag, now: datetime) -> None:
    """Let every piece that bears `tag` show its present name and address."""
    _represent(_published().filter(taggings__tag_id=tag.pk), now=now)
    announce(SubjectsChanged())


@transaction.atomic
def refresh_pieces(*, article_ids: Iterable[int], now: datetime) -> None:
    """Let the public views of these pieces say what stands around them now that a tag has gone."""
    _represent(_published().filter(pk__in=list(article_ids)), now=now)
    announce(SubjectsChanged())


def _published() -> QuerySet[ArticlePage]:
    around = ("bylines__author__portrait", "taggings__tag", "corrections", "earlier_pieces")
    found = ArticlePage.objects.filter(public_view__live=True).defer("body")
    return found.select_related("public_view", "finished_body").prefetch_related(*around)


def _represent(articles: QuerySet[ArticlePage], *, now: datetime) -> None:
    """Make the public views of `articles` anew from their finished bodies; announce those that changed."""
    publication, sections, sign = queries.publication(), _sections_by_path(), _signatures()
    changed = []
    for article in articles.iterator(chunk_size=AT_ONCE):
        view, body = article.public_view, article.finished_body
        finished = as_finished(body.before_gate, body.after_gate, body.open_notes, body.notes)
        before = _seen(view)
        values = shown_of(
            article,
            finished,
            section=sections[article.path[: -ArticlePage.steplen]],
            image=view.image,
            now=now,
            publication=publication,
            sign=sign,
        )
        for name, value in values.items():
            setattr(view, name, value)
        after = _seen(view)
        if after == before:
            continue
        view.save()
        place_files(view, finished)
        _let_the_rest_follow(view, before, after, publication, now=now)
        changed.append(article.pk)
    if changed:
        announce(PublicViewsRebuilt(article_ids=tuple(changed)))


def _let_the_rest_follow(
    view: PublicView,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    publication: Publication,
    *,
    now: datetime,
) -> None:
    def differ(*names: str) -> bool:
        return any(before[name] != after[name] for name in names)

    if differ("authors", "tags", "corrections", "first_published_at"):
        place_in_lists(view=view)
    if differ("path"):
        GoneAddress.objects.filter(path=view.path).delete()
    if differ("path", "headline", "discussion"):
        open_discussion(view, publication, now=now)


def _seen(view: PublicView) -> dict[str, Any]:
    return {
        field.attname: getattr(view, field.attname)
        for field in PublicView._meta.concrete_fields  # noqa: SLF001 - Django's public name for it
        if field.attname != "updated_at"
    }


def _sections_by_path() -> dict[str, SectionPage]:
    return {section.path: section for section in SectionPage.objects.all()}


def _signatures() -> Callable[[Author], dict[str, Any]]:
    """Signs for each author, whose portrait is asked for once."""
    known: dict[int, dict[str, Any]] = {}

    def sign(author: Author) -> dict[str, Any]:
        if author.pk not in known:
            known[author.pk] = signature(author)
        return known[author.pk]

    return sign


def _open_discussions(views: Iterable[PublicView], publication: Publication, *, now: datetime) -> None:
    """Every discussion admits whom the publication admits; those that do already are left alone."""
    threads = {thread.key: thread for thread in Thread.objects.filter(key__startswith="article:")}
    for view in views:
        thread = threads.get(view.thread_key)
        if not _stands(thread, view, publication):
            open_discussion(view, publication, now=now)


def _stands(thread: Thread | None, view: PublicView, publication: Publication) -> bool:
    if thread is None:
        return view.discussion == Talk.OFF
    admits = (thread.readable_by, thread.posting_by) == admitted(view, publication)
    return admits and (
        view.discussion == Talk.OFF or (thread.address, thread.title) == (view.path, view.headline)
    )
