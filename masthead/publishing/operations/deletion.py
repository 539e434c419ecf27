"""The addresses of a deleted piece answer 410."""

from datetime import datetime

from django.db import transaction
from wagtail.contrib.redirects.models import Redirect

from masthead.publishing.models import GoneAddress, PublicView
from masthead.publishing.operations.publish_and_withdraw import withdraw_article


@transaction.atomic
def record_gone_addresses(*, article_id: int, now: datetime) -> None:
    """Withdraw a piece that is about to be deleted; if it was ever published, record its addresses as gone.

    Its address answers 410, and so does every older one that redirected to it, until a new piece stands
    there. Of a piece
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
