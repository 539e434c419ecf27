"""What others ask of the demonstration: is it here, and as whom can one try it?"""

from dataclasses import dataclass

from masthead.articles.models import PublicView
from masthead.demo.models import Demonstration
from masthead.people.models import Person

DOMAIN = "lighterman.example"


@dataclass(frozen=True, kw_only=True)
class ToTry:
    """Somebody of the demonstration whom a visitor can sign in as."""

    name: str
    email: str
    may: str


def is_filled() -> bool:
    """Whether this database holds the demonstration's accounts, all of them or the first."""
    return Demonstration.objects.exists()


def stands() -> bool:
    """Whether the demonstration is complete."""
    return Demonstration.objects.filter(filled_at__isnull=False).exists()


def address(handle: str) -> str:
    """The e-mail address of somebody in the demonstration."""
    return f"{handle}@{DOMAIN}"


def has_people() -> bool:
    """Whether the first part of the filling is done."""
    return Person.objects.filter(email__endswith=f"@{DOMAIN}").exists()


def cast() -> dict[str, Person]:
    """Everybody in the demonstration, by the part of the address before the @."""
    return {
        person.email.split("@")[0]: person for person in Person.objects.filter(email__endswith=f"@{DOMAIN}")
    }


def piece(slug: str) -> PublicView:
    """The public view of the demonstration’s piece with this short name."""
    return PublicView.objects.get(path__endswith=f"/{slug}/")


def people_to_try() -> list[ToTry]:
    """One person of every kind, and what each may do."""
    kinds = (
        ("rita", "Rita Holloway", "reads: registered, no membership, five members’ pieces in 30 days"),
        ("ruth", "Ruth Delacroix-Bane", "is a member: reads everything, writes letters, can cancel"),
        ("lars", "Lars Efferson", "was a member until last month"),
        ("marit", "Marit Oyelaran", "writes: drafts in the desk, answers letters"),
        ("edda", "Edda Quill", "edits: publishes what others wrote"),
        ("mo", "Mo Brandsen", "moderates: /moderation/"),
        ("pia", "Pia Lindgaard", "publishes: plans, the meter, everything"),
    )
    return [ToTry(name=name, email=address(handle), may=may) for handle, name, may in kinds]
