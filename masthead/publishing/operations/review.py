"""From author to editor to readers: who is told, and what the book says of it."""

from datetime import datetime

from django.db import models, transaction
from django.utils.translation import gettext as _
from wagtail.models import (
    GroupApprovalTask,
    Page,
    TaskState,
    Workflow,
    WorkflowPage,
    WorkflowState,
    WorkflowTask,
)

from masthead.articles import notices
from masthead.articles.models import ArticlePage, FrontPage
from masthead.audit import operations as audit
from masthead.notices.operations import send
from masthead.people import queries as people
from masthead.people.models import Person, Role

# What Wagtail logs of a page, and the words under which it stands in our book.
IN_THE_BOOK = {
    "wagtail.publish": "articles.page.publish",
    "wagtail.unpublish": "articles.page.unpublish",
    "wagtail.publish.schedule": "articles.page.schedule",
    "wagtail.schedule.cancel": "articles.page.unschedule",
    "wagtail.delete": "articles.page.delete",
    "wagtail.move": "articles.page.move",
    "wagtail.lock": "articles.page.lock",
    "wagtail.unlock": "articles.page.unlock",
    "wagtail.workflow.start": "articles.review.submit",
    "wagtail.workflow.approve": "articles.review.approve",
    "wagtail.workflow.reject": "articles.review.send-back",
    "wagtail.workflow.cancel": "articles.review.cancel",
}


@transaction.atomic
def open_review(front: FrontPage) -> None:
    """What authors submit is read by an editor or the publisher; a review that is there is kept as it is."""
    if WorkflowPage.objects.filter(page_id=front.pk).exists():
        return
    workflow = Workflow.objects.create(name=_("Review"))
    task = GroupApprovalTask.objects.create(name=_("An editor reads it"))
    task.groups.set([people.group_of(Role.EDITOR), people.group_of(Role.PUBLISHER)])
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    WorkflowPage.objects.create(workflow=workflow, page_id=front.pk)


def note_page_action(*, action: str, page_id: int, label: str, by: Person | None, now: datetime) -> None:
    """What the desk, or the clock, did to a page stands in the book, if it is one of those that matter."""
    word = IN_THE_BOOK.get(action)
    if word is None:
        return
    subject = Page.objects.filter(pk=page_id).first()
    audit.record(actor=by, action=word, subject=subject, details={"title": label}, now=now)


def note_access(*, subject: models.Model, before: str, after: str, by: Person | None, now: datetime) -> None:
    """Who may read a piece, a section or the publication has changed, and the book says who changed it."""
    if before != after:
        details = {"before": before, "after": after}
        audit.record(actor=by, action="articles.access.change", subject=subject, details=details, now=now)


@transaction.atomic
def tell_editors(*, state: WorkflowState, by: Person | None, now: datetime) -> None:
    """Everybody who may approve the piece hears that it waits, but for whoever submitted it."""
    article = _piece(state)
    if article is None:
        return
    for editor in people.people_with(Role.EDITOR, Role.PUBLISHER):
        if by is None or editor.pk != by.pk:
            send(to=editor, notice=notices.waits_for_review(article, by=str(by or "")), now=now)


@transaction.atomic
def tell_author(*, state: WorkflowState, by: Person | None, approved: bool, now: datetime) -> None:
    """Whoever submitted the piece hears what was decided, and why."""
    article, author = _piece(state), state.requested_by
    if article is None or not isinstance(author, Person) or (by is not None and author.pk == by.pk):
        return
    name = str(by or "")
    if approved:
        send(to=author, notice=notices.approved(article, by=name), now=now)
        return
    said = state.task_states.filter(status=TaskState.STATUS_REJECTED).order_by("-finished_at", "-pk").first()
    comment = said.comment if said else ""
    send(to=author, notice=notices.sent_back(article, by=name, comment=comment), now=now)


def _piece(state: WorkflowState) -> ArticlePage | None:
    page = getattr(state.content_object, "specific", None)
    return page if isinstance(page, ArticlePage) else None
