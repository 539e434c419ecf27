"""The messages this room sends: where a piece stands between author and editor."""

from django.urls import reverse

from masthead.kit.addresses import absolute_address
from masthead.kit.notices import Notice
from masthead.publishing.models import ArticlePage


def submitted(article: ArticlePage, *, by: str) -> Notice:
    """An author has submitted a piece."""
    return _about(article, "publishing/notices/submitted", name=by)


def approved(article: ArticlePage, *, by: str) -> Notice:
    """An editor has let the piece through."""
    return _about(article, "publishing/notices/approved", name=by)


def sent_back(article: ArticlePage, *, by: str, comment: str) -> Notice:
    """An editor wants something changed first."""
    return _about(article, "publishing/notices/sent_back", name=by, comment=comment)


def not_published(article: ArticlePage, *, problem: str) -> Notice:
    """A piece was not published, or not taken back, at its time; `problem` is a stored refusal."""
    return _about(article, "publishing/notices/not_published", problem=problem)


def _about(article: ArticlePage, template: str, **words: str) -> Notice:
    path = reverse("wagtailadmin_pages:edit", args=[article.pk])
    return Notice(
        template=template,
        context={"title": article.draft_title or article.title, "address": absolute_address(path), **words},
    )
