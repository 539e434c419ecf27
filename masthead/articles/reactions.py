"""What this room does when the desk, or anything else, has changed a page, an author or the publication."""

from typing import Any

from django.db.models.signals import post_delete, post_migrate, post_save, pre_delete, pre_save
from django.utils import timezone
from wagtail import signals
from wagtail.log_actions import get_active_log_context
from wagtail.models import PageLogEntry, WorkflowState

from masthead.articles import listings, operations, queries
from masthead.articles.look import Look
from masthead.articles.models import ArticlePage, Author, Publication, SectionPage, Series, Tag


def finish(instance: ArticlePage, **_: Any) -> None:
    operations.ensure_ready(instance)
    if not instance.live:  # Wagtail says "published" of what is only scheduled, too
        withdraw(instance)
        return
    operations.finish_article(article=instance, now=timezone.now())


def withdraw(instance: ArticlePage, **_: Any) -> None:
    operations.withdraw_article(article_id=instance.pk, now=timezone.now())


def bury(instance: ArticlePage, **_: Any) -> None:
    operations.bury_article(article_id=instance.pk, now=timezone.now())


def follow_section(instance: SectionPage, **_: Any) -> None:
    queries.forget_masthead_line()
    operations.follow_section(section=instance, now=timezone.now())


def follow_address(instance: Any, **_: Any) -> None:
    """A page has another address: its own piece, or all pieces of its section, follow."""
    page = instance.specific
    section = page if isinstance(page, SectionPage) else page.get_parent().specific
    if isinstance(section, SectionPage):
        follow_section(section)


def follow_publication(instance: Publication, **_: Any) -> None:
    queries.forget_masthead_line()
    operations.follow_publication(publication=instance, now=timezone.now())


def follow_look(instance: Look, **_: Any) -> None:
    queries.forget_masthead_line()
    operations.finish_look(look=instance)


def rename_author(instance: Author, created: bool = False, **_: Any) -> None:
    if not created:
        operations.rename_author(author=instance, now=timezone.now())


def rename_tag(instance: Tag, created: bool = False, **_: Any) -> None:
    if not created:
        operations.rename_tag(tag=instance, now=timezone.now())


def describe_series(instance: Series, created: bool = False, **_: Any) -> None:
    if not created:
        operations.describe_series(series=instance, now=timezone.now())


def leave_forwarding_address(instance: Author | Tag | Series, **_: Any) -> None:
    """Its short name is about to change: the old address will lead to the new one."""
    old = listings.kept(instance)
    if old is not None and old.slug != instance.slug:
        operations.follow_address(old_path=listings.address_of(old), new_path=listings.address_of(instance))


def take_out_tag(instance: Tag, **_: Any) -> None:
    """A tag has gone: its pieces no longer name it."""
    operations.refresh_pieces(article_ids=listings.pieces_tagged(instance.pk), now=timezone.now())


def note_page_action(instance: PageLogEntry, created: bool = False, **_: Any) -> None:
    if created:
        operations.note_page_action(
            action=instance.action,
            page_id=instance.page_id,
            label=instance.label,
            by=instance.user or get_active_log_context().user,
            now=timezone.now(),
        )


def note_access(
    instance: ArticlePage | SectionPage | Publication, update_fields: Any = None, **_: Any
) -> None:
    """Before the row is written: what stood there, and what will."""
    field = "default_access" if isinstance(instance, Publication) else "access"
    written = update_fields is None or field in update_fields
    before = queries.access_before(instance, field) if written else None
    if before is None:
        return
    revision = getattr(instance, "latest_revision", None)
    by = get_active_log_context().user or (revision.user if revision else None)
    operations.note_access(
        subject=instance, before=before, after=getattr(instance, field), by=by, now=timezone.now()
    )


def tell_editors(instance: WorkflowState, user: Any = None, **_: Any) -> None:
    operations.tell_editors(state=instance, by=user, now=timezone.now())


def tell_approved(instance: WorkflowState, user: Any = None, **_: Any) -> None:
    operations.tell_author(state=instance, by=user, approved=True, now=timezone.now())


def tell_sent_back(instance: WorkflowState, user: Any = None, **_: Any) -> None:
    operations.tell_author(state=instance, by=user, approved=False, now=timezone.now())


def connect() -> None:
    """Listen to Wagtail and to our own rows from now on."""
    signals.page_published.connect(finish, sender=ArticlePage, dispatch_uid="articles.finish")
    post_save.connect(note_page_action, sender=PageLogEntry, dispatch_uid="articles.book")
    for model in (ArticlePage, SectionPage, Publication):
        pre_save.connect(note_access, sender=model, dispatch_uid=f"articles.access.{model.__name__}")
    signals.workflow_submitted.connect(tell_editors, dispatch_uid="articles.submitted")
    signals.workflow_approved.connect(tell_approved, dispatch_uid="articles.approved")
    signals.workflow_rejected.connect(tell_sent_back, dispatch_uid="articles.sent_back")
    signals.page_unpublished.connect(withdraw, sender=ArticlePage, dispatch_uid="articles.withdraw")
    pre_delete.connect(bury, sender=ArticlePage, dispatch_uid="articles.bury")
    signals.page_slug_changed.connect(follow_address, dispatch_uid="articles.slug")
    signals.post_page_move.connect(follow_address, dispatch_uid="articles.move")
    post_save.connect(follow_section, sender=SectionPage, dispatch_uid="articles.section")
    post_save.connect(follow_publication, sender=Publication, dispatch_uid="articles.publication")
    post_save.connect(follow_look, sender=Look, dispatch_uid="articles.look")
    post_save.connect(rename_author, sender=Author, dispatch_uid="articles.author")
    post_save.connect(rename_tag, sender=Tag, dispatch_uid="articles.tag")
    post_save.connect(describe_series, sender=Series, dispatch_uid="articles.series")
    for kind in (Author, Tag, Series):
        pre_save.connect(leave_forwarding_address, sender=kind, dispatch_uid=f"articles.{kind.__name__}.slug")
    post_delete.connect(take_out_tag, sender=Tag, dispatch_uid="articles.tag.gone")
    post_delete.connect(describe_series, sender=Series, dispatch_uid="articles.series.gone")
    post_migrate.connect(queries.forget_masthead_line, dispatch_uid="articles.forget")
