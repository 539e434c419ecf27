"""What follows when a piece is published or taken back: all that readers get of it stands, or is gone."""

from dataclasses import asdict
from datetime import datetime

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from wagtail.models import Page, ReferenceIndex

from masthead.kit.events import announce
from masthead.publishing import queries
from masthead.publishing.events import ArticlePublished, ArticleUnpublished
from masthead.publishing.models import (
    ArticleFile,
    ArticlePage,
    FailedPublication,
    FullBody,
    GoneAddress,
    Listing,
    Picture,
    PublicView,
    SearchDocument,
    SectionPage,
    thread_key,
)
from masthead.publishing.operations.discussions import put_away_discussion, sync_discussion
from masthead.publishing.operations.files import record_files
from masthead.publishing.operations.listings_and_redirects import index_for_search, store_listings
from masthead.publishing.operations.public_views import shown_picture, values_of_public_view
from masthead.publishing.render_body import render_body


@transaction.atomic
def store_public_view(*, article: ArticlePage, now: datetime) -> PublicView:
    """Store the public view, full body, files, search document and thread of `article` as it is published."""
    publication = queries.publication()
    rendered = render_body(article.body, language=publication.language)
    FullBody.objects.update_or_create(
        article_id=article.pk, defaults={**asdict(rendered), "rendered_at": now}
    )
    values = values_of_public_view(
        article,
        rendered,
        section=SectionPage.objects.get(pk=article.get_parent().pk),
        publication=publication,
        image=shown_picture(article),
        now=now,
    )
    view = PublicView.objects.update_or_create(article_id=article.pk, defaults=values)[0]
    store_listings(view=view)
    index_for_search(view=view, text=rendered.text)
    GoneAddress.objects.filter(path=view.path).delete()
    FailedPublication.objects.filter(article_id=article.pk).delete()
    record_files(view, rendered)
    sync_discussion(view, publication, now=now)
    announce(ArticlePublished(article_id=article.pk, lists=view.lists))
    return view


@transaction.atomic
def withdraw_article(*, article_id: int, now: datetime) -> None:
    """Withdraw a piece: its full body and file rows are deleted, its discussion is visible to staff only."""
    FailedPublication.objects.filter(article_id=article_id).delete()
    view = PublicView.objects.filter(article_id=article_id, live=True).first()
    if view is None:
        return
    PublicView.objects.filter(article_id=article_id).update(live=False, updated_at=now)
    FullBody.objects.filter(article_id=article_id).delete()
    ArticleFile.objects.filter(article_id=article_id).delete()
    SearchDocument.objects.filter(article_id=article_id).delete()
    Listing.objects.filter(view_id=article_id).delete()
    put_away_discussion(thread_key(article_id), now=now)
    announce(ArticleUnpublished(article_id=article_id, lists=view.lists))


@transaction.atomic
def rebuild_views_with_picture(*, picture: Picture, now: datetime) -> None:
    """Rebuild the views of every published piece that shows `picture`."""
    for reference in ReferenceIndex.get_references_to(picture).filter(
        base_content_type=ContentType.objects.get_for_model(Page)
    ):
        article = ArticlePage.objects.filter(
            pk=reference.object_id, live=True, public_view__live=True
        ).first()
        if article is not None:
            store_public_view(article=article, now=now)
