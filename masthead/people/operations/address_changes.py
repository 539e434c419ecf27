"""Changing the e-mail address of an account, and undoing it."""

from collections.abc import Collection
from datetime import datetime, timedelta

from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db import IntegrityError, transaction
from django.urls import reverse

from masthead.audit.operations import record
from masthead.kit import email_addresses, rate_limits
from masthead.kit.addresses import absolute_address
from masthead.kit.email_addresses import normalized_email
from masthead.kit.events import announce
from masthead.kit.jobs import for_each
from masthead.people import errors, events, permissions, queries
from masthead.people.models import (
    ADDRESS_CHANGE_TRANSITIONS,
    AddressChange,
    CodePurpose,
    EmailCode,
    Person,
    Role,
)
from masthead.people.operations.accounts import void_sign_ins
from masthead.people.operations.email_codes import check_code, issue_code, mark_code_used

PLANNED_CHANGE_DELAY = timedelta(hours=48)


def request_address_change(*, person: Person, email: str, network: str, now: datetime) -> EmailCode:
    """A code is sent to the new address; if that has an account, its owner gets a notice instead.

    The response does not reveal which of the two happened.

    :raises EmailAddressRefused: no mail could reach it
    :raises SameAddress: it is the address the account has
    :raises RateLimitExceeded: too many changes by this person, or too many codes
    """
    address = normalized_email(email)
    if address == person.email:
        raise errors.SameAddress
    rate_limits.consume(
        name="changes of address",
        who=rate_limits.by_person(person.pk),
        capacity=6,
        refill_seconds=3600,
        now=now,
    )
    taken = queries.is_address_taken(address, but_for=person, now=now)
    return issue_code(
        email=address,
        purpose=CodePurpose.ADDRESS,
        network=network,
        instead_template="people/notices/address_is_taken" if taken else "",
        now=now,
    )


def change_address(
    *,
    person: Person,
    code_id: int,
    earlier: Collection[int] = (),
    entered: str,
    network: str,
    keep_session_key: str = "",
    now: datetime,
) -> AddressChange:
    """The account is at the new address; both addresses are told, and the old one may undo it for a week.

    Everybody else is signed out; `keep_session_key` is the key of the session in which it was done.

    :raises CodeIsWrong, CodeIsOfAnotherMessage, NoTriesLeft, CodeIsExpired: as `check_code`
    :raises RateLimitExceeded: too many tries from this network
    """
    code = check_code(
        code_id=code_id,
        earlier=earlier,
        purpose=CodePurpose.ADDRESS,
        entered=entered,
        network=network,
        now=now,
    )
    with transaction.atomic():
        mark_code_used(code=code, now=now)
        person = _locked(person)
        if queries.is_address_taken(code.email, but_for=person, now=now):
            raise errors.CodeIsExpired  # taken meanwhile; whose it is nobody learns
        change = AddressChange.objects.create(
            person=person,
            old_address=person.email,
            new_address=code.email,
            state=AddressChange.State.DONE,
            requested_at=code.issued_at,
            done_at=now,
        )
        _stop_waiting(person)
        _complete(change, by=person, keep_session_key=keep_session_key, now=now)
    return change


@transaction.atomic
def plan_address_change(
    *, email: str, new_email: str, reason: str, by: Person, now: datetime
) -> AddressChange:
    """In two days the account of `email` will be at the new address, unless the old one says no.

    For somebody who lost their mailbox and has no passkey; the old address is told at once.

    :raises StaffOnly: anybody but a publisher
    :raises ReasonIsMissing: nobody will know why
    :raises NoSuchPerson: no open account has that address
    :raises EmailAddressRefused, SameAddress, AddressIsTaken: it cannot move there
    :raises AddressChangeIsPending: another change of this account is
    """
    by = permissions.ensure_role(by, Role.PUBLISHER)
    if not reason.strip():
        raise errors.ReasonIsMissing
    person = permissions.ensure_known(queries.person_by_address(email))
    address = normalized_email(new_email)
    if address == person.email:
        raise errors.SameAddress
    if queries.is_address_taken(address, but_for=person, now=now):
        raise errors.AddressIsTaken
    change = _planned(person, address, reason.strip(), by, now)
    _note(change, "plan", by=by, now=now)
    stop = absolute_address(
        reverse("people:stop_address", args=[queries.address_change_link(change, "stop")])
    )
    get_adapter().send_mail(
        "people/notices/address_waits",
        change.old_address,
        {"new_address": address, "reason": change.reason, "stop": stop},
    )
    return change


def _planned(person: Person, address: str, reason: str, by: Person, now: datetime) -> AddressChange:
    try:
        with transaction.atomic():
            return AddressChange.objects.create(
                person=person,
                old_address=person.email,
                new_address=address,
                state=AddressChange.State.WAITING,
                by_staff=by,
                reason=reason[:500],
                requested_at=now,
                due_at=now + PLANNED_CHANGE_DELAY,
            )
    except IntegrityError:
        raise errors.AddressChangeIsPending from None


def apply_due_address_changes(*, now: datetime) -> int:
    """Apply every planned change whose two days are over; returns how many there were.

    :raises ExceptionGroup: what went wrong with some, once all the others are applied
    """
    due = queries.due_address_changes(now=now)
    return sum(for_each(due, lambda change_id: _apply(change_id, now)))


@transaction.atomic
def _apply(change_id: int, now: datetime) -> bool:
    change = AddressChange.objects.select_for_update().get(pk=change_id)
    if change.state != AddressChange.State.WAITING:
        return False
    person = change.person = _locked(change.person)
    gone = not person.is_active or person.email != change.old_address
    if gone or queries.is_address_taken(change.new_address, but_for=person, now=now):
        _set_state(change, AddressChange.State.STOPPED)
        _note(change, "stop", by=None, now=now)
        return False
    change.done_at = now
    _set_state(change, AddressChange.State.DONE)
    _complete(change, by=change.by_staff, now=now)
    return True


@transaction.atomic
def stop_address_change(*, link: str, now: datetime) -> AddressChange:
    """The planned change will not happen: the old address said no.

    :raises LinkIsInvalid: we did not make that link
    :raises TooLateToStop: it has happened, or was stopped before
    """
    change = _locked_change(queries.address_change_by_link(link, "stop"))
    if change.state != AddressChange.State.WAITING:
        raise errors.TooLateToStop
    _set_state(change, AddressChange.State.STOPPED)
    _note(change, "stop", by=None, now=now)
    return change


@transaction.atomic
def withdraw_address_change(*, change_id: int, by: Person, now: datetime) -> None:
    """The publisher no longer plans that change.

    :raises StaffOnly: anybody but a publisher
    :raises TooLateToStop: there is none that waits
    """
    by = permissions.ensure_role(by, Role.PUBLISHER)
    change = AddressChange.objects.select_for_update().filter(pk=change_id).first()
    if change is None or change.state != AddressChange.State.WAITING:
        raise errors.TooLateToStop
    _set_state(change, AddressChange.State.STOPPED)
    _note(change, "stop", by=by, now=now)


@transaction.atomic
def undo_address_change(*, link: str, now: datetime) -> AddressChange:
    """The account is back at the old address: signed out everywhere, without passkeys, and both are told.

    Passkeys go because whoever took the account may have added one; their owner can add them again.

    :raises LinkIsInvalid: we did not make that link
    :raises TooLateToUndo: a week is over, it was undone before, or the account was left
    """
    change = _locked_change(queries.address_change_by_link(link, "undo"))
    person = change.person
    if not queries.may_undo_address_change(change, now=now) or not person.is_active:
        raise errors.TooLateToUndo
    later = AddressChange.objects.filter(
        person=person, state=AddressChange.State.DONE, done_at__gte=change.done_at
    )
    for other in later.exclude(pk=change.pk):
        _set_state(other, AddressChange.State.UNDONE)
    _set_state(change, AddressChange.State.UNDONE)
    _stop_waiting(person)
    Authenticator.objects.filter(user=person).delete()
    left = person.email
    _set_address(person, change.old_address, now=now)
    _note(change, "undo", by=None, now=now)
    for address in dict.fromkeys((change.old_address, left)):
        get_adapter().send_mail("people/notices/address_restored", address, {"address": change.old_address})
    return change


def _complete(change: AddressChange, *, by: Person | None, keep_session_key: str = "", now: datetime) -> None:
    """The end of every change: set the new address, write to both, record it in the audit log."""
    _set_address(change.person, change.new_address, keep_session_key=keep_session_key, now=now)
    _note(change, "change", by=by, now=now)
    undo = absolute_address(
        reverse("people:undo_address", args=[queries.address_change_link(change, "undo")])
    )
    get_adapter().send_mail(
        "people/notices/address_left", change.old_address, {"new_address": change.new_address, "undo": undo}
    )
    get_adapter().send_mail(
        "people/notices/address_reached", change.new_address, {"new_address": change.new_address}
    )


def _set_address(person: Person, address: str, *, keep_session_key: str = "", now: datetime) -> None:
    EmailCode.objects.filter(email__in=[person.email, address], used_at=None).update(used_at=now)
    person.email = address
    try:
        with transaction.atomic():
            person.save(update_fields=["email"])
    except IntegrityError:
        raise errors.AddressIsTaken from None
    EmailAddress.objects.filter(user=person).delete()
    EmailAddress.objects.create(user=person, email=address, verified=True, primary=True)
    void_sign_ins(person=person, keep_session_key=keep_session_key, now=now)
    announce(events.AddressChanged(person_id=person.pk))


def _stop_waiting(person: Person) -> None:
    for change in AddressChange.objects.filter(person=person, state=AddressChange.State.WAITING):
        _set_state(change, AddressChange.State.STOPPED)


def _set_state(change: AddressChange, state: AddressChange.State) -> None:
    if state not in ADDRESS_CHANGE_TRANSITIONS[AddressChange.State(change.state)]:
        raise ValueError(f"A change of address that is {change.state} does not become {state}.")
    change.state = state
    change.save(update_fields=["state", "done_at"])


def _locked(person: Person) -> Person:
    return Person.objects.select_for_update().get(pk=person.pk)


def _locked_change(change: AddressChange) -> AddressChange:
    person = _locked(change.person)
    change = AddressChange.objects.select_for_update().get(pk=change.pk)
    change.person = person
    return change


def _note(change: AddressChange, verb: str, *, by: Person | None, now: datetime) -> None:
    """The audit log is append-only, so addresses are masked in it."""
    details = {
        "from": email_addresses.masked_email(change.old_address),
        "to": email_addresses.masked_email(change.new_address),
        "reason": change.reason,
    }
    record(actor=by, action=f"people.address.{verb}", subject=change.person, details=details, now=now)
