"""`masthead manage grow_thread`: a discussion of any size, for trials and measurements."""

import itertools
import time
from argparse import ArgumentParser
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from masthead.discussion import operations, permissions, queries
from masthead.discussion.models import Thread
from masthead.kit.refusals import Refusal
from masthead.memberships import models as membership_models
from masthead.memberships import operations as memberships
from masthead.people import operations as people
from masthead.people.models import Person

AUTHORS = 40
A_YEAR = timedelta(days=365)


class Command(BaseCommand):
    help = "Write many comments into one thread, as if each had been posted and voted on. For trials only."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take size, thread and seed."""
        parser.add_argument(
            "--comments", type=int, default=100_000, help="how many comments to add (default: 100000)"
        )
        parser.add_argument(
            "--thread",
            default="",
            metavar="KEY",
            help="the thread's key; without it a thread of its own is opened",
        )
        parser.add_argument(
            "--seed", type=int, default=1, help="the same seed grows the same discussion (default: 1)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Grow the thread and say where it stands."""
        if settings.MASTHEAD_MODE == "production":
            raise CommandError("This is a live publication: invented letters do not belong in it.")
        if options["comments"] < 1:
            raise CommandError("--comments must be 1 or more.")
        now, began = timezone.now(), time.monotonic()
        thread = self._thread(options["thread"], now)
        authors = authors_for_growth(thread=thread, number=AUTHORS, now=now)
        try:
            written = operations.grow_thread(
                thread=thread, authors=authors, count=options["comments"], seed=options["seed"], now=now
            )
        except Refusal as no:
            raise CommandError(str(no)) from None
        seconds = time.monotonic() - began
        self.stdout.write(
            f"{written:,} comments in {seconds:.0f} s: {settings.SITE_URL}{thread.get_absolute_url()}"
        )

    def _thread(self, key: str, now: datetime) -> Thread:
        if not key:
            return operations.open_thread(key="grown", address="/", title="A long discussion", now=now)
        thread = queries.thread_by_key(key)
        if thread is None:
            raise CommandError(f"There is no thread with the key {key!r}. An article's is article:<number>.")
        return thread


@transaction.atomic
def authors_for_growth(*, thread: Thread, number: int, now: datetime) -> list[Person]:
    """`number` people who may write in `thread`: those who can already, filled up with invented members."""
    known = list(Person.objects.filter(is_active=True).order_by("pk")[: number * 5])
    authors = [person for person in known if permissions.is_admitted(person, thread, now)][:number]
    for name in invented_names():
        if len(authors) >= number:
            break
        address = f"{name.lower().replace(' ', '.')}@example.org"
        if not Person.objects.filter(email=address).exists():
            authors.append(_invent(name, address, now))
    return authors


def invented_names() -> list[str]:
    """Names that nobody has and nobody can mistake for each other."""
    starts = ("Ba", "De", "Fo", "Gu", "Ka", "Ne", "Pu", "To")
    ends = ("zar", "tem", "pos", "suk", "hed", "gan", "kep", "dux")
    return [f"{start}{end} Ofthecrowd" for start, end in itertools.product(starts, ends)]


def _invent(name: str, address: str, now: datetime) -> Person:
    person = people.register_person(email=address, display_name=name, now=now)
    memberships.grant(
        person=person,
        source=membership_models.Source.COMPLIMENTARY,
        starts_at=now,
        ends_at=now + A_YEAR,
        reference=f"grown:{person.pk}",
        now=now,
    )
    return person
