"""What this room does when the desk, or anything else, has changed a page, an author or the publication."""

from typing import Any

from django.db.models.signals import post_delete, post_migrate, post_save, pre_delete, pre_save
from django.utils import timezone
from wagtail import signals
from wagtail.log_actions import get_active_log_context
from wagtail.models import PageLogEntry, WorkflowState

from masthead.publishing import operations, queries
from masthead.publishing.models import ArticlePage, Author, Publication, SectionPage, Series, Tag

BEFORE = "_as_it_was"  # on a row that is being saved: the same row, as the database had it


def article_published(instance: ArticlePage, **_: object) -> None:
    operations.ensure_ready(instance)
    if not instance.live:  # Wagtail says "published" of what is only scheduled, too
        article_unpublished(instance)
        return
    operations.store_public_view(article=instance, now=timezone.now())


def article_unpublished(instance: ArticlePage, **_: object) -> None:
    operations.withdraw_article(article_id=instance.pk, now=timezone.now())


def article_deleted(instance: ArticlePage, **_: object) -> None:
    operations.record_gone_addresses(article_id=instance.pk, now=timezone.now())


def section_changed(instance: SectionPage, **_: object) -> None:
    before = instance.__dict__.pop(BEFORE, None)
    operations.apply_section_change(section=instance, before=before, now=timezone.now())


def page_address_changed(instance: Any, **_: Any) -> None:
    """The address of a page changed: rebuild its own views, or those of its whole section."""
    page = instance.specific
    section = page if isinstance(page, SectionPage) else page.get_parent().specific
    if isinstance(section, SectionPage):
        section_changed(section)


def section_deleted(**_: object) -> None:
    operations.apply_section_deletion()


def publication_changed(instance: Publication, **_: object) -> None:
    before = instance.__dict__.pop(BEFORE, None)
    operations.apply_publication_change(publication=instance, before=before, now=timezone.now())


def remember_before(instance: Publication | SectionPage, **_: object) -> None:
    """The row is about to be written: what it was so far tells which of its fields change."""
    instance.__dict__[BEFORE] = queries.stored_version(instance)


def publication_about_to_change(instance: Publication, **_: object) -> None:
    operations.announce_language_change(publication=instance)


def author_changed(instance: Author, created: bool = False, **_: object) -> None:
    if not created:
        operations.apply_author_change(author=instance, now=timezone.now())


def tag_changed(instance: Tag, created: bool = False, **_: object) -> None:
    if not created:
        operations.apply_tag_change(tag=instance, now=timezone.now())


def series_changed(instance: Series, created: bool = False, **_: object) -> None:
    if not created:
        operations.announce_series_change(series=instance)


def redirect_renamed_slug(instance: Any, **_: object) -> None:
    """The slug of an author, tag or series is about to change: redirect the old address to the new one."""
    old = queries.stored_version(instance)
    if old is not None and old.slug != instance.slug:
        operations.redirect_old_address(
            old_path=queries.address_of(old), new_path=queries.address_of(instance)
        )


def tag_deleted(instance: Tag, **_: object) -> None:
    """A tag has gone: its pieces no longer name it."""
    operations.apply_tag_deletion(
        tag_id=instance.pk, article_ids=tuple(queries.articles_tagged(instance.pk)), now=timezone.now()
    )


def page_action_logged(instance: PageLogEntry, created: bool = False, **_: object) -> None:
    if created:
        operations.audit_page_action(
            action=instance.action,
            page_id=instance.page_id,
            label=instance.label,
            by=instance.user or get_active_log_context().user,
            now=timezone.now(),
        )


def access_about_to_change(
    instance: ArticlePage | SectionPage | Publication, update_fields: Any = None, **_: Any
) -> None:
    """Before the row is written: compare the stored access with the new one."""
    field = "default_access" if isinstance(instance, Publication) else "access"
    written = update_fields is None or field in update_fields
    before = queries.stored_access(instance, field) if written else None
    if before is None:
        return
    revision = getattr(instance, "latest_revision", None)
    by = get_active_log_context().user or (revision.user if revision else None)
    operations.audit_access_change(
        subject=instance, before=before, after=getattr(instance, field), by=by, now=timezone.now()
    )


def review_submitted(instance: WorkflowState, user: Any = None, **_: Any) -> None:
    operations.notify_editors(state=instance, by=user, now=timezone.now())


def review_approved(instance: WorkflowState, user: Any = None, **_: Any) -> None:
    operations.notify_author(state=instance, by=user, approved=True, now=timezone.now())


def review_sent_back(instance: WorkflowState, user: Any = None, **_: Any) -> None:
    operations.notify_author(state=instance, by=user, approved=False, now=timezone.now())


def connect() -> None:
    """Connect the signals of Wagtail and of our own models."""
    operations.make_actions_whole()
    signals.page_published.connect(article_published, sender=ArticlePage, dispatch_uid="publishing.published")
    post_save.connect(page_action_logged, sender=PageLogEntry, dispatch_uid="publishing.audit_log")
    for row in (SectionPage, Publication):
        pre_save.connect(remember_before, sender=row, dispatch_uid=f"publishing.before.{row.__name__}")
    for model in (ArticlePage, SectionPage, Publication):
        pre_save.connect(
            access_about_to_change, sender=model, dispatch_uid=f"publishing.access.{model.__name__}"
        )
    signals.workflow_submitted.connect(review_submitted, dispatch_uid="publishing.submitted")
    signals.workflow_approved.connect(review_approved, dispatch_uid="publishing.approved")
    signals.workflow_rejected.connect(review_sent_back, dispatch_uid="publishing.sent_back")
    signals.page_unpublished.connect(
        article_unpublished, sender=ArticlePage, dispatch_uid="publishing.unpublished"
    )
    pre_delete.connect(article_deleted, sender=ArticlePage, dispatch_uid="publishing.deleted")
    signals.page_slug_changed.connect(page_address_changed, dispatch_uid="publishing.slug")
    signals.post_page_move.connect(page_address_changed, dispatch_uid="publishing.move")
    post_save.connect(section_changed, sender=SectionPage, dispatch_uid="publishing.section")
    post_delete.connect(section_deleted, sender=SectionPage, dispatch_uid="publishing.section.deleted")
    post_save.connect(publication_changed, sender=Publication, dispatch_uid="publishing.publication")
    pre_save.connect(
        publication_about_to_change, sender=Publication, dispatch_uid="publishing.publication.language"
    )
    post_save.connect(author_changed, sender=Author, dispatch_uid="publishing.author")
    post_save.connect(tag_changed, sender=Tag, dispatch_uid="publishing.tag")
    post_save.connect(series_changed, sender=Series, dispatch_uid="publishing.series")
    for kind in (Author, Tag, Series):
        pre_save.connect(redirect_renamed_slug, sender=kind, dispatch_uid=f"publishing.{kind.__name__}.slug")
    post_delete.connect(tag_deleted, sender=Tag, dispatch_uid="publishing.tag.deleted")
    post_delete.connect(series_changed, sender=Series, dispatch_uid="publishing.series.deleted")
    post_migrate.connect(queries.invalidate_publication_summary, dispatch_uid="publishing.migrated")
