"""Standing pages from our own texts, and what readers write."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from types import MappingProxyType

from django.db import transaction
from django.utils.text import slugify

from masthead.articles import queries as articles
from masthead.articles.models import FrontPage
from masthead.audit.operations import record
from masthead.colophon import events, notices, queries
from masthead.colophon.errors import LooksAutomatic, NoSuchMessage
from masthead.colophon.models import ContactMessage, Kind, StandingPage
from masthead.kit import limits
from masthead.kit.events import announce
from masthead.notices import operations as delivery
from masthead.notices.models import Delivery
from masthead.people.models import Person

CONTENT = Path(__file__).parent / "content"
LANGUAGES = ("en", "de", "fr")
# In the order of the foot of the page.
BEGINNINGS = (Kind.ABOUT, Kind.CONTACT, Kind.GUIDELINES, Kind.TERMS, Kind.PRIVACY, Kind.COOKIES, Kind.IMPRINT)


@transaction.atomic
def prepare_standing_pages(
    *,
    language: str,
    texts: Mapping[str, str] = MappingProxyType({}),
    words: Mapping[str, str] = MappingProxyType({}),
) -> list[StandingPage]:
    """Let there be every standing page, with our own text to adapt; those that are there stay as they are.

    `texts` holds, by kind, what a page says in place of our own text; `words` what stands in ours in place of
    brackets to fill in, by what the brackets say.

    A page whose text still has brackets to fill in is a draft; the others are published.
    """
    front = FrontPage.objects.get()
    present = set(StandingPage.objects.child_of(front).values_list("kind", flat=True))
    bodies = {kind: texts.get(kind, "") for kind in BEGINNINGS if kind not in present}
    return [_begin(front, kind, language, text, words) for kind, text in bodies.items()]


def receive_message(
    *,
    name: str,
    email: str,
    subject: str,
    text: str,
    trap: str,
    network: str,
    by: Person | None = None,
    now: datetime,
) -> ContactMessage:
    """The message is kept, and on its way to the publication's contact address by mail.

    `by` is who was signed in when it was written; None for a stranger.

    :raises LooksAutomatic: the field that people do not see was filled in
    :raises TooMany: too many messages from this network
    """
    if trap:
        raise LooksAutomatic
    limits.spend(
        name="contact messages from a network", who=network, capacity=5, refill_seconds=3600, now=now
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
def forget_delivered_messages() -> int:
    """What has arrived by mail is not kept here any longer; returns how many messages that were."""
    return ContactMessage.objects.filter(delivery__state=Delivery.State.SENT).delete()[0]


@transaction.atomic
def finish_message(*, message_id: int, by: Person, now: datetime) -> None:
    """Somebody has dealt with a message: it is gone here.

    :raises NoSuchMessage: it is gone already
    """
    message = ContactMessage.objects.filter(pk=message_id).first()
    if message is None:
        raise NoSuchMessage
    record(actor=by, action="colophon.message.finish", subject=message, now=now)
    _let_go(message)


@transaction.atomic
def erase(*, person: Person, letters_stay: bool, now: datetime) -> None:  # noqa: ARG001 - the shape of every erasure
    """Nothing this person wrote to the publication is kept here; what was mailed is beyond our reach."""
    for message in queries.messages_of(person):
        _let_go(message)


def try_mail(*, by: Person, now: datetime) -> None:
    """A test message is on its way to whoever asked for it.

    :raises TooMany: asked for again and again
    """
    limits.spend(name="test messages", who=str(by.pk), capacity=5, refill_seconds=600, now=now)
    delivery.send(to=by.email, notice=notices.mail_works(), now=now)


@transaction.atomic
def note_change_of_page(*, page_id: int) -> None:
    """Whatever names the standing pages is drawn anew."""
    articles.forget_masthead_line()
    announce(events.StandingPagesChanged(page_id=page_id))


def _let_go(message: ContactMessage) -> None:
    if message.delivery_id is not None:  # it holds the same words until it has left
        delivery.withdraw(delivery_id=message.delivery_id)
    message.delete()


def _begin(front: FrontPage, kind: Kind, language: str, text: str, words: Mapping[str, str]) -> StandingPage:
    title, body = _text(kind, language)
    for blank, filled in words.items():
        body = body.replace(f"[{blank}]", filled)
    body = text or body
    page = StandingPage(
        title=title,
        slug=slugify(title),
        kind=kind,
        body=body,
        show_in_menus=True,
        live=not queries.blanks_in(body),
    )
    FrontPage.objects.get(pk=front.pk).add_child(instance=page)
    revision = page.save_revision()
    if page.live:
        revision.publish()
    return page


def _text(kind: Kind, language: str) -> tuple[str, str]:
    """Title (the first line) and body of our own text, in the language, or in English."""
    folder = CONTENT / (language if language in LANGUAGES else LANGUAGES[0])
    title, _, body = (folder / f"{kind}.html").read_text().partition("\n")
    return title.strip(), body.strip()
