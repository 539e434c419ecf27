"""Codes by e-mail: who can read them has the address."""

from datetime import datetime, timedelta

from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import transaction
from django.db.models import F, QuerySet
from django.utils.crypto import constant_time_compare, get_random_string

from masthead.kit import limits
from masthead.people import decisions, errors, queries
from masthead.people.models import Person, Purpose, SignInCode
from masthead.people.operations.accounts import register_person

CODE_LIVES = timedelta(minutes=10)
CODES_ARE_KEPT = timedelta(days=1)
MAILS = {
    Purpose.SIGN_IN: "account/email/login_code",
    Purpose.PROOF: "people/notices/proof_code",
    Purpose.ADDRESS: "people/notices/address_code",
}


def send_code(*, email: str, network: str, now: datetime) -> SignInCode:
    """A code, good for ten minutes and three tries, is on its way to the address.

    Whether there is an account is not even looked up, so neither the answer nor its timing can tell.

    :raises TooMany: too many codes for this address or from this network
    """
    return issue_code(email=email, purpose=Purpose.SIGN_IN, network=network, now=now)


def send_proof(*, person: Person, network: str, now: datetime) -> SignInCode:
    """A code is on its way to the person's own address, for a step that asks for more than being signed in.

    :raises TooMany: too many codes for this address or from this network
    """
    return issue_code(email=person.email, purpose=Purpose.PROOF, network=network, now=now)


def issue_code(*, email: str, purpose: Purpose, network: str, instead: str = "", now: datetime) -> SignInCode:
    """A code for that purpose is on its way; with `instead`, that mail goes out and nothing entered is right.

    :raises TooMany: too many codes for this address or from this network
    :raises MailIsNotSetUp: EMAIL_URL is none
    """
    if settings.EMAIL_URL == "none":
        raise errors.MailIsNotSetUp
    address = queries.normal_address(email)
    limits.spend(name="sign-in codes from a network", who=network, capacity=60, refill_seconds=3600, now=now)
    # A mailbox is bounded twice, so that nobody can use up what its owner may ask for from elsewhere.
    box = decisions.mailbox(address)
    for name, who, most in (("from here to a mailbox", f"{box} {network}", 8), ("to a mailbox", box, 40)):
        limits.spend(name=f"sign-in codes {name}", who=who, capacity=most, refill_seconds=3600, now=now)
    letters = get_random_string(32) if instead else str(get_adapter().generate_login_code())
    with transaction.atomic():
        SignInCode.objects.filter(issued_at__lt=now - CODES_ARE_KEPT).delete()
        code = SignInCode.objects.create(
            purpose=purpose,
            email=address,
            code_hash=decisions.code_hash(address, letters),
            issued_at=now,
            expires_at=now + CODE_LIVES,
        )
        get_adapter().send_mail(instead or MAILS[purpose], address, {} if instead else {"code": letters})
    return code


def enter_code(*, code_id: int, entered: str, network: str, now: datetime) -> Person:
    """The address is proven and the code used up; returns its account, made on the spot if there was none.

    :raises AccountIsClosed: right, but the account has been closed
    :raises AddressWasReplaced: right, but an account has lately moved away from here and may come back
    :raises CodeIsWrong, CodeIsSpent, CodeIsTooOld, TooMany: as `check_code`
    """
    code = check_code(code_id=code_id, purpose=Purpose.SIGN_IN, entered=entered, network=network, now=now)
    with transaction.atomic():
        spend_code(code=code, now=now)
        person = queries.person_by_address(code.email)
        if person is None and queries.is_held(code.email, now=now):
            raise errors.AddressWasReplaced
        person = person or _register_or_find(email=code.email, now=now)
        if not person.is_active:
            raise errors.AccountIsClosed
        EmailAddress.objects.get_or_create(
            user=person, email=code.email, defaults={"verified": True, "primary": True}
        )
    return person


def enter_proof(*, person: Person, code_id: int, entered: str, network: str, now: datetime) -> None:
    """Whoever is signed in can also read the person's mail.

    :raises CodeIsWrong, CodeIsSpent, CodeIsTooOld, TooMany: as `check_code`; another person's is too old
    """
    code = check_code(code_id=code_id, purpose=Purpose.PROOF, entered=entered, network=network, now=now)
    if code.email != person.email:
        raise errors.CodeIsTooOld
    spend_code(code=code, now=now)


def check_code(*, code_id: int, purpose: Purpose, entered: str, network: str, now: datetime) -> SignInCode:
    """The code, rightly entered and not yet used up.

    Each try is counted for good before it is judged, so tries made at the same moment count too.

    :raises CodeIsWrong: with `left`, the number of tries that remain
    :raises CodeIsSpent: the last try was wrong
    :raises CodeIsTooOld: past its ten minutes, used, for something else, or never issued
    :raises TooMany: too many tries from this network
    """
    limits.spend(name="sign-in tries from a network", who=network, capacity=120, refill_seconds=3600, now=now)
    fresh = _fresh(code_id, now).filter(purpose=purpose)
    with transaction.atomic():
        counted = fresh.filter(tries_left__gt=0).update(tries_left=F("tries_left") - 1)
        code = fresh.first()
    if code is None:
        raise errors.CodeIsTooOld
    if not counted:
        raise errors.CodeIsSpent
    if not constant_time_compare(code.code_hash, decisions.code_hash(code.email, entered)):
        if code.tries_left == 0:
            raise errors.CodeIsSpent
        raise errors.CodeIsWrong(left=code.tries_left)
    return code


def spend_code(*, code: SignInCode, now: datetime) -> None:
    """The code is used up, by this call and no other.

    :raises CodeIsTooOld: somebody else was first
    """
    if not _fresh(code.pk, now).update(used_at=now):
        raise errors.CodeIsTooOld


def _fresh(code_id: int, now: datetime) -> "QuerySet[SignInCode]":
    return SignInCode.objects.filter(pk=code_id, used_at=None, expires_at__gt=now)


def _register_or_find(*, email: str, now: datetime) -> Person:
    try:
        return register_person(email=email, now=now)
    except errors.AddressIsTaken:  # the same person, in two windows, at the same moment
        return Person.objects.get(email=email)
