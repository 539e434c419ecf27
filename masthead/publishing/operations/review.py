"""Review from author to editor: who is notified, and what the audit log records."""

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

from masthead.audit import operations as audit
from masthead.notices.operations import send
from masthead.people import queries as people
from masthead.people.models import Person, Role
from masthead.publishing import notices
from masthead.publishing.models import ArticlePage, FrontPage

# Wagtail's log actions and the audit log's name for each.
AUDITED_ACTIONS = {
    "wagtail.publish": "publishing.page.publish",
    "wagtail.unpublish": "publishing.page.unpublish",
    "wagtail.publish.schedule": "publishing.page.schedule",
    "wagtail.schedule.cancel": "publishing.page.unschedule",
    "wagtail.delete": "publishing.page.delete",
    "wagtail.move": "publishing.page.move",
    "wagtail.lock": "publishing.page.lock",
    "wagtail.unlock": "publishing.page.unlock",
    "wagtail.workflow.start": "publishing.review.submit",
    "wagtail.workflow.approve": "publishing.review.approve",
    "wagtail.workflow.reject": "publishing.review.send-back",
    "wagtail.workflow.cancel": "publishing.review.cancel",
}


@transaction.atomic
def ensure_review_workflow(front: FrontPage) -> None:
    """There is a workflow in which an editor or the publisher approves; an existing one stays as it is."""
    if WorkflowPage.objects.filter(page_id=front.pk).exists():
        return
    workflow = Workflow.objects.create(name=_("Review"))
    task = GroupApprovalTask.objects.create(name=_("An editor reads it"))
    task.groups.set([people.group_of_role(Role.EDITOR), people.group_of_role(Role.PUBLISHER)])
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    WorkflowPage.objects.create(workflow=workflow, page_id=front.pk)


def audit_page_action(*, action: str, page_id: int, label: str, by: Person | None, now: datetime) -> None:
    """Record an action on a page, by staff or by schedule, in the audit log if it is an audited one."""
    word = AUDITED_ACTIONS.get(action)
    if word is None:
        return
    subject = Page.objects.filter(pk=page_id).first()
    audit.record(actor=by, action=word, subject=subject, details={"title": label}, now=now)


def audit_access_change(
    *, subject: models.Model, before: str, after: str, by: Person | None, now: datetime
) -> None:
    """Record in the audit log who changed who may read a piece, a section or the publication."""
    if before != after:
        details = {"before": before, "after": after}
        audit.record(actor=by, action="publishing.access.change", subject=subject, details=details, now=now)


@transaction.atomic
def notify_editors(*, state: WorkflowState, by: Person | None, now: datetime) -> None:
    """Notify everybody who may approve the piece, except whoever submitted it."""
    article = _piece(state)
    if article is None:
        return
    for editor in people.people_with(Role.EDITOR, Role.PUBLISHER):
        if by is None or editor.pk != by.pk:
            send(to=editor, notice=notices.submitted(article, by=str(by or "")), now=now)


@transaction.atomic
def notify_author(*, state: WorkflowState, by: Person | None, approved: bool, now: datetime) -> None:
    """Notify whoever submitted the piece of the outcome and the reason."""
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
