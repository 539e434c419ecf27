"""Opening and closing a discussion."""

from datetime import datetime

from django.db import transaction

from masthead.audit.operations import record
from masthead.discussion import events, permissions
from masthead.discussion.models import Readers, Thread, Writers
from masthead.discussion.operations.counters import lock_thread
from masthead.kit.events import announce
from masthead.people.models import Person


@transaction.atomic
def open_thread(
    *,
    key: str,
    address: str,
    title: str,
    readable_by: str = Readers.EVERYBODY,
    posting_by: str = Writers.MEMBERS,
    now: datetime,
) -> Thread:
    """There is one thread for `key`, with this address, title and rules; asked again with others, they are
    changed.

    A thread that was closed stays closed.
    """
    wanted = {
        "address": address,
        "title": title,
        "readable_by": Readers(readable_by),
        "posting_by": Writers(posting_by),
    }
    thread, is_new = Thread.objects.get_or_create(key=key, defaults={**wanted, "opened_at": now})
    if is_new:
        announce(events.ThreadOpened(thread_id=thread.pk, thread_key=thread.key))
        return thread
    thread = lock_thread(thread.pk)
    changed = [name for name, value in wanted.items() if getattr(thread, name) != value]
    for name in changed:
        setattr(thread, name, wanted[name])
    if changed:
        thread.save(update_fields=changed)
        announce(events.ThreadChanged(thread_id=thread.pk, thread_key=thread.key))
    return thread


@transaction.atomic
def change_access_of_threads(
    *, key_prefix: str, readable_by: tuple[str, str], posting_by: tuple[str, str]
) -> None:
    """Wherever the first of each pair holds now, the second does; in two statements, whatever their number.

    Threads that were put away or closed to writers have rules of their own and keep them. Who changes a rule
    for so many at once announces it.
    """
    threads = Thread.objects.filter(key__startswith=key_prefix)
    if posting_by[0] != posting_by[1]:
        readers = readable_by[0]
        threads.filter(readable_by=readers, posting_by=posting_by[0]).update(posting_by=posting_by[1])
    if readable_by[0] != readable_by[1]:
        threads.filter(readable_by=readable_by[0]).update(readable_by=readable_by[1])


@transaction.atomic
def close_thread(*, thread: Thread, by: Person | None, now: datetime) -> Thread:
    """Nobody can write or vote here any more; what was written stays. `by` is None when the system
    closes it.

    :raises StaffOnly: only moderators, editors and the publisher close threads
    """
    return _set_state(thread, Thread.State.CLOSED, by=by, now=now)


@transaction.atomic
def reopen_thread(*, thread: Thread, by: Person | None, premoderated: bool = False, now: datetime) -> Thread:
    """The thread is open again; with `held`, every comment waits for a moderator first.

    :raises StaffOnly: only moderators, editors and the publisher reopen threads
    """
    return _set_state(
        thread, Thread.State.PREMODERATED if premoderated else Thread.State.OPEN, by=by, now=now
    )


def _set_state(thread: Thread, state: Thread.State, *, by: Person | None, now: datetime) -> Thread:
    if by is not None:
        permissions.ensure_may_moderate(by)
    thread = lock_thread(thread.pk)
    if thread.state == state:
        return thread
    thread.state = state
    thread.closed_at = now if state == Thread.State.CLOSED else None
    thread.save(update_fields=["state", "closed_at"])
    record(actor=by, action=f"discussion.thread.{state.name.lower()}", subject=thread, now=now)
    if state == Thread.State.CLOSED:
        announce(events.ThreadClosed(thread_id=thread.pk, thread_key=thread.key))
    else:
        announce(events.ThreadChanged(thread_id=thread.pk, thread_key=thread.key))
    return thread
