"""The messages this room sends: where a piece stands between author and editor, and what is new to read."""

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from masthead.articles.models import ArticlePage, PublicView
from masthead.kit.notices import Notice, NoticeKind

FOLLOWED = NoticeKind(
    key="followed",
    title=_("New pieces by those I follow"),
    sentence=_("When an author or a section you follow publishes a piece."),
)
KINDS = [FOLLOWED]


def waits_for_review(article: ArticlePage, *, by: str) -> Notice:
    """An author has submitted a piece."""
    return _about(article, "articles/notices/submitted", name=by)


def approved(article: ArticlePage, *, by: str) -> Notice:
    """An editor has let the piece through."""
    return _about(article, "articles/notices/approved", name=by)


def sent_back(article: ArticlePage, *, by: str, comment: str) -> Notice:
    """An editor wants something changed first."""
    return _about(article, "articles/notices/sent_back", name=by, comment=comment)


def published(view: PublicView) -> Notice:
    """A new piece by somebody one follows: what everybody may see of it, and where it stands."""
    return Notice(
        template="articles/notices/published",
        kind=FOLLOWED.key,
        path=view.path,
        context={
            "headline": view.headline,
            "standfirst": view.standfirst,
            "names": view.authors_text,
            "section": view.section_title,
            "address": settings.SITE_URL + view.path,
        },
    )


def _about(article: ArticlePage, template: str, **words: str) -> Notice:
    path = f"/desk/pages/{article.pk}/edit/"
    return Notice(
        template=template,
        context={"title": article.draft_title or article.title, "address": settings.SITE_URL + path, **words},
    )
