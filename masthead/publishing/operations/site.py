"""The site itself: front page, sections, and what each staff role may do in the desk."""

from django.conf import settings
from django.db import transaction
from wagtail.models import Collection, Locale, Page, Site

from masthead.kit.slugs import free_slug, slug_of
from masthead.people import operations as people
from masthead.people.models import Person
from masthead.publishing.models import FrontPage, OwnAccess, Publication, SectionPage
from masthead.publishing.models.pages import is_answered_elsewhere
from masthead.publishing.operations.review import ensure_review_workflow
from masthead.publishing.operations.search_documents import announce_old_search_texts
from masthead.theme import operations as theme


@transaction.atomic
def prepare_publication(*, name: str, tagline: str = "") -> FrontPage:
    """Create the front page, the site and the rights of every staff role.

    Idempotent: it adds what is missing and changes nothing an editor has changed.
    """
    if not Publication.objects.exists():
        Publication.objects.create(name=name, tagline=tagline)
    theme.prepare_theme()
    front = FrontPage.objects.first() or _first_front_page(name)
    _one_site(front, Publication.objects.get().name)
    people.sync_role_permissions()
    ensure_review_workflow(front)
    announce_old_search_texts()
    return front


@transaction.atomic
def update_publication(*, name: str, tagline: str | None = None, language: str | None = None) -> None:
    """The publication is called `name` from now on; tagline and language, if given, are these."""
    publication = Publication.objects.first() or Publication()
    publication.name = name
    publication.tagline = publication.tagline if tagline is None else tagline
    publication.language = language or publication.language
    publication.save()
    Site.objects.filter(is_default_site=True).update(site_name=name)


@transaction.atomic
def ensure_section(
    *,
    title: str,
    slug: str = "",
    description: str = "",
    access: str = OwnAccess.INHERIT,
    is_opinion: bool = False,
    by: Person | None = None,
) -> SectionPage:
    """Create a published section at `/<slug>/`; one that is called so already stays as it is.

    Without `slug` its address is made of the title, with a number where another page has it.

    :raises ValidationError: `slug` is the address of another page
    """
    front = FrontPage.objects.get()
    if present := SectionPage.objects.child_of(front).filter(title=title).first():
        return present
    slug = slug or free_slug_under_front(title, front=front)
    section = SectionPage(
        title=title, slug=slug, description=description, access=access, is_opinion=is_opinion, owner=by
    )
    front.add_child(instance=section)
    section.save_revision(user=by).publish(user=by, skip_permission_checks=True)
    return SectionPage.objects.get(pk=section.pk)


def free_slug_under_front(title: str, *, front: FrontPage) -> str:
    """A slug for a page of this title under the front page, at which nothing stands yet."""
    beside = Page.objects.child_of(front)
    return free_slug(
        slug_of(title, max_length=80, fallback="page"),
        max_length=80,
        is_taken=lambda slug: is_answered_elsewhere(slug) or beside.filter(slug=slug).exists(),
    )


def _first_front_page(name: str) -> FrontPage:
    root = _root()
    for welcome in root.get_children().filter(slug="home", content_type__model="page"):
        Site.objects.filter(root_page=welcome).delete()
        welcome.delete()  # Wagtail's own "Welcome to your new Wagtail site!"
    root = _root()
    front = FrontPage(title=name, slug="front")
    root.add_child(instance=front)
    front.save_revision().publish()
    return FrontPage.objects.get(pk=front.pk)


def _root() -> Page:
    """What everything stands under; migrations make it, and an emptied database lacks it."""
    Locale.objects.get_or_create(language_code=settings.LANGUAGE_CODE)
    if Collection.get_first_root_node() is None:
        Collection.add_root(name="Root")
    return Page.get_first_root_node() or Page.add_root(title="Root", slug="root")


def _one_site(front: FrontPage, name: str) -> None:
    host, _, port = settings.SITE_HOST.partition(":")
    number = int(port) if port else (443 if settings.SECURE else 80)
    site = Site.objects.filter(is_default_site=True).first() or Site(is_default_site=True)
    site.hostname, site.port, site.root_page, site.site_name = host, number, front, name
    site.save()
