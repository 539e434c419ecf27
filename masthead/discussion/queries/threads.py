"""Threads, who may read them, and how many comments they have."""

from collections.abc import Iterable
from datetime import datetime

from masthead.discussion import errors
from masthead.discussion.models import Readers, Thread
from masthead.memberships.queries import is_member
from masthead.people.models import Person
from masthead.people.permissions import is_staff


def thread_by_id(thread_id: int) -> Thread:
    """The thread.

    :raises NoSuchThread: there is none
    """
    thread = Thread.objects.filter(pk=thread_id).first()
    if thread is None:
        raise errors.NoSuchThread
    return thread


def thread_by_key(key: str) -> Thread | None:
    """The thread that hangs on `key`, or None while none was opened."""
    return Thread.objects.filter(key=key).first()


def may_be_read_by(*, thread: Thread, reader_id: int | None, now: datetime) -> bool:
    """Whether this reader (None: a stranger) may see what is written in the thread, or how much. No query
    where everybody may.
    """
    if thread.is_public or not reader_id:
        return thread.is_public
    reader = Person.objects.filter(pk=reader_id).first()
    return belongs_to(Readers(thread.readable_by), reader, now)


def belongs_to(readers: Readers, person: Person | None, now: datetime) -> bool:
    """Whether `person` (None: a stranger) is one of those readers: the rule itself, asked of one thread or of
    all. It asks for a membership only where one decides.
    """
    if readers == Readers.EVERYBODY:
        return True
    if person is None or not person.is_active:
        return False
    if readers == Readers.REGISTERED or is_staff(person):
        return True
    return readers == Readers.MEMBERS and is_member(person, now)


def comment_counts(
    keys: Iterable[str], *, reader_id: int | None = None, now: datetime | None = None
) -> dict[str, int]:
    """How many comments can be read in the threads of `keys`; threads this reader may not read are left out,
    as are keys without one.

    Without a reader: what everybody may know, in one query.
    """
    threads = Thread.objects.filter(key__in=list(keys))
    if reader_id is None or now is None:
        threads = threads.filter(readable_by=Readers.EVERYBODY)
        return dict(threads.values_list("key", "shown_count"))
    return {
        thread.key: thread.shown_count
        for thread in threads
        if may_be_read_by(thread=thread, reader_id=reader_id, now=now)
    }
