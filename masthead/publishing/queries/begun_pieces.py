"""What is typed in the desk: known by an identity before it is first saved; what browsers store of it."""

from uuid import UUID, uuid4

from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from masthead.kit.browser_storage import BrowserStorageItem
from masthead.publishing.models import ViewServedPage


def identity_in(text: str) -> UUID | None:
    """The identity that a form names, or None."""
    try:
        return UUID(text)
    except ValueError:
        return None


def new_identity() -> UUID:
    """An identity that no page has yet."""
    return uuid4()


def begun_piece(identity: UUID) -> ViewServedPage | None:
    """The page that was begun under this identity, or None."""
    page = Page.objects.filter(translation_key=identity).first()
    return page.specific if page else None


def newest_version_of(page: ViewServedPage) -> ViewServedPage:
    """`page` as its editors last saved it."""
    newest: ViewServedPage = page.get_latest_revision_as_object()
    return newest


def browser_storage() -> list[BrowserStorageItem]:
    """What this room puts into the browser's own storage."""
    return [
        BrowserStorageItem(
            name="typed",
            purpose=_("What somebody of the staff typed in the desk, until it is saved."),
            duration=_("until it is saved or you sign out, at most thirty days"),
            is_cookie=False,
        ),
        BrowserStorageItem(
            name="typed:sent",
            purpose=_("Which form of the desk was just sent, until the answer is there."),
            duration=_("until the window is closed"),
            is_cookie=False,
        ),
    ]
