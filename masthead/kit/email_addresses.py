"""E-mail addresses: one spelling each, whether mail can reach them, and how they are shown. Pure.

An address is stored and compared in lower-case ASCII: what stands before the @ as mail servers take it
without SMTPUTF8, the domain in its xn-- spelling (IDNA 2008, UTS 46). One mailbox has one spelling.
"""

import re

import idna
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from masthead.kit import text_hygiene as hygiene
from masthead.kit.refusals import Refusal

MAX_LENGTH = 254  # RFC 5321, 4.5.3.1.3, without the angle brackets
MAX_LOCAL_LENGTH = 64  # 4.5.3.1.1

_WITH_NAME = re.compile(r"[^<>]*<([^<>]+)>")  # "Vera Bell <vera@example.org>", as mail programs copy it
# Typed with an input method that makes wide letters: ｖｅｒａ＠example．org.
_WIDE = {wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)} | dict.fromkeys(map(ord, "。｡"), ".")


class EmailAddressRefused(Refusal):
    code = "no-email-address"
    status = 422
    sentence = _("That does not look like an e-mail address. Please check it for a slip.")


class EmailAddressHasOddCharacters(EmailAddressRefused):
    code = "email-address-has-odd-characters"
    sentence = _(
        "Before the @ of this address stands “%(characters)s”, which mail servers do not take. Please type "
        "it as your mail program shows it, with a to z."
    )


class EmailAddressIsTooLong(EmailAddressRefused):
    code = "email-address-is-too-long"
    sentence = _(
        "No mail reaches an address as long as this one: at most 64 characters may stand before the @, and "
        "254 in all. Please check it."
    )


def normalized_email(typed: str) -> str:
    """The one spelling in which an e-mail address is stored and compared, whatever was typed or pasted.

    :raises EmailAddressRefused: no mail could reach it, with the sentence for why
    """
    local, at, domain = _bare(typed).rpartition("@")
    if not (at and local and domain):
        raise EmailAddressRefused
    if odd := "".join(dict.fromkeys(letter for letter in local if not letter.isascii())):
        raise EmailAddressHasOddCharacters(characters=odd[:10])
    address = f"{local.lower()}@{_ascii_domain(domain)}"
    if len(local) > MAX_LOCAL_LENGTH or len(address) > MAX_LENGTH:
        raise EmailAddressIsTooLong
    try:
        validate_email(address)
    except ValidationError:
        raise EmailAddressRefused from None
    return address


def without_subaddress(address: str) -> str:
    """Where mail to an address arrives, as far as we can tell: what follows a plus is a tag (RFC 5233)."""
    local, _at, domain = address.rpartition("@")
    return f"{local.partition('+')[0] or local}@{domain}"


def readable_email(address: str) -> str:
    """A stored address as its owner types it: the domain in its own letters."""
    local, _at, domain = address.rpartition("@")
    try:
        return f"{local}@{idna.decode(domain)}" if "xn--" in domain else address
    except idna.IDNAError:
        return address


def masked_email(address: str) -> str:
    """The masked form of an e-mail address, such as a…@e….org."""
    local, _at, domain = address.rpartition("@")
    return f"{local[:1]}…@{domain[:1]}…{domain[domain.rfind('.') :]}"


def _bare(typed: str) -> str:
    """Without what comes along when an address is copied: hidden marks, `mailto:`, a name, spaces."""
    text = hygiene.without_unseen(typed[: 4 * MAX_LENGTH], keep=frozenset()).translate(_WIDE).strip()
    if named := _WITH_NAME.fullmatch(text):
        text = named.group(1).strip()
    return text.removeprefix("mailto:")


def _ascii_domain(domain: str) -> str:
    domain = domain.removesuffix(".")
    if domain.isascii() and "xn--" not in domain.lower():
        return domain.lower()  # names of one's own network, which IDNA has no word about, too
    try:
        return idna.encode(domain, uts46=True).decode().lower()
    except idna.IDNAError:
        raise EmailAddressRefused from None
