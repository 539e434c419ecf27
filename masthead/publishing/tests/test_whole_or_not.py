"""Publishing and its kin happen whole or not at all, and the desk says why: by every door, whatever fails."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.db import OperationalError
from django.test import Client
from django.utils import timezone
from PIL import Image
from pytest_django import Settings
from wagtail.models import Page, TaskState

from conftest import sign_in
from masthead.kit import transactions
from masthead.kit.refusals import Refusal
from masthead.kit.transactions import FilesInsideTransaction
from masthead.notices.models import Delivery
from masthead.people.models import Person
from masthead.publishing import errors, jobs, operations
from masthead.publishing.models import (
    ArticlePage,
    FailedPublication,
    FullBody,
    Picture,
    PublicView,
    SectionPage,
)
from masthead.publishing.operations import publish_and_withdraw, rebuild_public_views
from masthead.publishing.tests.conftest import GATE, publish, text
from masthead.publishing.tests.pictures import picture
from masthead.publishing.tests.test_desk import edit, form

pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning")
PUBLISH = {"action-publish": "action-publish"}


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, settings: Settings) -> None:
    settings.MEDIA_ROOT = tmp_path


def fails_with(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    """The last step of publishing, rebuilding and unpublishing fails."""

    def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(publish_and_withdraw, "announce", fail)
    monkeypatch.setattr(rebuild_public_views, "announce", fail)


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> None:
    fails_with(monkeypatch, RuntimeError("a bug"))


@pytest.fixture
def desk(client: Client, ed: Person) -> Client:
    client.raise_request_exception = False
    return sign_in(client, ed)


def agrees(article_id: int) -> bool:
    """What the desk calls live is what readers get, and nothing else is."""
    live = ArticlePage.objects.filter(pk=article_id, live=True).exists()
    seen = PublicView.objects.filter(pk=article_id, live=True).exists()
    return live == seen == FullBody.objects.filter(article_id=article_id).exists()


def said(answer: Any, headline: str) -> bool:
    return answer.status_code >= 400 and f"“{headline}” stays as it was" in answer.content.decode()


@pytest.fixture
def draft(harbour: SectionPage, ed: Person) -> ArticlePage:
    return operations.write_article(section=harbour, headline="A draft", body=[text("one")], by=ed)


def test_all_or_nothing__publishing_from_the_editor(desk: Client, draft: ArticlePage, broken: None) -> None:
    answer = edit(desk, draft, form(draft, [("text", "typed since")], **PUBLISH))
    assert said(answer, "A draft")
    assert not ArticlePage.objects.get(pk=draft.pk).live
    assert agrees(draft.pk)
    assert "typed since" in json.dumps(ArticlePage.objects.get(pk=draft.pk).latest_revision.content)


def test_all_or_nothing__publishing_a_new_piece_at_once(
    desk: Client, harbour: SectionPage, draft: ArticlePage, broken: None
) -> None:
    sent = form(draft, [("text", "typed")], **PUBLISH) | {"title": "At once", "slug": "at-once"}
    answer = desk.post(f"/desk/pages/add/publishing/articlepage/{harbour.pk}/", sent)
    assert said(answer, "At once")
    made = ArticlePage.objects.get(slug="at-once")
    assert not made.live
    assert agrees(made.pk)
    assert f"/desk/pages/{made.pk}/edit/" in answer.content.decode()


def test_all_or_nothing__publishing_what_the_browser_has_begun(
    desk: Client, harbour: SectionPage, draft: ArticlePage, broken: None
) -> None:
    begun = {"title": "At once", "slug": "at-once", "identity": str(uuid4()), "typed_by": "a:1"}
    address = f"/desk/pages/add/publishing/articlepage/{harbour.pk}/"
    answer = desk.post(address, form(draft, [("text", "typed")], **PUBLISH) | begun)
    assert said(answer, "At once")
    assert not ArticlePage.objects.filter(slug="at-once", live=True).exists()
    assert PublicView.objects.count() == FullBody.objects.count() == 0


def test_all_or_nothing__publishing_a_revision(desk: Client, gated: ArticlePage, broken: None) -> None:
    before = PublicView.objects.get(pk=gated.pk).headline
    answer = edit(desk, gated, form(gated, [("text", "new")], **PUBLISH) | {"title": "Revised"})
    assert said(answer, "Revised")
    assert (
        PublicView.objects.get(pk=gated.pk).headline == before == ArticlePage.objects.get(pk=gated.pk).title
    )


def test_all_or_nothing__publishing_many(
    desk: Client, draft: ArticlePage, harbour: SectionPage, broken: None
) -> None:
    other = operations.write_article(section=harbour, headline="Another", body=[text("two")])
    address = f"/desk/bulk/wagtailcore/page/publish/?id={draft.pk}&id={other.pk}&next=/desk/"
    assert said(desk.post(address), "A draft")
    assert agrees(draft.pk)
    assert agrees(other.pk)


def test_all_or_nothing__approving_in_review(
    desk: Client, draft: ArticlePage, ada: Person, broken: None
) -> None:
    draft.get_workflow().start(draft, ada)
    task = TaskState.objects.get()
    answer = desk.post(f"/desk/pages/workflow/action/{draft.pk}/approve/{task.pk}/")
    assert said(answer, "A draft")
    task.refresh_from_db()
    assert task.status == TaskState.STATUS_IN_PROGRESS
    assert not ArticlePage.objects.get(pk=draft.pk).live
    assert agrees(draft.pk)


def test_all_or_nothing__unpublishing(desk: Client, gated: ArticlePage, broken: None) -> None:
    assert said(desk.post(f"/desk/pages/{gated.pk}/unpublish/"), gated.title)
    assert ArticlePage.objects.get(pk=gated.pk).live
    assert agrees(gated.pk)


def test_all_or_nothing__moving(
    desk: Client, gated: ArticlePage, politics: SectionPage, broken: None
) -> None:
    assert said(desk.post(f"/desk/pages/{gated.pk}/move/{politics.pk}/confirm/"), gated.title)
    assert PublicView.objects.get(pk=gated.pk).path == "/harbour/the-seventh-lantern/"
    assert ArticlePage.objects.get(pk=gated.pk).get_parent().slug == "harbour"


def test_all_or_nothing__copying_with_what_is_live(desk: Client, gated: ArticlePage, broken: None) -> None:
    parent = gated.get_parent().pk
    sent = {"new_title": "A copy", "new_slug": "a-copy", "new_parent_page": parent, "publish_copies": "on"}
    assert said(desk.post(f"/desk/pages/{gated.pk}/copy/", sent), gated.title)
    assert not Page.objects.filter(slug="a-copy").exists()


def test_all_or_nothing__deleting(desk: Client, gated: ArticlePage, broken: None) -> None:
    assert said(desk.post(f"/desk/pages/{gated.pk}/delete/"), gated.title)
    assert ArticlePage.objects.get(pk=gated.pk).live
    assert agrees(gated.pk)


@pytest.mark.parametrize(
    ("error", "no"),
    [
        (OperationalError("disk I/O error"), errors.DatabaseIsBusy),
        (OSError(28, "No space left on device"), errors.DiskIsFull),
        (RuntimeError("a bug"), errors.ChangeFailed),
        (ValidationError("This slug is taken."), errors.NotReady),
        (FilesInsideTransaction("a picture"), errors.PicturesAreNotDrawn),
    ],
)
def test_all_or_nothing__by_an_operation(
    draft: ArticlePage, error: Exception, no: type[Refusal], monkeypatch: pytest.MonkeyPatch
) -> None:
    fails_with(monkeypatch, error)
    with pytest.raises(no):
        operations.publish_article(article=draft)
    assert not ArticlePage.objects.get(pk=draft.pk).live
    assert agrees(draft.pk)


# --- the schedule -------------------------------------------------------------------------------------------


def _scheduled(section: SectionPage, headline: str, by: Person, **fields: Any) -> ArticlePage:
    article = operations.write_article(section=section, headline=headline, body=[text("x")], by=by, **fields)
    article.go_live_at = timezone.now() + timedelta(hours=1)
    revision = article.save_revision(user=by)
    revision.publish(user=by)
    past = timezone.now() - timedelta(minutes=1)  # as if the hour had gone by
    revision.content = {**revision.content, "go_live_at": past.isoformat()}
    revision.approved_go_live_at = past
    revision.save(update_fields=["content", "approved_go_live_at"])
    return article


def lose(shown: Picture) -> Picture:
    """As after a backup was read back without the media folder."""
    shown.renditions.all().delete()
    default_storage.delete(shown.file.name)
    return shown


def test_publish_due__a_piece_that_cannot_come_out_holds_up_no_other_and_the_desk_says_why(
    desk: Client, harbour: SectionPage, ed: Person, pia: Person
) -> None:
    lost = picture("lost.jpg")
    first = _scheduled(harbour, "Without its picture", ed, lead_image=lost)
    second = _scheduled(harbour, "The next one", ed)
    lose(lost)
    for _ in range(2):
        jobs.publish_scheduled.call()
    assert ArticlePage.objects.get(pk=second.pk).live
    assert agrees(first.pk)
    assert agrees(second.pk)
    assert not ArticlePage.objects.get(pk=first.pk).live
    assert "picture “lost.jpg” is damaged or gone" in str(FailedPublication.objects.get(pk=first.pk))
    told = Delivery.objects.filter(template="publishing/notices/not_published")
    assert sorted(told.values_list("to", flat=True)) == sorted([ed.email, pia.email])
    assert "damaged or gone" in desk.get(f"/desk/pages/{first.pk}/edit/").content.decode()


def test_publish_due__what_failed_comes_out_once_its_cause_is_mended(
    harbour: SectionPage, ed: Person
) -> None:
    lost = picture("lost.jpg")
    article = _scheduled(harbour, "Mended", ed, lead_image=lost)
    lose(lost)
    jobs.publish_scheduled.call()
    assert FailedPublication.objects.exists()
    whole = picture("whole.jpg")
    with whole.file.open() as kept:
        default_storage.save(lost.file.name, kept)
    jobs.publish_scheduled.call()
    assert agrees(article.pk)
    assert ArticlePage.objects.get(pk=article.pk).live
    assert not FailedPublication.objects.exists()


def test_publish_due__what_expires_while_something_fails_stays_whole(
    gated: ArticlePage, broken: None
) -> None:
    ArticlePage.objects.filter(pk=gated.pk).update(expire_at=timezone.now() - timedelta(minutes=1))
    jobs.publish_scheduled.call()
    assert ArticlePage.objects.get(pk=gated.pk).live
    assert agrees(gated.pk)
    assert "stays as it was" in str(FailedPublication.objects.get(pk=gated.pk))


# --- pictures -----------------------------------------------------------------------------------------------


def test_draw_missing_sizes__a_picture_whose_file_is_gone_is_named(desk: Client, draft: ArticlePage) -> None:
    lost = lose(picture("lost.jpg"))
    sent = form(draft, [("text", "x")], **PUBLISH) | {"lead_image": str(lost.pk)}
    answer = edit(desk, draft, sent)
    assert answer.status_code == 422
    assert "picture “lost.jpg” is damaged or gone" in answer.content.decode()
    assert agrees(draft.pk)


def test_draw_missing_sizes__before_anything_is_locked(
    harbour: SectionPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    restored = [picture(f"{number}.jpg") for number in range(3)]
    for one in restored:
        one.renditions.all().delete()
    opened: list[bool] = []
    really = Image.open

    def count(*file: Any, **how: Any) -> Image.Image:
        opened.append(transactions.is_open())
        return really(*file, **how)

    monkeypatch.setattr(Image, "open", count)
    values = [{"image": one, "alternative": "A lantern", "caption": "", "credit": ""} for one in restored]
    body = [*(("picture", value) for value in values), GATE, text("x")]
    article = publish(harbour, body=body, lead_image=restored[0])
    assert len(opened) >= len(restored)
    assert not any(opened)
    assert agrees(article.pk)
    assert ArticlePage.objects.get(pk=article.pk).live


def test_draw_missing_sizes__publishing_draws_nothing(
    harbour: SectionPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = [picture(f"{number}.jpg") for number in range(3)]

    def fail(*_: object, **__: object) -> None:
        raise AssertionError("a picture was drawn")

    monkeypatch.setattr(Picture, "generate_rendition_file", fail)
    values = [{"image": one, "alternative": "A lantern", "caption": "", "credit": ""} for one in shown]
    author = operations.add_author(name="Marit Oyelaran", portrait=shown[1])
    article = publish(
        harbour, body=[("picture", value) for value in values], lead_image=shown[0], authors=[author]
    )
    assert agrees(article.pk)
