"""The checklist, messages from readers, and the list of what is stored in browsers."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.translation import gettext as _

from masthead.kit.addresses import absolute_address
from masthead.kit.browser_storage import BrowserStorageItem
from masthead.kit.contributions import gather
from masthead.kit.data_export import DataExportPart
from masthead.memberships import queries as memberships
from masthead.notices import queries as notices
from masthead.notices.models import Delivery
from masthead.payments import queries as payments
from masthead.people import queries as people
from masthead.people.models import Person, Role
from masthead.publishing import queries as publishing
from masthead.site_pages.contributions import BROWSER_STORAGE
from masthead.site_pages.models import Contact, ContactMessage, SitePage, SitePageKind

PLACEHOLDER = re.compile(r"\[[^\[\]<>]{2,}\]")


def placeholders_in(text: str) -> list[str]:
    """The placeholders in brackets that are still to be filled in."""
    return PLACEHOLDER.findall(text)


def browser_storage() -> list[BrowserStorageItem]:
    """Everything this site stores in a reader's browser, gathered from the rooms."""
    return [thing for offer in gather(BROWSER_STORAGE) for thing in offer()]


def contact_address() -> str:
    """Where messages from readers go: the address that was set, else the first publisher's; or nothing."""
    row = Contact.objects.first()
    if row is not None and row.address:
        return row.address
    publishers = people.people_with(Role.PUBLISHER)
    return min(publishers, key=lambda person: person.pk).email if publishers else ""


def contact_page() -> str:
    """The address of the page with the contact form; empty while it is not published."""
    page = SitePage.objects.filter(kind=SitePageKind.CONTACT, live=True).first()
    return absolute_address(publishing.page_address(page.slug)) if page else ""


def undelivered_messages() -> list[ContactMessage]:
    """Messages that have not been delivered by e-mail, newest first."""
    return list(
        ContactMessage.objects.exclude(delivery__state=Delivery.State.SENT).select_related("delivery")[:100]
    )


def messages_of(person: Person) -> list[ContactMessage]:
    """What this person wrote to us and is still here: signed in, or with an address of their account."""
    mine = Q(person=person) | Q(writer__in=people.addresses_of(person))
    messages = ContactMessage.objects.alias(writer=Lower("email")).filter(mine)
    return list(messages.select_related("delivery").order_by("pk"))


def export_data(person: Person, now: datetime) -> DataExportPart:  # noqa: ARG001 - the shape of every share
    """This room's part of a person's data export: messages that are not delivered yet."""
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
    return DataExportPart(name="messages", content=content)


# --- the checklist ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ChecklistStep:
    """One thing a publication needs, whether it has it, and where to do it."""

    key: str
    done: bool
    title: str
    sentence: str
    address: str = ""
    sends_test_mail: bool = False


def checklist() -> Sequence[ChecklistStep]:
    """Everything a publication needs before it opens, ticked off from what is really there."""
    return (
        *_publication_steps(),
        *_first_article_steps(),
        *_payment_steps(),
        _mail_step(),
        *_site_page_steps(),
    )


def _publication_steps() -> list[ChecklistStep]:
    row = publishing.publication()
    begun = publishing.setup_progress()
    front = publishing.front_page()
    return [
        ChecklistStep(
            "name",
            bool(row.tagline and row.name != settings.WAGTAIL_SITE_NAME),
            _("Name and tagline"),
            _("What the publication is called, and one line that says what it is."),
            reverse("wagtailsettings:edit", args=["publishing", "publication"]),
        ),
        ChecklistStep(
            "section",
            begun.section_id is not None,
            _("A section"),
            _("Pieces stand in sections; one is enough to begin with."),
            reverse("wagtailadmin_pages:add", args=["publishing", "sectionpage", front.pk]) if front else "",
        ),
        ChecklistStep(
            "author",
            begun.has_author,
            _("An author"),
            _("The name that stands over a piece, with or without an account."),
            reverse("wagtailsnippets_publishing_author:add"),
        ),
    ]


def _first_article_steps() -> list[ChecklistStep]:
    begun = publishing.setup_progress()
    write = (
        reverse("wagtailadmin_pages:add", args=["publishing", "articlepage", begun.section_id])
        if begun.section_id
        else ""
    )
    return [
        ChecklistStep(
            "piece",
            begun.has_piece,
            _("The first piece"),
            _("Write it in a section and publish it."),
            write,
        ),
        ChecklistStep(
            "gate",
            begun.has_gated_piece,
            _("A gate"),
            _("Put the gate block where the free part of a piece ends. Strangers read up to it."),
            write,
        ),
    ]


def _payment_steps() -> list[ChecklistStep]:
    return [
        ChecklistStep(
            "plan",
            memberships.has_plans(),
            _("A plan"),
            _("What membership costs, and what it brings."),
            reverse("plans:add"),
        ),
        ChecklistStep(
            "payments",
            payments.takes_payments(),
            _("Payments"),
            _("A provider who takes the money is named in the settings (PAYMENT_PROVIDER). Until then the "
              "site says that membership is not open yet."),
        ),
    ]  # fmt: skip


def _mail_step() -> ChecklistStep:
    sentence = (
        _("Mail is not set up (EMAIL_URL), so readers cannot sign in. What they write to you waits here.")
        if settings.EMAIL_URL == "none"
        else _("Send yourself a test message, so that you know that codes and receipts arrive.")
    )
    has_road = settings.EMAIL_URL != "none"
    return ChecklistStep(
        "mail", notices.has_sent_email(), _("Mail arrives"), sentence, sends_test_mail=has_road
    )


def _site_page_steps() -> list[ChecklistStep]:
    pages: dict[str, SitePage] = {}
    for page in SitePage.objects.order_by("-live", "pk"):
        pages.setdefault(page.kind, page)
    return [
        _page_step(
            pages, SitePageKind.IMPRINT, _("Imprint"), _("Who is responsible: many countries ask for it.")
        ),
        _page_step(
            pages, SitePageKind.PRIVACY, _("Privacy"), _("What is kept of readers, why and how long.")
        ),
        _page_step(pages, SitePageKind.TERMS, _("Terms"), _("What members may expect, and what you may.")),
        _page_step(
            pages,
            SitePageKind.GUIDELINES,
            _("Community guidelines"),
            _("How people write to each other here; moderators point to them."),
        ),
    ]


def _page_step(pages: dict[str, SitePage], kind: SitePageKind, title: str, sentence: str) -> ChecklistStep:
    page = pages.get(kind)
    if page is None:
        front = publishing.front_page()
        add = reverse("wagtailadmin_pages:add", args=["site_pages", "sitepage", front.pk]) if front else ""
        return ChecklistStep(kind.value, False, title, sentence, add)  # noqa: FBT003 - not done
    blanks = placeholders_in(page.body)
    if blanks:
        sentence = _("%(sentence)s Still to be filled in: %(blanks)s") % {
            "sentence": sentence,
            "blanks": ", ".join([*blanks[:2], "…"] if len(blanks) > 2 else blanks),
        }
    elif not page.live:
        sentence = _("%(sentence)s It is a draft; publish it.") % {"sentence": sentence}
    edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
    return ChecklistStep(kind.value, page.live and not blanks, title, sentence, edit)
