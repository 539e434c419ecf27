"""Who may do what with pieces, beyond what the page tree says."""

from collections.abc import Mapping, Sequence

from django.contrib.auth.models import AnonymousUser
from wagtail.permission_policies.pages import PagePermissionPolicy

from masthead.articles.models import SectionPage
from masthead.people import permissions as people
from masthead.people.models import Person, Role

# What each role may do in the desk beside pages and files, which `people` gives them.
RIGHTS: Mapping[Role, Sequence[str]] = {
    Role.PUBLISHER: [
        "articles.add_author",
        "articles.change_author",
        "articles.delete_author",
        "articles.change_publication",
        "audit.view_entry",
        "articles.change_look",
    ],
    Role.EDITOR: ["articles.add_author", "articles.change_author"],
}


def may_see_desk_files(person: Person | AnonymousUser | None) -> bool:
    """Whether somebody may see files that stand in no published piece: originals, drafts, thumbnails."""
    return people.has_role(person, Role.AUTHOR, Role.EDITOR, Role.PUBLISHER)


def sections_to_write_in(person: Person) -> Sequence[SectionPage]:
    """The live sections beneath which this person may begin a piece, as the page tree says."""
    allowed = PagePermissionPolicy().instances_user_has_permission_for(person, "add")
    return list(SectionPage.objects.live().filter(pk__in=allowed).only("title", "path").order_by("path"))
