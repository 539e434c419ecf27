"""Every table that holds something of a person gives it to them, and lets it go, or says why not.

The tables are found by themselves: whatever has a foreign key to the person, or a column for an e-mail
address. Each gets a row, then the export is packed and the person leaves.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import connection, models
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page

from masthead.kit import jobs
from masthead.kit.contributions import gather
from masthead.payments.models import Subscription
from masthead.payments.states import SubscriptionState
from masthead.people import operations
from masthead.people.contributions import DATA_EXPORT
from masthead.people.models import Person
from masthead.publishing import operations as publishing
from masthead.publishing.models import ArticlePage, Author, SectionPage
from masthead.publishing.queries import publication_summary

ADDRESS = "mina@example.org"

THE_DESK = "a record of work at the desk; its lines stay with the piece, under the number of a former member"
THE_DESKS_OWN = "how the desk looks and what lay half-typed in it"

# What the export leaves out, and why.
NOT_EXPORTED = {
    "account.EmailAddress": "the address stands in account.json",
    "publishing.Author": "a byline is what the publication printed, and public",
    "publishing.PreviewLink": THE_DESK,
    "reading.NotifiedFollower": "that a follower was told: the notice itself is in notices.json",
    "publishing.Picture": THE_DESK,
    "audit.AuditEntry": "the audit log; what concerns a reader is told them as a notice",
    "site_pages.Contact": "the publication's own address",
    "payments.PretendSession": "the pretend provider's own table, of a demonstration",
    "people.DataExport": "the archive itself",
    "people.EmailCode": "a hash of a code, good for ten minutes and kept for a day",
    "wagtailadmin.EditingSession": THE_DESKS_OWN,
    "wagtailadmin.FormState": THE_DESKS_OWN,
    "wagtailcore.APIToken": "a secret's hash; nobody but staff has one",
    "wagtailcore.Comment": THE_DESK,
    "wagtailcore.CommentReply": THE_DESK,
    "wagtailcore.ModelLogEntry": THE_DESK,
    "wagtailcore.PageLogEntry": THE_DESK,
    "wagtailcore.PageSubscription": THE_DESKS_OWN,
    "wagtailcore.Page": THE_DESK,
    "wagtailcore.Revision": THE_DESK,
    "wagtailcore.TaskState": THE_DESK,
    "wagtailcore.UploadedFile": THE_DESK,
    "wagtailcore.WorkflowState": THE_DESK,
    "wagtaildocs.Document": THE_DESK,
    "wagtailimages.Image": THE_DESK,
    "wagtailusers.UserProfile": THE_DESKS_OWN,
}

MONEY = "tax law wants it kept; it hangs on a number without name or address"
# What still points to the number of somebody who left, or holds their address, and why.
KEPT = {
    "publishing.PreviewLink": THE_DESK,
    "publishing.Picture": THE_DESK,
    "audit.AuditEntry": "the audit log is only ever added to, as the leaving page says",
    "site_pages.Contact": "the publication's own address",
    "discussion.Comment": "a tombstone without words keeps the place of what was answered",
    "memberships.Entitlement": MONEY,
    "moderation.Report": "that somebody reported a comment, without their words: the action rests on it",
    "notices.Delivery": "the goodbye message, for ninety days, as the leaving page says",
    "payments.Checkout": MONEY,
    "payments.Buyer": MONEY,
    "payments.Invoice": MONEY,
    "payments.PretendSession": "the pretend provider's own table, of a demonstration",
    "payments.Subscription": MONEY,
    "wagtailcore.Comment": THE_DESK,
    "wagtailcore.CommentReply": THE_DESK,
    "wagtailcore.ModelLogEntry": THE_DESK,
    "wagtailcore.PageLogEntry": THE_DESK,
    "wagtailcore.Page": THE_DESK,
    "wagtailcore.Revision": THE_DESK,
    "wagtailcore.TaskState": THE_DESK,
    "wagtailcore.UploadedFile": THE_DESK,
    "wagtailcore.WorkflowState": THE_DESK,
    "wagtaildocs.Document": THE_DESK,
    "wagtailimages.Image": THE_DESK,
}

Field = models.Field[Any, Any]


def of_a_person(model: type[models.Model]) -> list[Field]:
    """The columns by which a row of this table belongs to somebody."""
    return [
        field
        for field in model._meta.local_concrete_fields
        if field.related_model is Person
        or (not field.is_relation and "email" in field.name)
        or isinstance(field, models.EmailField)
    ]


def tables() -> dict[str, type[models.Model]]:
    """Every table that holds something of a person, but for the account itself."""
    found = {model._meta.label: model for model in apps.get_models() if of_a_person(model)}
    del found["people.Person"]
    return {
        label: model
        for label, model in found.items()
        if any(field.related_model is not Page for field in of_a_person(model))
    }


class Rows:
    """One row in each table, filled in by the kind of its columns."""

    def __init__(self, person: Person, article: ArticlePage, now: datetime) -> None:
        self.person, self.article, self.now = person, article, now
        self.made: dict[type[models.Model], models.Model] = {}

    def of(self, model: type[models.Model]) -> Any:
        if issubclass(model, Page):
            return self.article if model is ArticlePage else self.article.page_ptr
        if model is ContentType:
            return ContentType.objects.get_for_model(ArticlePage)
        if model is Person:
            return self.person
        if model not in self.made:
            row = model(**dict(self.values(model)))
            self.made[model] = model._base_manager.bulk_create([row])[0]
        return self.made[model]

    def values(self, model: type[models.Model]) -> Iterator[tuple[str, Any]]:
        for field in model._meta.concrete_fields:
            if field in of_a_person(model) or self.is_needed(field):
                yield field.name, self.value(field)

    def is_needed(self, field: Field) -> bool:
        if isinstance(field, models.BooleanField):
            return True
        return not (field.primary_key or field.null or field.has_default())

    def value(self, field: Field) -> Any:
        if field.is_relation:
            return self.of(field.related_model)  # type: ignore[arg-type]  # never "self" here
        if field in of_a_person(field.model):
            return ADDRESS
        if field.choices:
            return field.flatchoices[0][0]
        if isinstance(field, models.FileField):
            return "nothing.png"
        kinds: dict[type[Any], Any] = {
            models.DateTimeField: self.now,
            models.DateField: self.now.date(),
            models.BooleanField: True,
            models.IntegerField: 1,
            models.FloatField: 1.0,
            models.BinaryField: b"",
            models.JSONField: {},
            models.GenericIPAddressField: "203.0.113.7",
            models.UUIDField: None,
        }
        for kind, value in kinds.items():
            if isinstance(field, kind):
                return value
        return "notices/notices/plain" if field.name == "template" else "x"


@pytest.fixture
def rows(mina: Person, noon: datetime) -> Rows:
    """Mina, of whom every table knows something."""
    front = publishing.prepare_publication(name="The Lighterman", tagline="A magazine of the strait")
    section = front.add_child(instance=SectionPage(title="Harbour", slug="harbour"))
    article = section.add_child(instance=ArticlePage(title="The lantern", slug="lantern", owner=mina))
    made = Rows(mina, article, noon)
    for model in tables().values():
        if not holds_something(model, mina):
            made.of(model)
    Subscription.objects.update(state=SubscriptionState.OVER)  # or leaving would ask its provider
    return made


def holds_something(model: type[models.Model], person: Person) -> bool:
    """Whether a row of this table still belongs to the person or bears the address they had."""
    found = models.Q()
    for field in of_a_person(model):
        found |= models.Q(**{field.name: person.pk if field.related_model is Person else ADDRESS})
    return model._default_manager.filter(found).exists()


def test_personal_tables__each_is_in_the_export_or_says_why_not(rows: Rows, noon: datetime) -> None:
    with CaptureQueriesContext(connection) as everybodys:
        publication_summary()  # with it every sentence is made
    of_nobody = {query["sql"] for query in everybodys.captured_queries}
    with CaptureQueriesContext(connection) as asked:
        for share in gather(DATA_EXPORT):
            share(rows.person, noon)
    read = " ".join(query["sql"] for query in asked.captured_queries if query["sql"] not in of_nobody)
    left_out = {
        label
        for label, model in tables().items()
        if f'FROM "{model._meta.db_table}"' not in read and f'JOIN "{model._meta.db_table}"' not in read
    }
    assert left_out == set(NOT_EXPORTED), "give it to its person in export_data, or say here why not"


def test_personal_tables__each_lets_go_of_who_leaves_or_says_why_not(rows: Rows, noon: datetime) -> None:
    known = {label for label, model in tables().items() if holds_something(model, rows.person)}
    assert known == set(tables()), "a table without a row proves nothing"
    operations.delete_account(person=rows.person, keep_comments=False, now=noon)
    jobs.run_all()
    still = {label for label, model in tables().items() if holds_something(model, rows.person)}
    assert still == set(KEPT), "erase it when its person leaves, or say here why not"


def test_delete_account__address_and_name_of_who_left_stand_nowhere_else(rows: Rows, noon: datetime) -> None:
    operations.delete_account(person=rows.person, keep_comments=True, now=noon)
    jobs.run_all()
    words = (models.CharField, models.TextField, models.JSONField)
    found = {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.local_concrete_fields
        if isinstance(field, words)
        for word in (ADDRESS, "Mina Okonjo")
        if model._default_manager.filter(**{f"{field.name}__icontains": word}).exists()
    }
    assert found == {
        "audit.AuditEntry.actor_label",
        "audit.AuditEntry.details",
        "audit.AuditEntry.subject_label",
        "site_pages.Contact.address",  # the publication's own
        "notices.Delivery.to",  # the goodbye message
        "payments.PretendSession.account_email",
    }


def test_delete_account__no_byline_leads_to_the_account_of_who_left(rows: Rows, noon: datetime) -> None:
    operations.delete_account(person=rows.person, keep_comments=True, now=noon)
    assert Author.objects.get().person is None
