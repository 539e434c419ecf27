"""Site pages from our default texts, and messages from readers."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from types import MappingProxyType

from django.conf import settings
from django.db import transaction

from masthead.audit.operations import record
from masthead.kit import rate_limits
from masthead.kit.events import announce
from masthead.notices import operations as delivery
from masthead.notices.models import Delivery
from masthead.people.models import Person
from masthead.publishing.models import FrontPage
from masthead.publishing.operations import free_slug_under_front
from masthead.site_pages import events, notices, queries
from masthead.site_pages.errors import HoneypotFilled, NoSuchMessage
from masthead.site_pages.models import ContactMessage, SitePage, SitePageKind

CONTENT = Path(__file__).parent / "content"
# In the order of the foot of the page.
INITIAL_KINDS = (
    SitePageKind.ABOUT,
    SitePageKind.CONTACT,
    SitePageKind.GUIDELINES,
    SitePageKind.TERMS,
    SitePageKind.PRIVACY,
    SitePageKind.COOKIES,
    SitePageKind.IMPRINT,
)


@transaction.atomic
def prepare_site_pages(
    *,
    language: str,
    texts: Mapping[str, str] = MappingProxyType({}),
    placeholders: Mapping[str, str] = MappingProxyType({}),
) -> list[SitePage]:
    """Create every site page with our default text; existing ones stay as they are.

    `texts` holds, by kind, what a page says in place of our own text; `placeholders` what stands in ours in
    place of brackets to fill in, by what the brackets say.

    A page whose text still has brackets to fill in is a draft; the others are published.
    """
    front = FrontPage.objects.get()
    present = set(SitePage.objects.child_of(front).values_list("kind", flat=True))
    bodies = {kind: texts.get(kind, "") for kind in INITIAL_KINDS if kind not in present}
    return [_create_page(front, kind, language, text, placeholders) for kind, text in bodies.items()]


def receive_message(
    *,
    name: str,
    email: str,
    subject: str,
    text: str,
    honeypot: str,
    network: str,
    by: Person | None = None,
    now: datetime,
) -> ContactMessage:
    """Store the message and queue it to the publication's contact address by e-mail.

    `by` is who was signed in when it was written; None for a stranger.

    :raises HoneypotFilled: the field that people do not see was filled in
    :raises RateLimitExceeded: too many messages from this network
    """
    if honeypot:
        raise HoneypotFilled
    rate_limits.consume(
        name="contact messages from a network",
        who=rate_limits.by_network(network),
        capacity=5,
        refill_seconds=3600,
        now=now,
    )
    with transaction.atomic():
        message = ContactMessage(
            person=by,
            name=" ".join(name.split()),
            email=email,
            subject=" ".join(subject.split()),
            text=text,
            received_at=now,
        )
        if to := queries.contact_address():
            message.delivery = delivery.send(to=to, notice=notices.from_reader(message), now=now)
        message.save()
    return message


@transaction.atomic
def delete_delivered_messages() -> int:
    """Delete the messages that have been delivered by e-mail; returns how many."""
    return ContactMessage.objects.filter(delivery__state=Delivery.State.SENT).delete()[0]


@transaction.atomic
def resolve_message(*, message_id: int, by: Person, now: datetime) -> None:
    """Delete a message that somebody has dealt with.

    :raises NoSuchMessage: it is gone already
    """
    message = ContactMessage.objects.filter(pk=message_id).first()
    if message is None:
        raise NoSuchMessage
    record(actor=by, action="site_pages.message.finish", subject=message, now=now)
    _delete(message)


@transaction.atomic
def erase(*, person: Person, keep_comments: bool, now: datetime) -> None:  # noqa: ARG001 - the shape of every erasure
    """Delete this person's messages to the publication; what was mailed is out of our reach."""
    for message in queries.messages_of(person):
        _delete(message)


def send_test_mail(*, by: Person, now: datetime) -> None:
    """Send a test message to whoever asked for it.

    :raises RateLimitExceeded: asked for again and again
    """
    rate_limits.consume(
        name="test messages", who=rate_limits.by_person(by.pk), capacity=5, refill_seconds=600, now=now
    )
    delivery.send(to=by.email, notice=notices.test_mail(), now=now)


@transaction.atomic
def announce_page_change(*, page_id: int) -> None:
    """Announce that a site page changed, so that pages that link to it are rebuilt."""
    announce(events.SitePagesChanged(page_id=page_id))


def _delete(message: ContactMessage) -> None:
    if message.delivery_id is not None:  # it holds the same words until it has left
        delivery.cancel_delivery(delivery_id=message.delivery_id)
    message.delete()


def _create_page(
    front: FrontPage, kind: SitePageKind, language: str, text: str, placeholders: Mapping[str, str]
) -> SitePage:
    title, body = _default_text(kind, language)
    for blank, filled in placeholders.items():
        body = body.replace(f"[{blank}]", filled)
    body = text or body
    page = SitePage(
        title=title,
        slug=free_slug_under_front(title, front=front),
        kind=kind,
        body=body,
        show_in_menus=True,
        live=not queries.placeholders_in(body),
    )
    FrontPage.objects.get(pk=front.pk).add_child(instance=page)
    revision = page.save_revision()
    if page.live:
        revision.publish()
    return page


def _default_text(kind: SitePageKind, language: str) -> tuple[str, str]:
    """Title (the first line) and body of our own text, in the language, or in that of the code."""
    folder = CONTENT / (language if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE)
    title, _, body = (folder / f"{kind}.html").read_text().partition("\n")
    return title.strip(), body.strip()
