"""Opening and closing a discussion."""

from datetime import datetime

from django.db import transaction

from masthead.audit.operations import record
from masthead.discussion import events, permissions
from masthead.discussion.models import Readers, Thread, Writers
from masthead.discussion.operations.counting import lock
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
        announce(events.ThreadOpened(thread_id=thread.pk))
        return thread
    thread = lock(thread.pk)
    changed = [name for name, value in wanted.items() if getattr(thread, name) != value]
    for name in changed:
        setattr(thread, name, wanted[name])
    if changed:
        thread.save(update_fields=changed)
        announce(events.ThreadChanged(thread_id=thread.pk))
    return thread


@transaction.atomic
def close_thread(*, thread: Thread, by: Person | None, now: datetime) -> Thread:
    """Nobody can write or vote here any more; what was written stays. `by` is None when the house itself
    closes it.

    :raises StaffOnly: only moderators, editors and the publisher close threads
    """
    return _set_state(thread, Thread.State.CLOSED, by=by, now=now)


@transaction.atomic
def reopen_thread(*, thread: Thread, by: Person | None, held: bool = False, now: datetime) -> Thread:
    """One can write here again; with `held`, every comment waits for a moderator first.

    :raises StaffOnly: only moderators, editors and the publisher reopen threads
    """
    return _set_state(thread, Thread.State.HELD if held else Thread.State.OPEN, by=by, now=now)


def _set_state(thread: Thread, state: Thread.State, *, by: Person | None, now: datetime) -> Thread:
    if by is not None:
        permissions.ensure_may_moderate(by)
    thread = lock(thread.pk)
    if thread.state == state:
        return thread
    thread.state = state
    thread.closed_at = now if state == Thread.State.CLOSED else None
    thread.save(update_fields=["state", "closed_at"])
    record(actor=by, action=f"discussion.thread.{state.name.lower()}", subject=thread, now=now)
    if state == Thread.State.CLOSED:
        announce(events.ThreadClosed(thread_id=thread.pk))
    else:
        announce(events.ThreadChanged(thread_id=thread.pk))
    return thread
