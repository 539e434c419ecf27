"""What the desk does with a page happens whole, or not at all and with a sentence that says why.

Every door (the engine's editor, its listings, its bulk actions, a review, the schedule, our own operations)
ends in one of the engine's actions, so they are wrapped once, here.
"""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from errno import EDQUOT, ENOSPC
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import OperationalError, transaction
from wagtail.actions.copy_page import CopyPageAction
from wagtail.actions.create_alias import CreatePageAliasAction
from wagtail.actions.delete_page import DeletePageAction
from wagtail.actions.move_page import MovePageAction
from wagtail.actions.publish_page_revision import PublishPageRevisionAction
from wagtail.actions.unpublish_page import UnpublishPageAction
from wagtail.models import Page

from masthead.kit.refusals import Refusal
from masthead.kit.transactions import SlowWorkInsideTransaction
from masthead.publishing import errors
from masthead.publishing.models import ArticlePage, Picture, ViewServedPage

logger = logging.getLogger("masthead.publishing")

_NO_ROOM = frozenset({ENOSPC, EDQUOT})
ACTIONS = (
    PublishPageRevisionAction,
    UnpublishPageAction,
    MovePageAction,
    CopyPageAction,
    CreatePageAliasAction,
    DeletePageAction,
)


def make_actions_whole() -> None:
    """From now on each of the engine's actions on pages is one transaction, its pictures drawn before."""
    for action in ACTIONS:
        if not hasattr(action.execute, "is_whole"):
            action.execute = _whole(action.execute)


def _whole(execute: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(execute)
    def execute_whole(self: Any, *args: Any, **kwargs: Any) -> Any:
        page: Page = getattr(self, "page", None) or self.object
        with all_or_nothing(page):
            if isinstance(self, PublishPageRevisionAction) and isinstance(page, ArticlePage):
                draw_missing_sizes(article=page)
            with transaction.atomic():
                if isinstance(self, PublishPageRevisionAction) and isinstance(page, ViewServedPage):
                    page.prepare_to_publish()
                return execute(self, *args, **kwargs)

    execute_whole.is_whole = True  # type: ignore[attr-defined]  # so that nobody wraps it twice
    return execute_whole


@contextmanager
def all_or_nothing(page: Page) -> Iterator[None]:
    """Whatever fails inside is said in a sentence about `page`; what was unforeseen is logged as well.

    :raises Refusal: something failed
    """
    try:
        yield
    except PermissionDenied:
        raise
    except Refusal as no:
        no.facts.setdefault("page_id", page.pk)
        raise
    except Exception as error:
        raise _refusal_for(error, page) from error


def _refusal_for(error: Exception, page: Page) -> Refusal:
    facts = {"headline": page.draft_title or page.title, "page_id": page.pk}
    if isinstance(error, ValidationError):
        return errors.NotReady(sentences=" ".join(error.messages), page_id=page.pk)
    if isinstance(error, SlowWorkInsideTransaction):
        return errors.PicturesAreNotDrawn(**facts)
    logger.error("Nothing was changed about page %s.", page.pk, exc_info=error)
    if isinstance(error, OperationalError):
        return errors.DatabaseIsBusy(**facts)
    if isinstance(error, OSError) and error.errno in _NO_ROOM:
        return errors.DiskIsFull(**facts)
    return errors.ChangeFailed(**facts)


def draw_missing_sizes(*, article: ArticlePage) -> None:
    """Every picture that `article` shows has every size: one that was restored without, or is from before.

    :raises PictureCannotBeDrawn: the file of one is damaged or gone
    :raises FilesInsideTransaction: a size is missing, and a transaction is open
    """
    for picture in _pictures_of(article):
        try:
            picture.draw_missing_sizes()
        except SlowWorkInsideTransaction:
            raise
        except Exception as error:
            if isinstance(error, OSError) and error.errno in _NO_ROOM:
                raise
            raise errors.PictureCannotBeDrawn(headline=article.title, title=picture.title) from error


def _pictures_of(article: ArticlePage) -> Iterator[Picture]:
    if article.lead_image:
        yield article.lead_image
    for part in article.body:
        if part.block_type == "picture" and part.value.get("image"):
            yield part.value["image"]
    for line in article.bylines.all():
        if line.author.portrait:
            yield line.author.portrait
