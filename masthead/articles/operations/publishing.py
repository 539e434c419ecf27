"""What follows when a piece, section, author or the publication changes: the stored views of every piece."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils.safestring import SafeString, mark_safe
from wagtail.models import Page, ReferenceIndex

from masthead.articles import queries
from masthead.articles.events import (
    ArticlePublished,
    ArticleUnpublished,
)
from masthead.articles.models import (
    AccessLevel,
    ArticlePage,
    Author,
    FinishedBody,
    GoneAddress,
    Listing,
    Picture,
    PlacedFile,
    Publication,
    PublicView,
    SearchedBody,
    SectionPage,
    Talk,
    thread_key,
)
from masthead.articles.operations.finishing import (
    Finished,
    finish,
    first_words,
    joined,
    media_files,
    plain_text,
    shown_picture,
)
from masthead.articles.operations.listing import let_be_searched, place_in_lists, shown_around
from masthead.discussion import operations as discussion
from masthead.discussion.models import Readers, Thread, Writers
from masthead.kit.events import announce


@transaction.atomic
def finish_article(*, article: ArticlePage, now: datetime) -> PublicView:
    """Let readers have `article` as it is published: public view, finished body and discussion stand."""
    finished = finish(article.body)
    FinishedBody.objects.update_or_create(
        article_id=article.pk,
        defaults={
            "before_gate": finished.before_gate,
            "after_gate": finished.after_gate,
            "open_notes": finished.open_notes,
            "notes": finished.notes,
            "finished_at": now,
        },
    )
    view = _present(article, finished, image=shown_picture(article), now=now)
    place_files(view, finished)
    open_discussion(view, queries.publication(), now=now)
    announce(ArticlePublished(article_id=article.pk))
    return view


@transaction.atomic
def withdraw_article(*, article_id: int, now: datetime) -> None:
    """Let nobody read a piece any more: its body and files are gone, its letters are put away."""
    if not PublicView.objects.filter(article_id=article_id, live=True).update(live=False, updated_at=now):
        return
    FinishedBody.objects.filter(article_id=article_id).delete()
    PlacedFile.objects.filter(article_id=article_id).delete()
    SearchedBody.objects.filter(article_id=article_id).delete()
    Listing.objects.filter(view_id=article_id).delete()
    _put_away_discussion(thread_key(article_id), now=now)
    announce(ArticleUnpublished(article_id=article_id))


def draft_view(*, article: ArticlePage, now: datetime) -> tuple[PublicView, SafeString]:
    """The public view and finished body `article` would have if it were published now; nothing is kept."""
    finished = finish(article.body)
    section = article.get_parent().specific
    values = shown_of(article, finished, section=section, image=shown_picture(article), now=now)
    return PublicView(article_id=article.pk, **values), mark_safe(finished.whole)


def files_of_draft(*, article: ArticlePage, now: datetime) -> frozenset[str]:
    """The files of the media folder that `article` shows as it is now."""
    view, body = draft_view(article=article, now=now)
    lead = frozenset[str]().union(
        *(media_files(size["src"]) for size in view.image.values() if isinstance(size, dict))
    )
    return media_files(body) | lead


@transaction.atomic
def redraw_pieces_with(*, picture: Picture, now: datetime) -> None:
    """Let every published piece that shows `picture` show its new file."""
    for reference in ReferenceIndex.get_references_to(picture).filter(
        base_content_type=ContentType.objects.get_for_model(Page)
    ):
        article = ArticlePage.objects.filter(
            pk=reference.object_id, live=True, public_view__live=True
        ).first()
        if article is not None:
            finish_article(article=article, now=now)


def _present(article: ArticlePage, finished: Finished, *, image: dict[str, Any], now: datetime) -> PublicView:
    values = shown_of(
        article, finished, section=SectionPage.objects.get(pk=article.get_parent().pk), image=image, now=now
    )
    view = PublicView.objects.update_or_create(article_id=article.pk, defaults=values)[0]
    place_in_lists(view=view)
    let_be_searched(view=view, text=plain_text(finished.whole))
    GoneAddress.objects.filter(path=view.path).delete()
    return view


def shown_of(
    article: ArticlePage,
    finished: Finished,
    *,
    section: SectionPage,
    image: dict[str, Any],
    now: datetime,
    publication: Publication | None = None,
    sign: Callable[[Author], dict[str, Any]] | None = None,
) -> dict[str, Any]:
    """Everything the public view of `article` holds: made of its public parts and of nothing else."""
    level = queries.level_of(article, section, publication or queries.publication())
    # A public piece has no hidden part, whatever gate is left in it; any other shows what is before the gate.
    teaser = (
        finished.whole if level == AccessLevel.PUBLIC else joined(finished.before_gate, finished.open_notes)
    )
    authors = [(sign or signature)(line.author) for line in article.bylines.all()]
    names = _joined([author["name"] for author in authors])
    text = plain_text(teaser)
    around = shown_around(article)
    tags = " ".join(tag["name"] for tag in around["tags"])
    return {
        **around,
        "section": section,
        "section_title": section.title,
        "section_path": f"/{section.slug}/",
        "path": f"/{section.slug}/{article.slug}/",
        "headline": article.title,
        "standfirst": article.standfirst.strip(),
        "teaser_html": teaser,
        "description": first_words((article.standfirst, text, article.title), limit=300),
        "search_text": queries.fold(
            f"{article.title}\n{article.standfirst}\n{names}\n{section.title}\n{tags}\n{text}"
        ),
        "image": image,
        "authors": authors,
        "authors_text": names,
        "level": level.value,
        "metered": article.metered,
        "discussion": article.discussion,
        "words": finished.words,
        "live": True,
        "first_published_at": article.first_published_at or now,
        "updated_at": article.last_published_at or now,
    }


def signature(author: Author) -> dict[str, Any]:
    """An author as a piece shows them; `portrait` is empty, or {src, width, height}."""
    portrait = author.portrait.get_rendition("fill-192x192-c75") if author.portrait else None
    return {
        "id": author.pk,
        "name": author.name,
        "slug": author.slug,
        "line": author.line,
        "portrait": {"src": portrait.url, "width": portrait.width, "height": portrait.height}
        if portrait
        else {},
    }


def _joined(names: list[str]) -> str:
    return " and ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))


def place_files(view: PublicView, finished: Finished) -> None:
    """Every file the piece shows is for everybody, or for those who may read on."""
    in_the_open = set(finished.files_before)
    if view.is_free:
        in_the_open |= finished.files_after
    for size in view.image.values():
        if isinstance(size, dict):
            in_the_open |= media_files(size["src"])
    for author in view.authors:
        in_the_open |= media_files(author.get("portrait", {}).get("src", ""))
    PlacedFile.objects.filter(article_id=view.article_id).delete()
    PlacedFile.objects.bulk_create(
        PlacedFile(article_id=view.article_id, path=path, behind_gate=path not in in_the_open)
        for path in sorted(in_the_open | finished.files_after)
    )


def open_discussion(view: PublicView, publication: Publication, *, now: datetime) -> None:
    """The discussion of a piece is where it is and admits whom it should; switched off, it is put away."""
    if view.discussion == Talk.OFF:
        _put_away_discussion(view.thread_key, now=now)
        return
    readers, writers = admitted(view, publication)
    discussion.open_thread(
        key=view.thread_key,
        address=view.path,
        title=view.headline,
        readable_by=readers,
        posting_by=writers,
        now=now,
    )


def admitted(view: PublicView, publication: Publication) -> tuple[str, str]:
    """Who may read and who may write the letters of a piece."""
    if view.discussion == Talk.OFF:
        return Readers.STAFF, Writers.NOBODY
    writers = publication.discussion_posting_by if view.discussion == Talk.OPEN else Writers.NOBODY
    return publication.discussion_readable_by, writers


def _put_away_discussion(key: str, *, now: datetime) -> None:
    """Leave the letters to those who work here; nothing is lost when the discussion comes back."""
    thread = Thread.objects.filter(key=key).first()
    if thread is not None:
        discussion.open_thread(
            key=key,
            address=thread.address,
            title=thread.title,
            readable_by=Readers.STAFF,
            posting_by=Writers.NOBODY,
            now=now,
        )
