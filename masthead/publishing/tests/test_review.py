"""From author to editor to readers, and what the audit log says of it."""

from typing import Any

import pytest
from django.core import mail
from django.test import Client
from wagtail.models import Workflow

from conftest import sign_in
from masthead.audit.models import AuditEntry
from masthead.notices.models import Delivery
from masthead.people.models import Person
from masthead.publishing import operations
from masthead.publishing.models import ArticlePage, FrontPage, Publication, PublicView, SectionPage
from masthead.publishing.tests.conftest import text
from masthead.publishing.tests.test_desk import edit, form


@pytest.fixture
def written(harbour: SectionPage, ada: Person) -> ArticlePage:
    return operations.write_article(section=harbour, headline="Mine", body=[text("mine")], by=ada)


@pytest.fixture
def submitted(client: Client, written: ArticlePage, ada: Person, ed: Person) -> ArticlePage:
    answer = edit(
        sign_in(client, ada), written, form(written, [("text", "mine")], **{"action-submit": "action-submit"})
    )
    assert answer.status_code == 302, answer.content.decode()
    return ArticlePage.objects.get(pk=written.pk)


def decide(client: Client, article: ArticlePage, action: str, **sent: str) -> Any:
    state = article.current_workflow_task_state
    assert state is not None
    return client.post(f"/desk/pages/workflow/action/{article.pk}/{action}/{state.pk}/", sent)


def actions() -> list[tuple[str, str]]:
    return list(AuditEntry.objects.order_by("pk").values_list("action", "actor_label"))


def test_review__what_an_author_submits_an_editor_publishes(
    client: Client, submitted: ArticlePage, ada: Person, ed: Person
) -> None:
    assert not PublicView.objects.exists()
    assert Delivery.objects.filter(to=ed.email, template="publishing/notices/submitted").count() == 1
    decide(sign_in(client, ed), submitted, "approve")
    assert PublicView.objects.get().headline == "Mine"
    assert Delivery.objects.filter(to=ada.email, template="publishing/notices/approved").exists()
    assert ("publishing.review.submit", str(ada)) in actions()
    assert ("publishing.review.approve", str(ed)) in actions()
    assert ("publishing.page.publish", str(ed)) in actions()
    assert [m.subject for m in mail.outbox] == []  # nothing leaves while a transaction is open


def test_review__an_editor_sends_a_piece_back_with_a_reason(
    client: Client, submitted: ArticlePage, ada: Person, ed: Person
) -> None:
    decide(sign_in(client, ed), submitted, "reject", comment="Who says so?")
    delivery = Delivery.objects.get(template="publishing/notices/sent_back")
    assert delivery.to == ada.email
    assert delivery.context["comment"] == "Who says so?"
    assert not PublicView.objects.exists()


def test_review__an_author_does_not_approve(client: Client, submitted: ArticlePage, ada: Person) -> None:
    decide(sign_in(client, ada), submitted, "approve")
    assert not PublicView.objects.exists()


def test_review__a_piece_that_lost_its_credit_meanwhile_is_not_approved(
    client: Client, submitted: ArticlePage, ed: Person, tmp_path: Any, settings: Any
) -> None:
    from masthead.publishing.tests.pictures import drawn

    settings.MEDIA_ROOT = tmp_path
    bare = operations.add_picture(file=drawn(size=(40, 30)), name="bare.jpg", title="bare.jpg")
    revision = submitted.latest_revision
    revision.content = {**revision.content, "lead_image": bare.pk}
    revision.save(update_fields=["content"])
    answer = decide(sign_in(client, ed), submitted, "approve")
    assert answer.status_code == 422
    assert "has no credit" in answer.content.decode()
    assert not PublicView.objects.exists()
    assert not ArticlePage.objects.get(pk=submitted.pk).live


def test_review__is_opened_once_and_kept_as_the_publisher_wants_it(front: FrontPage) -> None:
    workflow = front.get_workflow()
    assert workflow is not None
    workflow.name = "Two pairs of eyes"
    workflow.save()
    before = Workflow.objects.count()
    operations.prepare_publication(name="Again")
    assert Workflow.objects.count() == before
    assert FrontPage.objects.get().get_workflow().name == "Two pairs of eyes"


def test_audit_log__publishing_and_taking_back_stand_in_it(
    harbour: SectionPage, ed: Person, written: ArticlePage
) -> None:
    operations.publish_article(article=written, by=ed)
    operations.unpublish_article(article=written, by=ed)
    assert [line for line in actions() if line[0].startswith("publishing.page.")][-2:] == [
        ("publishing.page.publish", str(ed)),
        ("publishing.page.unpublish", str(ed)),
    ]


def test_audit_log__a_change_of_access_stands_in_it_with_who_made_it(
    client: Client, harbour: SectionPage, written: ArticlePage, ed: Person, pia: Person
) -> None:
    section = SectionPage.objects.get(pk=harbour.pk)
    section.access = "public"
    section.save_revision(user=ed).publish(user=ed)
    row = Publication.objects.get()
    sign_in(client, pia).post(
        f"/desk/settings/publishing/publication/{row.pk}/",
        {"name": row.name, "tagline": "", "language": "en", "default_access": "registered",
         "discussion_readable_by": "everybody", "discussion_posting_by": "members"},
    )  # fmt: skip
    changes = AuditEntry.objects.filter(action="publishing.access.change").order_by("pk")
    assert [(line.actor_label, line.details) for line in changes] == [
        (str(ed), {"before": "inherit", "after": "public"}),
        (str(pia), {"before": "members", "after": "registered"}),
    ]


def test_audit_log__the_publisher_reads_it_and_an_editor_does_not(
    client: Client, written: ArticlePage, ed: Person, pia: Person
) -> None:
    operations.publish_article(article=written, by=ed)
    page = sign_in(client, pia).get("/desk/audit-log/")
    assert page.status_code == 200
    assert "publishing.page.publish" in page.content.decode()
    assert sign_in(client, ed).get("/desk/audit-log/").status_code in {302, 403}


@pytest.mark.parametrize(
    ("action", "hour", "sentence"),
    [
        ("approve", "", "“Mine” is published."),
        ("approve", "2999-01-01 08:00", "“Mine” is approved, and appears at the scheduled time."),
        ("reject", "", "“Mine” goes back to its author, with your reason."),
    ],
)
def test_review__whoever_decides_in_the_editor_is_told_what_came_of_it(
    action: str, hour: str, sentence: str, client: Client, submitted: ArticlePage, ed: Person
) -> None:
    decision = {"action-workflow-action": "true", "workflow-action-name": action, "go_live_at": hour}
    answer = edit(sign_in(client, ed), submitted, form(submitted, [("text", "mine")], **decision))
    assert answer.status_code == 302
    assert ArticlePage.objects.get().live == (action == "approve" and not hour)
    assert sentence in client.get("/desk/").content.decode()
