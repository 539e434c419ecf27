"""Who may do what with pieces, beyond what the page tree says."""

from collections.abc import Mapping, Sequence

from django.contrib.auth.models import AnonymousUser
from wagtail.permission_policies.pages import PagePermissionPolicy

from masthead.people import permissions as people
from masthead.people.models import Person, Role
from masthead.publishing.models import SectionPage

# What each role may do in the desk beside pages and files, which `people` gives them.
ROLE_PERMISSIONS: Mapping[Role, Sequence[str]] = {
    Role.PUBLISHER: [
        "publishing.add_author",
        "publishing.change_author",
        "publishing.delete_author",
        "publishing.change_publication",
        "audit.view_auditentry",
        "theme.change_theme",
    ],
    Role.EDITOR: ["publishing.add_author", "publishing.change_author"],
}


def may_see_desk_files(person: Person | AnonymousUser | None) -> bool:
    """Whether somebody may see files that stand in no published piece: originals, drafts, thumbnails."""
    return people.has_role(person, Role.AUTHOR, Role.EDITOR, Role.PUBLISHER)


def sections_to_write_in(person: Person) -> Sequence[SectionPage]:
    """The live sections beneath which this person may begin a piece, as the page tree says."""
    allowed = PagePermissionPolicy().instances_user_has_permission_for(person, "add")
    return list(SectionPage.objects.live().filter(pk__in=allowed).only("title", "path").order_by("path"))
