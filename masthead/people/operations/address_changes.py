"""An account moves to another e-mail address, and back."""

from datetime import datetime, timedelta

from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db import IntegrityError, transaction
from django.urls import reverse

from masthead.audit.operations import record
from masthead.kit import limits
from masthead.kit.events import announce
from masthead.people import decisions, errors, events, permissions, queries
from masthead.people.models import AddressChange, Person, Purpose, Role, SignInCode
from masthead.people.operations.accounts import void_sign_ins
from masthead.people.operations.codes import check_code, issue_code, spend_code

STAFF_WAIT = timedelta(hours=48)


def ask_for_address(*, person: Person, email: str, network: str, now: datetime) -> SignInCode:
    """A code is on its way to the new address. If that has an account, only a word to its owner is.

    Neither the answer nor what follows from it tells which of the two happened.

    :raises SameAddress: it is the address the account has
    :raises TooMany: too many changes by this person, or too many codes
    """
    address = queries.normal_address(email)
    if address == person.email:
        raise errors.SameAddress
    limits.spend(name="changes of address", who=str(person.pk), capacity=6, refill_seconds=3600, now=now)
    taken = queries.is_spoken_for(address, but_for=person, now=now)
    return issue_code(
        email=address,
        purpose=Purpose.ADDRESS,
        network=network,
        instead="people/notices/address_is_taken" if taken else "",
        now=now,
    )


def change_address(
    *, person: Person, code_id: int, entered: str, network: str, keep: str = "", now: datetime
) -> AddressChange:
    """The account is at the new address; both addresses are told, and the old one may undo it for a week.

    Everybody else is signed out; `keep` is the key of the session in which it was done.

    :raises CodeIsWrong, CodeIsSpent, CodeIsTooOld, TooMany: as `check_code`
    """
    code = check_code(code_id=code_id, purpose=Purpose.ADDRESS, entered=entered, network=network, now=now)
    with transaction.atomic():
        spend_code(code=code, now=now)
        person = _locked(person)
        if queries.is_spoken_for(code.email, but_for=person, now=now):
            raise errors.CodeIsTooOld  # taken meanwhile; whose it is nobody learns
        change = AddressChange.objects.create(
            person=person,
            old_address=person.email,
            new_address=code.email,
            state=AddressChange.State.DONE,
            asked_at=code.issued_at,
            done_at=now,
        )
        _stop_waiting(person)
        _move(change, by=person, keep=keep, now=now)
    return change


@transaction.atomic
def plan_address(*, email: str, new_email: str, reason: str, by: Person, now: datetime) -> AddressChange:
    """In two days the account of `email` will be at the new address, unless the old one says no.

    For somebody who lost their mailbox and has no passkey; the old address is told at once.

    :raises StaffOnly: anybody but a publisher
    :raises ReasonIsMissing: nobody will know why
    :raises NoSuchPerson: no open account has that address
    :raises SameAddress, AddressIsTaken: it cannot move there
    :raises ChangeIsWaiting: another change of this account is
    """
    by = permissions.ensure_role(by, Role.PUBLISHER)
    if not reason.strip():
        raise errors.ReasonIsMissing
    person = queries.person_by_address(email)
    if person is None or not person.is_active:
        raise errors.NoSuchPerson
    address = queries.normal_address(new_email)
    if address == person.email:
        raise errors.SameAddress
    if queries.is_spoken_for(address, but_for=person, now=now):
        raise errors.AddressIsTaken
    change = _planned(person, address, reason.strip(), by, now)
    _note(change, "plan", by=by, now=now)
    stop = settings.SITE_URL + reverse("people:stop_address", args=[queries.link_to(change, "stop")])
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
                asked_at=now,
                due_at=now + STAFF_WAIT,
            )
    except IntegrityError:
        raise errors.ChangeIsWaiting from None


def carry_out_due_changes(*, now: datetime) -> int:
    """Every planned change whose two days are over has happened; returns how many that were."""
    return sum(_carry_out(change_id, now) for change_id in queries.changes_due(now=now))


@transaction.atomic
def _carry_out(change_id: int, now: datetime) -> bool:
    change = AddressChange.objects.select_for_update().get(pk=change_id)
    if change.state != AddressChange.State.WAITING:
        return False
    person = change.person = _locked(change.person)
    gone = not person.is_active or person.email != change.old_address
    if gone or queries.is_spoken_for(change.new_address, but_for=person, now=now):
        _become(change, AddressChange.State.STOPPED)
        _note(change, "stop", by=None, now=now)
        return False
    change.done_at = now
    _become(change, AddressChange.State.DONE)
    _move(change, by=change.by_staff, now=now)
    return True


@transaction.atomic
def stop_change(*, link: str, now: datetime) -> AddressChange:
    """The planned change will not happen: the old address said no.

    :raises LinkIsNotOurs: we did not make that link
    :raises TooLateToStop: it has happened, or was stopped before
    """
    change = _locked_change(queries.change_by_link(link, "stop"))
    if change.state != AddressChange.State.WAITING:
        raise errors.TooLateToStop
    _become(change, AddressChange.State.STOPPED)
    _note(change, "stop", by=None, now=now)
    return change


@transaction.atomic
def withdraw_change(*, change_id: int, by: Person, now: datetime) -> None:
    """The publisher no longer plans that change.

    :raises StaffOnly: anybody but a publisher
    :raises TooLateToStop: there is none that waits
    """
    by = permissions.ensure_role(by, Role.PUBLISHER)
    change = AddressChange.objects.select_for_update().filter(pk=change_id).first()
    if change is None or change.state != AddressChange.State.WAITING:
        raise errors.TooLateToStop
    _become(change, AddressChange.State.STOPPED)
    _note(change, "stop", by=by, now=now)


@transaction.atomic
def undo_change(*, link: str, now: datetime) -> AddressChange:
    """The account is back at the old address: signed out everywhere, without passkeys, and both are told.

    Passkeys go because whoever took the account may have added one; their owner can add them again.

    :raises LinkIsNotOurs: we did not make that link
    :raises TooLateToUndo: a week is over, it was undone before, or the account was left
    """
    change = _locked_change(queries.change_by_link(link, "undo"))
    person = change.person
    if not queries.may_be_undone(change, now=now) or not person.is_active:
        raise errors.TooLateToUndo
    later = AddressChange.objects.filter(
        person=person, state=AddressChange.State.DONE, done_at__gte=change.done_at
    )
    for other in later.exclude(pk=change.pk):
        _become(other, AddressChange.State.UNDONE)
    _become(change, AddressChange.State.UNDONE)
    _stop_waiting(person)
    Authenticator.objects.filter(user=person).delete()
    left = person.email
    _set_address(person, change.old_address, now=now)
    _note(change, "undo", by=None, now=now)
    for address in dict.fromkeys((change.old_address, left)):
        get_adapter().send_mail("people/notices/address_restored", address, {"address": change.old_address})
    return change


def _move(change: AddressChange, *, by: Person | None, keep: str = "", now: datetime) -> None:
    """What every change ends with: the new address, the word to both, the line in the book."""
    _set_address(change.person, change.new_address, keep=keep, now=now)
    _note(change, "change", by=by, now=now)
    undo = settings.SITE_URL + reverse("people:undo_address", args=[queries.link_to(change, "undo")])
    get_adapter().send_mail(
        "people/notices/address_left", change.old_address, {"new_address": change.new_address, "undo": undo}
    )
    get_adapter().send_mail(
        "people/notices/address_reached", change.new_address, {"new_address": change.new_address}
    )


def _set_address(person: Person, address: str, *, keep: str = "", now: datetime) -> None:
    SignInCode.objects.filter(email__in=[person.email, address], used_at=None).update(used_at=now)
    person.email = address
    try:
        with transaction.atomic():
            person.save(update_fields=["email"])
    except IntegrityError:
        raise errors.AddressIsTaken from None
    EmailAddress.objects.filter(user=person).delete()
    EmailAddress.objects.create(user=person, email=address, verified=True, primary=True)
    void_sign_ins(person=person, keep=keep, now=now)
    announce(events.AddressChanged(person_id=person.pk))


def _stop_waiting(person: Person) -> None:
    for change in AddressChange.objects.filter(person=person, state=AddressChange.State.WAITING):
        _become(change, AddressChange.State.STOPPED)


def _become(change: AddressChange, state: AddressChange.State) -> None:
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
    """The book never forgets, so it holds the addresses only as hints."""
    details = {
        "from": decisions.masked(change.old_address),
        "to": decisions.masked(change.new_address),
        "reason": change.reason,
    }
    record(actor=by, action=f"people.address.{verb}", subject=change.person, details=details, now=now)
