"""Pages, authors and the publication itself; and the two stored views of every published piece."""

from masthead.articles.look import Look
from masthead.articles.models.choices import AccessLevel, OwnAccess, Readers, Talk, Writers
from masthead.articles.models.drafts import CheckedLink, PreviewLink
from masthead.articles.models.gone import GoneAddress
from masthead.articles.models.keepsakes import Follow, Followed, Saved, Told
from masthead.articles.models.pages import ArticlePage, Byline, FrontPage, SectionPage, ServedByTheRoom
from masthead.articles.models.pictures import Picture, PictureRendition
from masthead.articles.models.publication import Author, Publication
from masthead.articles.models.searched import SearchedBody
from masthead.articles.models.stored import (
    FinishedBody,
    PlacedFile,
    PublicView,
    PublicViewQuerySet,
    thread_key,
)
from masthead.articles.models.subjects import (
    Correction,
    EarlierPiece,
    ListedUnder,
    Listing,
    Series,
    Tag,
    Tagging,
)

__all__ = [
    "AccessLevel",
    "ArticlePage",
    "Author",
    "Byline",
    "CheckedLink",
    "Correction",
    "EarlierPiece",
    "FinishedBody",
    "Follow",
    "Followed",
    "FrontPage",
    "GoneAddress",
    "ListedUnder",
    "Listing",
    "Look",
    "OwnAccess",
    "Picture",
    "PictureRendition",
    "PlacedFile",
    "PreviewLink",
    "PublicView",
    "PublicViewQuerySet",
    "Publication",
    "Readers",
    "Saved",
    "SearchedBody",
    "SectionPage",
    "Series",
    "ServedByTheRoom",
    "Tag",
    "Tagging",
    "Talk",
    "Told",
    "Writers",
    "thread_key",
]
