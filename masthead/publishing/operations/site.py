"""The site itself: front page, sections, and what each staff role may do in the desk."""

from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.text import slugify
from wagtail.models import Collection, Locale, Page, Site

from masthead.articles.events import PublicationChanged
from masthead.articles.look import Look
from masthead.articles.models import FrontPage, OwnAccess, Publication, SectionPage
from masthead.articles.operations.review import open_review
from masthead.kit.events import announce
from masthead.people import operations as people
from masthead.people.models import Person


@transaction.atomic
def prepare_publication(*, name: str, tagline: str = "") -> FrontPage:
    """Let there be a front page, the site that leads to it and the rights of every staff role.

    Run again, it keeps what an editor has changed and adds only what is missing.
    """
    if not Publication.objects.exists():
        Publication.objects.create(name=name, tagline=tagline)
    if not Look.objects.exists():
        Look.objects.create()
    front = FrontPage.objects.first() or _first_front_page(name)
    _one_site(front, Publication.objects.get().name)
    people.prepare_roles()
    open_review(front)
    return front


@transaction.atomic
def describe_publication(*, name: str, tagline: str | None = None, language: str | None = None) -> None:
    """The publication is called `name` from now on; tagline and language, if given, are these."""
    publication = Publication.objects.first() or Publication()
    publication.name = name
    publication.tagline = publication.tagline if tagline is None else tagline
    publication.language = language or publication.language
    publication.save()
    Site.objects.filter(is_default_site=True).update(site_name=name)


@transaction.atomic
def open_section(
    *,
    title: str,
    slug: str = "",
    description: str = "",
    access: str = OwnAccess.INHERIT,
    is_opinion: bool = False,
    by: Person | None = None,
) -> SectionPage:
    """Let there be a published section at `/<slug>/`; the one that is already there is kept as it is."""
    slug = slug or slugify(title)
    front = FrontPage.objects.get()
    if present := SectionPage.objects.child_of(front).filter(slug=slug).first():
        return present
    section = SectionPage(
        title=title, slug=slug, description=description, access=access, is_opinion=is_opinion, owner=by
    )
    front.add_child(instance=section)
    section.save_revision(user=by).publish(user=by, skip_permission_checks=True)
    return SectionPage.objects.get(pk=section.pk)


@transaction.atomic
def finish_look(*, look: Look) -> None:
    """Let every page show the logo in its sizes, and forget how it looked before."""
    Look.objects.filter(pk=look.pk).update(shown=shown_logos(look))
    announce(PublicationChanged())


def shown_logos(look: Look) -> dict[str, Any]:
    """The logos as pages show them: {logo|logo_dark: {src, width, height}}."""
    shown = {}
    for name in ("logo", "logo_dark"):
        if picture := getattr(look, name):
            size = picture.get_rendition("max-640x160")
            shown[name] = {"src": size.url, "width": size.width, "height": size.height}
    return shown


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
