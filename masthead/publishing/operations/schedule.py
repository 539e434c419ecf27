"""What the clock publishes and unpublishes; one piece that cannot be keeps no other waiting."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from itertools import chain

from django.db import transaction
from wagtail.models import Page, Revision

from masthead.kit.jobs import for_each
from masthead.kit.refusals import Refusal, stored
from masthead.notices.operations import send
from masthead.people import queries as people
from masthead.people.models import Person, Role
from masthead.publishing import notices
from masthead.publishing.models import ArticlePage, FailedPublication
from masthead.publishing.operations.readiness import skip_readiness_check


def publish_due(*, now: datetime) -> None:
    """What has expired is unpublished and what is due is published; each whole, or not at all.

    A piece that is refused stays as it was, the desk says why, and it is tried again the next time.

    :raises ExceptionGroup: what else stood in the way of some, once all the others are done
    """

    def attempt(due: Page | Revision) -> None:
        if isinstance(due, Page):
            unpublish = partial(due.unpublish, set_expired=True, log_action="wagtail.unpublish.scheduled")
            _attempt(due.pk, unpublish, now=now)
        else:
            publish = partial(due.publish, log_action="wagtail.publish.scheduled")
            _attempt(int(due.object_id), publish, by=due.user, now=now)

    expired = Page.objects.filter(live=True, expire_at__lt=now).order_by("expire_at")
    due = Revision.page_revisions.filter(approved_go_live_at__lt=now).order_by("approved_go_live_at")
    with skip_readiness_check():  # it was checked when it was scheduled
        for_each(chain(expired, due), attempt)


def _attempt(page_id: int, act: Callable[[], None], *, by: Person | None = None, now: datetime) -> None:
    try:
        act()
    except Refusal as no:
        _record_failure(page_id, stored(no), by=by, now=now)


@transaction.atomic
def _record_failure(page_id: int, problem: str, *, by: Person | None, now: datetime) -> None:
    """The desk says what failed; whoever scheduled it and the editors are told once."""
    article = ArticlePage.objects.filter(pk=page_id).first()
    if article is None:
        return
    known = FailedPublication.objects.filter(article=article, problem=problem).exists()
    FailedPublication.objects.update_or_create(
        article=article, defaults={"problem": problem, "failed_at": now}
    )
    if known:
        return
    told = {person.pk: person for person in people.people_with(Role.EDITOR, Role.PUBLISHER)}
    if by is not None:
        told[by.pk] = by
    for person in told.values():
        send(to=person, notice=notices.not_published(article, problem=problem), now=now)
