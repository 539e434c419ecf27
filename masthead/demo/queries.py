"""Whether the demonstration is here, and with which accounts to try it."""

from dataclasses import dataclass

from wagtail.documents import get_document_model
from wagtail.documents.models import AbstractDocument

from masthead.demo.models import Demonstration
from masthead.people.models import Person
from masthead.publishing.models import Picture, PublicView

DOMAIN = "lighterman.example"


@dataclass(frozen=True, kw_only=True)
class DemoAccount:
    """Somebody of the demonstration whom a visitor can sign in as."""

    name: str
    email: str
    may: str


def has_demo_accounts() -> bool:
    """Whether this database holds the demonstration's accounts, all of them or the first."""
    return Demonstration.objects.exists()


def is_complete() -> bool:
    """Whether the demonstration is complete."""
    return Demonstration.objects.filter(filled_at__isnull=False).exists()


def address(handle: str) -> str:
    """The e-mail address of somebody in the demonstration."""
    return f"{handle}@{DOMAIN}"


def has_first_part() -> bool:
    """Whether the first part of the filling is done."""
    return Person.objects.filter(email__endswith=f"@{DOMAIN}").exists()


def people_by_handle() -> dict[str, Person]:
    """Everybody in the demonstration, by the part of the address before the @."""
    return {
        person.email.split("@")[0]: person for person in Person.objects.filter(email__endswith=f"@{DOMAIN}")
    }


def public_view_of(slug: str) -> PublicView:
    """The public view of the demonstration’s piece with this short name."""
    return PublicView.objects.get(path__endswith=f"/{slug}/")


def accounts_to_try() -> list[DemoAccount]:
    """One person of every kind, and what each may do."""
    kinds = (
        ("rita", "Rita Holloway", "reads: registered, no membership, five members’ pieces in 30 days"),
        ("ruth", "Ruth Delacroix-Bane", "is a member: reads everything, comments, can cancel"),
        ("lars", "Lars Efferson", "was a member until last month"),
        ("marit", "Marit Oyelaran", "writes: drafts in the desk, answers comments"),
        ("edda", "Edda Quill", "edits: publishes what others wrote"),
        ("mo", "Mo Brandsen", "moderates: /moderation/"),
        ("pia", "Pia Lindgaard", "publishes: plans, the meter, everything"),
    )
    return [DemoAccount(name=name, email=address(handle), may=may) for handle, name, may in kinds]


def picture_titled(title: str) -> Picture | None:
    """The picture that was uploaded under this title."""
    return Picture.objects.filter(title=title).first()


def sound_titled(title: str) -> AbstractDocument | None:
    """The sound that was uploaded under this title."""
    found: AbstractDocument | None = get_document_model().objects.filter(title=title).first()
    return found
