"""Saving drafts: one at a time for a page, and never over what somebody has published or is reviewing."""

from uuid import UUID

from django.db import transaction
from wagtail.models import Page, Revision, TaskState

from masthead.people.models import Person
from masthead.publishing.models import ViewServedPage


def continues(revision: Revision | None, *, typed_by: str) -> int | None:
    """How many sendings the form named in `typed_by` is ahead of `revision`; None where another wrote that.

    Not positive: it comes late, and what it says was overtaken.
    """
    wrote = revision.content.get("typed_by", "") if revision else ""
    (name, _, count), (its_name, _, its_count) = typed_by.partition(":"), wrote.partition(":")
    if not name or name != its_name or not (count.isdecimal() and its_count.isdecimal()):
        return None
    return int(count[:9]) - int(its_count[:9])


def may_overwrite(revision: Revision | None, *, page: ViewServedPage, by: Person) -> bool:
    """Whether an autosave may be written over `revision` rather than beside it.

    Only over one's own newest draft, that nobody has published, scheduled or put before the editors: a
    version that others have decided about stays as they saw it.
    """
    return (
        revision is not None
        and revision.pk == page.latest_revision_id
        and revision.pk != page.live_revision_id
        and revision.user_id == by.pk
        and revision.approved_go_live_at is None
        and not TaskState.objects.filter(revision=revision).exists()
    )


@transaction.atomic
def discard_begun_piece(*, identity: UUID, by: Person) -> bool:
    """Make room for what comes from the same form once more; whether there is room afterwards.

    What was ever published, or that somebody else began or wrote on, is never touched.
    """
    begun = Page.objects.select_for_update().filter(translation_key=identity).first()
    if begun is None:
        return True
    others = begun.revisions.exclude(user_id=by.pk).exists()
    if begun.owner_id != by.pk or begun.live or begun.first_published_at or others:
        return False
    begun.specific.delete()
    return True
