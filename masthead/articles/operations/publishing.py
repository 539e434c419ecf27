"""What follows when a piece, section, author or the publication changes: the stored views of every piece."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import QuerySet
from django.utils.safestring import SafeString, mark_safe
from wagtail.models import Page, ReferenceIndex

from masthead.articles import queries
from masthead.articles.events import (
    ArticlePublished,
    ArticleUnpublished,
    PublicationChanged,
    PublicViewsRebuilt,
    SubjectsChanged,
)
from masthead.articles.models import (
    AccessLevel,
    ArticlePage,
    Author,
    FinishedBody,
    FrontPage,
    GoneAddress,
    Listing,
    Picture,
    PlacedFile,
    Publication,
    PublicView,
    SearchedBody,
    SectionPage,
    Tag,
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
from masthead.articles.operations.finishing import (
    finished as as_finished,
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
    _place_files(view, finished)
    _open_discussion(view, queries.publication(), now=now)
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


@transaction.atomic
def follow_section(*, section: SectionPage, now: datetime) -> None:
    """Let every piece of `section` show its present name, address and access."""
    _represent(_published_articles().filter(public_view__section_id=section.pk), now=now)
    _represent(_published_articles().filter(path__startswith=section.path, depth=section.depth + 1), now=now)
    announce(PublicationChanged())


@transaction.atomic
def follow_publication(*, publication: Publication, now: datetime) -> None:
    """Let every piece and discussion follow the publication's present rules, before this answers."""
    FrontPage.objects.exclude(title=publication.name).update(
        title=publication.name, draft_title=publication.name
    )
    _represent(_published_articles(), now=now)
    for view in PublicView.objects.filter(live=True).iterator(chunk_size=500):
        _open_discussion(view, publication, now=now)
    announce(PublicationChanged())


@transaction.atomic
def rename_author(*, author: Author, now: datetime) -> None:
    """Let every piece by `author`, and their page, show their present name, line and portrait."""
    _represent(_published_articles().filter(bylines__author=author), now=now)
    announce(SubjectsChanged())


@transaction.atomic
def rename_tag(*, tag: Tag, now: datetime) -> None:
    """Let every piece that bears `tag` show its present name and address."""
    _represent(_published_articles().filter(taggings__tag_id=tag.pk), now=now)
    announce(SubjectsChanged())


@transaction.atomic
def refresh_pieces(*, article_ids: Iterable[int], now: datetime) -> None:
    """Let the public views of these pieces say what stands around them now that a tag has gone."""
    _represent(_published_articles().filter(pk__in=list(article_ids)), now=now)
    announce(SubjectsChanged())


def draft_view(*, article: ArticlePage, now: datetime) -> tuple[PublicView, SafeString]:
    """The public view and finished body `article` would have if it were published now; nothing is kept."""
    finished = finish(article.body)
    section = article.get_parent().specific
    values = _shown(article, finished, section=section, image=shown_picture(article), now=now)
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


def _published_articles() -> QuerySet[ArticlePage]:
    return ArticlePage.objects.filter(public_view__live=True).select_related("public_view", "finished_body")


def _represent(articles: Iterable[ArticlePage], *, now: datetime) -> None:
    """Make the public views of `articles` anew from their finished bodies; announce those that changed."""
    changed = []
    for article in articles:
        before = _seen(article.public_view)
        body = article.finished_body
        finished = as_finished(body.before_gate, body.after_gate, body.open_notes, body.notes)
        view = _present(article, finished, image=article.public_view.image, now=now)
        if _seen(view) != before:
            _place_files(view, finished)
            _open_discussion(view, queries.publication(), now=now)
            changed.append(article.pk)
    if changed:
        announce(PublicViewsRebuilt(article_ids=tuple(changed)))


def _seen(view: PublicView) -> dict[str, Any]:
    return {
        field.attname: getattr(view, field.attname)
        for field in PublicView._meta.concrete_fields  # noqa: SLF001 - Django's public name for it
        if field.attname != "updated_at"
    }


def _present(article: ArticlePage, finished: Finished, *, image: dict[str, Any], now: datetime) -> PublicView:
    values = _shown(
        article, finished, section=SectionPage.objects.get(pk=article.get_parent().pk), image=image, now=now
    )
    view = PublicView.objects.update_or_create(article_id=article.pk, defaults=values)[0]
    place_in_lists(view=view)
    let_be_searched(view=view, text=plain_text(finished.whole))
    GoneAddress.objects.filter(path=view.path).delete()
    return view


def _shown(
    article: ArticlePage, finished: Finished, *, section: SectionPage, image: dict[str, Any], now: datetime
) -> dict[str, Any]:
    """Everything the public view of `article` holds: made of its public parts and of nothing else."""
    level = queries.level_of(article, section, queries.publication())
    # A public piece has no hidden part, whatever gate is left in it; any other shows what is before the gate.
    teaser = (
        finished.whole if level == AccessLevel.PUBLIC else joined(finished.before_gate, finished.open_notes)
    )
    authors = [_signature(line.author) for line in article.bylines.all()]
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


def _signature(author: Author) -> dict[str, Any]:
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


def _place_files(view: PublicView, finished: Finished) -> None:
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


def _open_discussion(view: PublicView, publication: Publication, *, now: datetime) -> None:
    if view.discussion == Talk.OFF:
        _put_away_discussion(view.thread_key, now=now)
        return
    discussion.open_thread(
        key=view.thread_key,
        address=view.path,
        title=view.headline,
        readable_by=publication.discussion_readable_by,
        posting_by=publication.discussion_posting_by if view.discussion == Talk.OPEN else Writers.NOBODY,
        now=now,
    )


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
