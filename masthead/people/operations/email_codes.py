"""One-time codes by e-mail: for signing in, reauthentication and a new address."""

from collections.abc import Collection
from datetime import datetime, timedelta

from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import transaction
from django.db.models import F, QuerySet
from django.utils.crypto import constant_time_compare, get_random_string

from masthead.kit import email_addresses, networks, rate_limits
from masthead.kit.clock import SKEW
from masthead.people import errors, queries
from masthead.people.code_hashes import code_hash, possible_hashes
from masthead.people.models import CodePurpose, EmailCode, Person
from masthead.people.operations.accounts import register_person

CODE_LIFETIME = timedelta(minutes=10)
CODE_RETENTION = timedelta(days=1)
# A mailbox is not flooded, nor its owner kept out: three codes an hour from any network are always sent.
SHARES_OF_A_MAILBOX = rate_limits.Shares(each=8, first=3, nearby=30, common=40, refill_seconds=3600)
EMAIL_TEMPLATES = {
    CodePurpose.SIGN_IN: "account/email/login_code",
    CodePurpose.REAUTHENTICATION: "people/notices/reauthentication_code",
    CodePurpose.ADDRESS: "people/notices/address_code",
}


def send_sign_in_code(*, email: str, network: str, now: datetime) -> EmailCode:
    """A code, good for ten minutes and three tries, is on its way to the address.

    Whether there is an account is not even looked up, so neither the answer nor its timing can tell.

    :raises RateLimitExceeded: too many codes for this address or from this network
    """
    return issue_code(email=email, purpose=CodePurpose.SIGN_IN, network=network, now=now)


def send_reauthentication_code(*, person: Person, network: str, now: datetime) -> EmailCode:
    """A code is on its way to the person's own address, for a step that asks for more than being signed in.

    :raises RateLimitExceeded: too many codes for this address or from this network
    """
    return issue_code(
        email=person.email,
        purpose=CodePurpose.REAUTHENTICATION,
        network=network,
        asked_by_owner=person,
        now=now,
    )


def issue_code(
    *,
    email: str,
    purpose: CodePurpose,
    network: str,
    instead_template: str = "",
    asked_by_owner: Person | None = None,
    now: datetime,
) -> EmailCode:
    """A code for that purpose is on its way; with `instead_template` that mail goes out instead, without one.

    `asked_by_owner`: whose mailbox it is, if they are signed in; what others ask for is then no matter.

    :raises RateLimitExceeded: too many codes for this address or from this network
    :raises MailIsNotSetUp: EMAIL_URL is none
    """
    if settings.EMAIL_URL == "none":
        raise errors.MailIsNotSetUp
    address = email_addresses.normalized_email(email)
    _limit_codes(address, network=network, asked_by_owner=asked_by_owner, now=now)
    letters = get_random_string(32) if instead_template else str(get_adapter().generate_login_code())
    with transaction.atomic():
        EmailCode.objects.filter(issued_at__lt=now - CODE_RETENTION).delete()
        code = EmailCode.objects.create(
            purpose=purpose,
            email=address,
            code_hash=code_hash(address, letters),
            issued_at=now,
            expires_at=now + CODE_LIFETIME,
        )
        get_adapter().send_mail(
            instead_template or EMAIL_TEMPLATES[purpose],
            address,
            {} if instead_template else {"code": letters},
        )
    return code


def _limit_codes(address: str, *, network: str, asked_by_owner: Person | None, now: datetime) -> None:
    if asked_by_owner is not None:
        who = rate_limits.by_person(asked_by_owner.pk)
        rate_limits.consume(name="codes for oneself", who=who, capacity=10, refill_seconds=3600, now=now)
        return
    rate_limits.consume(
        name="sign-in codes from a network",
        who=rate_limits.by_network(network),
        capacity=60,
        refill_seconds=3600,
        now=now,
    )
    rate_limits.consume_for(
        name="sign-in codes to a mailbox",
        subject=email_addresses.without_subaddress(address),
        network=network,
        nearby=networks.neighbourhood(network),
        shares=SHARES_OF_A_MAILBOX,
        now=now,
    )


def enter_sign_in_code(
    *, code_id: int, earlier: Collection[int] = (), entered: str, network: str, now: datetime
) -> Person:
    """The address is proven and the code used up; returns its account, made on the spot if there was none.

    :raises AccountIsClosed: right, but the account has been closed
    :raises AddressWasReplaced: right, but an account has lately moved away from here and may come back
    :raises CodeIsWrong, CodeIsOfAnotherMessage, NoTriesLeft, CodeIsExpired: as `check_code`
    :raises RateLimitExceeded: too many tries from this network
    """
    code = check_code(
        code_id=code_id,
        earlier=earlier,
        purpose=CodePurpose.SIGN_IN,
        entered=entered,
        network=network,
        now=now,
    )
    with transaction.atomic():
        mark_code_used(code=code, now=now)
        person = queries.person_by_address(code.email)
        if person is None and queries.was_recently_replaced(code.email, now=now):
            raise errors.AddressWasReplaced
        person = person or _register_or_find(email=code.email, now=now)
        if not person.is_active:
            raise errors.AccountIsClosed
        EmailAddress.objects.get_or_create(
            user=person, email=code.email, defaults={"verified": True, "primary": True}
        )
    return person


def enter_reauthentication_code(
    *,
    person: Person,
    code_id: int,
    earlier: Collection[int] = (),
    entered: str,
    network: str,
    now: datetime,
) -> None:
    """Whoever is signed in can also read the person's mail.

    :raises CodeIsWrong, CodeIsOfAnotherMessage, NoTriesLeft, CodeIsExpired: as `check_code`
    :raises RateLimitExceeded: too many tries from this network
    """
    code = check_code(
        code_id=code_id,
        earlier=earlier,
        purpose=CodePurpose.REAUTHENTICATION,
        entered=entered,
        network=network,
        now=now,
    )
    if code.email != person.email:
        raise errors.CodeIsExpired
    mark_code_used(code=code, now=now)


def check_code(
    *,
    code_id: int,
    earlier: Collection[int] = (),
    purpose: CodePurpose,
    entered: str,
    network: str,
    now: datetime,
) -> EmailCode:
    """The code that was rightly entered and is not yet used up: that of the newest message, or of an earlier
    one.

    `earlier` are the codes this browser asked for before `code_id`: whoever asked twice has two messages, and
    either code is right. Each try is counted before it is judged, so tries made at the same moment count too;
    it is given back only where the code is a right one of another message.

    :raises CodeIsWrong: with `left`, the number of tries that remain
    :raises CodeIsOfAnotherMessage: one this browser did not ask for, or that has been used or is too old
    :raises NoTriesLeft: the last try was wrong
    :raises CodeIsExpired: past its ten minutes, used, for something else, or never issued
    :raises RateLimitExceeded: too many tries from this network
    """
    rate_limits.consume(
        name="sign-in tries from a network",
        who=rate_limits.by_network(network),
        capacity=120,
        refill_seconds=3600,
        now=now,
    )
    fresh = _fresh(code_id, now).filter(purpose=purpose)
    with transaction.atomic():
        counted = fresh.filter(tries_left__gt=0).update(tries_left=F("tries_left") - 1)
        code = fresh.first()
    if code is None:
        raise errors.CodeIsExpired
    if not counted:
        raise errors.NoTriesLeft
    possible = possible_hashes(code.email, entered)
    if not any(constant_time_compare(code.code_hash, hashed) for hashed in possible):
        if other := _other_code(code, possible, now=now):
            EmailCode.objects.filter(pk=code.pk).update(tries_left=F("tries_left") + 1)
            if other.pk in earlier and other.tries_left and _fresh(other.pk, now).exists():
                return other
            raise errors.CodeIsOfAnotherMessage
        if code.tries_left == 0:
            raise errors.NoTriesLeft
        raise errors.CodeIsWrong(left=code.tries_left)
    return code


def mark_code_used(*, code: EmailCode, now: datetime) -> None:
    """The code is used up, by this call and no other.

    :raises CodeIsExpired: somebody else was first
    """
    if not _fresh(code.pk, now).update(used_at=now):
        raise errors.CodeIsExpired


def _fresh(code_id: int, now: datetime) -> "QuerySet[EmailCode]":
    latest = now + CODE_LIFETIME + SKEW  # one that ends later was issued by a clock that ran ahead
    return EmailCode.objects.filter(pk=code_id, used_at=None, expires_at__gt=now, expires_at__lte=latest)


def _other_code(code: EmailCode, possible: list[str], *, now: datetime) -> EmailCode | None:
    """Another code of the last day, for the same address and purpose, that these letters are right for."""
    mailed = EmailCode.objects.filter(purpose=code.purpose, email=code.email, code_hash__in=possible)
    return mailed.filter(issued_at__gt=now - CODE_RETENTION).exclude(pk=code.pk).order_by("-pk").first()


def _register_or_find(*, email: str, now: datetime) -> Person:
    try:
        return register_person(email=email, now=now)
    except errors.AddressIsTaken:  # the same person, in two windows, at the same moment
        return Person.objects.get(email=email)
