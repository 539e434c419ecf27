"""Pages, authors and the publication itself; and the two stored views of every published piece."""

from masthead.publishing.models.choices import AccessLevel, DiscussionSetting, OwnAccess
from masthead.publishing.models.drafts import CheckedLink, FailedPublication, PreviewLink
from masthead.publishing.models.gone_addresses import GoneAddress
from masthead.publishing.models.pages import ArticlePage, Byline, FrontPage, SectionPage, ViewServedPage
from masthead.publishing.models.pictures import Picture, PictureRendition
from masthead.publishing.models.public_view import (
    THREAD_KEYS,
    ArticleFile,
    FullBody,
    PublicView,
    PublicViewQuerySet,
    article_of_thread,
    thread_key,
)
from masthead.publishing.models.publication import Author, Publication
from masthead.publishing.models.search_document import SearchDocument
from masthead.publishing.models.taxonomy import (
    Correction,
    EarlierPiece,
    Listing,
    ListKind,
    Series,
    Tag,
    Tagging,
)

__all__ = [
    "THREAD_KEYS",
    "AccessLevel",
    "ArticleFile",
    "ArticlePage",
    "Author",
    "Byline",
    "CheckedLink",
    "Correction",
    "DiscussionSetting",
    "EarlierPiece",
    "FailedPublication",
    "FrontPage",
    "FullBody",
    "GoneAddress",
    "ListKind",
    "Listing",
    "OwnAccess",
    "Picture",
    "PictureRendition",
    "PreviewLink",
    "PublicView",
    "PublicViewQuerySet",
    "Publication",
    "SearchDocument",
    "SectionPage",
    "Series",
    "Tag",
    "Tagging",
    "ViewServedPage",
    "article_of_thread",
    "thread_key",
]
