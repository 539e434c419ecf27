"""What stays when a piece is deleted: its addresses say that it is gone."""

from datetime import datetime

from django.db import transaction
from wagtail.contrib.redirects.models import Redirect

from masthead.articles.models import GoneAddress, PublicView
from masthead.articles.operations.publishing import withdraw_article


@transaction.atomic
def bury_article(*, article_id: int, now: datetime) -> None:
    """Let nobody read a piece that is about to be deleted; where it was once published, that is said.

    Its address is gone, and so is every older one that led to it, until a new piece stands there. Of a piece
    that was never published nobody learns that there was one.
    """
    withdraw_article(article_id=article_id, now=now)
    path = PublicView.objects.filter(article_id=article_id).values_list("path", flat=True).first()
    if path is None:
        return
    older = Redirect.objects.filter(redirect_page_id=article_id).values_list("old_path", flat=True)
    forwarded = Redirect.objects.filter(redirect_page=None, redirect_link=path)
    for gone in {path, *(f"{old}/" for old in (*older, *forwarded.values_list("old_path", flat=True)))}:
        GoneAddress.objects.update_or_create(path=gone, defaults={"gone_at": now})
    forwarded.delete()
