"""What is still to be done, what readers wrote, and what is kept in their browsers."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.translation import gettext as _

from masthead.articles import queries as articles
from masthead.colophon.models import Contact, ContactMessage, Kind, StandingPage
from masthead.kit.browser import Kept
from masthead.kit.contributions import gather
from masthead.kit.own_data import Share
from masthead.memberships import queries as memberships
from masthead.notices import queries as notices
from masthead.notices.models import Delivery
from masthead.payments import queries as payments
from masthead.people import queries as people
from masthead.people.models import Person, Role

BLANK = re.compile(r"\[[^\[\]<>]{2,}\]")


def blanks_in(text: str) -> list[str]:
    """What stands in brackets and is still to be filled in."""
    return BLANK.findall(text)


def kept_in_browsers() -> list[Kept]:
    """Everything this site keeps in a reader's browser, from the rooms that keep it."""
    return [thing for offer in gather("kept_in_browsers") for thing in offer()]


def contact_address() -> str:
    """Where messages from readers go: the address that was set, else the first publisher's; or nothing."""
    row = Contact.objects.first()
    if row is not None and row.address:
        return row.address
    publishers = people.people_with(Role.PUBLISHER)
    return min(publishers, key=lambda person: person.pk).email if publishers else ""


def waiting_messages() -> list[ContactMessage]:
    """What readers wrote that has not arrived by mail, newest first."""
    return list(
        ContactMessage.objects.exclude(delivery__state=Delivery.State.SENT).select_related("delivery")[:100]
    )


def messages_of(person: Person) -> list[ContactMessage]:
    """What this person wrote to us and is still here: signed in, or with an address of their account."""
    mine = Q(person=person) | Q(writer__in=people.addresses_of(person))
    messages = ContactMessage.objects.alias(writer=Lower("email")).filter(mine)
    return list(messages.select_related("delivery").order_by("pk"))


def own_data(person: Person, now: datetime) -> Share:  # noqa: ARG001 - the shape of every share
    """What this room holds of the person: their messages to the publication, until they have arrived."""
    content = [
        {
            "name": message.name,
            "email": message.email,
            "subject": message.subject,
            "text": message.text,
            "received_at": message.received_at,
            "delivered_at": message.delivery.sent_at if message.delivery else None,
        }
        for message in messages_of(person)
    ]
    return Share(name="messages", content=content)


# --- the checklist ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Step:
    """One thing a publication needs, whether it has it, and where to do it."""

    key: str
    done: bool
    title: str
    sentence: str
    address: str = ""
    tries_mail: bool = False


def checklist() -> Sequence[Step]:
    """Everything a publication needs before it opens, ticked off from what is really there."""
    return (*_the_publication(), *_the_first_piece(), *_the_money(), _the_mail(), *_the_standing_pages())


def _the_publication() -> list[Step]:
    row = articles.publication()
    begun = articles.beginnings()
    front = articles.front_page()
    return [
        Step(
            "name",
            bool(row.tagline and row.name != settings.WAGTAIL_SITE_NAME),
            _("Name and tagline"),
            _("What the publication is called, and one line that says what it is."),
            reverse("wagtailsettings:edit", args=["articles", "publication"]),
        ),
        Step(
            "section",
            begun.section_id is not None,
            _("A section"),
            _("Pieces stand in sections; one is enough to begin with."),
            reverse("wagtailadmin_pages:add", args=["articles", "sectionpage", front.pk]) if front else "",
        ),
        Step(
            "author",
            begun.has_author,
            _("An author"),
            _("The name that stands over a piece, with or without an account."),
            reverse("wagtailsnippets_articles_author:add"),
        ),
    ]


def _the_first_piece() -> list[Step]:
    begun = articles.beginnings()
    write = (
        reverse("wagtailadmin_pages:add", args=["articles", "articlepage", begun.section_id])
        if begun.section_id
        else ""
    )
    return [
        Step(
            "piece",
            begun.has_piece,
            _("The first piece"),
            _("Write it in a section and publish it."),
            write,
        ),
        Step(
            "gate",
            begun.has_gated_piece,
            _("A gate"),
            _("Put the gate block where the free part of a piece ends. Strangers read up to it."),
            write,
        ),
    ]


def _the_money() -> list[Step]:
    return [
        Step(
            "plan",
            memberships.has_plans(),
            _("A plan"),
            _("What membership costs, and what it brings."),
            reverse("plans:add"),
        ),
        Step(
            "payments",
            payments.is_open(),
            _("Payments"),
            _("A provider who takes the money is named in the settings (PAYMENT_PROVIDER). Until then the "
              "site says that membership is not open yet."),
        ),
    ]  # fmt: skip


def _the_mail() -> Step:
    sentence = (
        _("Mail is not set up (EMAIL_URL), so readers cannot sign in. What they write to you waits here.")
        if settings.EMAIL_URL == "none"
        else _("Send yourself a test message, so that you know that codes and receipts arrive.")
    )
    has_road = settings.EMAIL_URL != "none"
    return Step("mail", notices.has_sent_one(), _("Mail arrives"), sentence, tries_mail=has_road)


def _the_standing_pages() -> list[Step]:
    pages: dict[str, StandingPage] = {}
    for page in StandingPage.objects.order_by("-live", "pk"):
        pages.setdefault(page.kind, page)
    return [
        _page_step(pages, Kind.IMPRINT, _("Imprint"), _("Who is responsible: many countries ask for it.")),
        _page_step(pages, Kind.PRIVACY, _("Privacy"), _("What is kept of readers, why and how long.")),
        _page_step(pages, Kind.TERMS, _("Terms"), _("What members may expect, and what you may.")),
        _page_step(
            pages,
            Kind.GUIDELINES,
            _("Community guidelines"),
            _("How people write to each other here; moderators point to them."),
        ),
    ]


def _page_step(pages: dict[str, StandingPage], kind: Kind, title: str, sentence: str) -> Step:
    page = pages.get(kind)
    if page is None:
        front = articles.front_page()
        add = reverse("wagtailadmin_pages:add", args=["colophon", "standingpage", front.pk]) if front else ""
        return Step(kind.value, False, title, sentence, add)  # noqa: FBT003 - not done
    blanks = blanks_in(page.body)
    if blanks:
        sentence = _("%(sentence)s Still to be filled in: %(blanks)s") % {
            "sentence": sentence,
            "blanks": ", ".join([*blanks[:2], "…"] if len(blanks) > 2 else blanks),
        }
    elif not page.live:
        sentence = _("%(sentence)s It is a draft; publish it.") % {"sentence": sentence}
    edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
    return Step(kind.value, page.live and not blanks, title, sentence, edit)
