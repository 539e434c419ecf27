"""Reading accounts."""

from collections.abc import Iterable
from datetime import datetime

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth.models import Group
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from masthead.kit.browser import Kept
from masthead.people.models import Person, RaisedVersion, Role


def person_by_address(email: str) -> Person | None:
    """The account of this e-mail address, however it is capitalised."""
    return Person.objects.filter(email=normal_address(email)).first()


def person_by_id(person_id: int) -> Person | None:
    """The account with this number."""
    return Person.objects.filter(pk=person_id).first()


def people_by_id(person_ids: Iterable[int]) -> dict[int, Person]:
    """The accounts with these numbers, in one query."""
    return Person.objects.in_bulk(list(person_ids))


def people_with(*roles: Role) -> list[Person]:
    """Everybody with an open account who holds one of these roles, by name."""
    return list(
        Person.objects.filter(is_active=True, groups__name__in=roles)
        .distinct()
        .order_by("display_name", "pk")
    )


def group_of(role: Role) -> Group:
    """The group that carries a role's rights in the desk."""
    return Group.objects.get_or_create(name=role.value)[0]


def access_version_of(person_id: int) -> int:
    """The version a pass of this person must have at least; 0 when there is no such account."""
    return Person.objects.filter(pk=person_id).values_list("access_version", flat=True).first() or 0


def raised_since(moment: datetime) -> list[RaisedVersion]:
    """What was raised at or after `moment`, oldest first."""
    return list(RaisedVersion.objects.filter(raised_at__gte=moment).order_by("raised_at", "pk"))


def sign_ins_of(person: Person) -> list[UserSession]:
    """Where this person is signed in, the latest first."""
    return sorted(
        UserSession.objects.purge_and_list(person), key=lambda sign_in: sign_in.created_at, reverse=True
    )


def normal_address(email: str) -> str:
    """The one spelling under which an address is kept, compared and written to."""
    return email.strip().lower()


def kept_in_browsers() -> list[Kept]:
    """What signing in and sending forms keeps in a reader's browser."""
    days = settings.SESSION_COOKIE_AGE // 86_400
    return [
        Kept(
            name=settings.SESSION_COOKIE_NAME,
            purpose=_("Keeps you signed in; set when you sign in or ask for a code."),
            lasts=ngettext_lazy("%(count)d day", "%(count)d days", days) % {"count": days},
        ),
        Kept(
            name=settings.CSRF_COOKIE_NAME,
            purpose=_("Makes sure that a form was sent from our own page; set where a form is."),
            lasts=_("one year"),
        ),
        Kept(
            name="messages",
            purpose=_("Carries one sentence, such as “Saved”, to the next page."),
            lasts=_("until the next page"),
        ),
    ]
