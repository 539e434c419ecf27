"""The messages this room sends: where a piece stands between its author and its editor."""

from django.conf import settings

from masthead.articles.models import ArticlePage
from masthead.kit.notices import Notice


def waits_for_review(article: ArticlePage, *, by: str) -> Notice:
    """An author has submitted a piece."""
    return _about(article, "articles/notices/submitted", name=by)


def approved(article: ArticlePage, *, by: str) -> Notice:
    """An editor has let the piece through."""
    return _about(article, "articles/notices/approved", name=by)


def sent_back(article: ArticlePage, *, by: str, comment: str) -> Notice:
    """An editor wants something changed first."""
    return _about(article, "articles/notices/sent_back", name=by, comment=comment)


def _about(article: ArticlePage, template: str, **words: str) -> Notice:
    path = f"/desk/pages/{article.pk}/edit/"
    return Notice(
        template=template,
        context={"title": article.draft_title or article.title, "address": settings.SITE_URL + path, **words},
    )
