"""One mailbox has one spelling; what no mail can reach is refused with the reason."""

import pytest

from masthead.kit.email_addresses import (
    EmailAddressHasOddCharacters,
    EmailAddressIsTooLong,
    EmailAddressRefused,
    normalized_email,
    readable_email,
)


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("Vera@Example.ORG", "vera@example.org"),
        ("  vera@example.org\n", "vera@example.org"),
        ("vera@münchen.example", "vera@xn--mnchen-3ya.example"),
        ("vera@MÜNCHEN.example", "vera@xn--mnchen-3ya.example"),
        ("vera@mu\u0308nchen.example", "vera@xn--mnchen-3ya.example"),  # typed on a Mac: u and two dots
        ("VERA@XN--MNCHEN-3YA.EXAMPLE", "vera@xn--mnchen-3ya.example"),
        ("vera@straße.example", "vera@xn--strae-oqa.example"),  # another domain than strasse.example
        ("vera@例え.example", "vera@xn--r8jz45g.example"),
        ("vera@mail。example", "vera@mail.example"),
        ("ｖｅｒａ＠ｅｘａｍｐｌｅ．ｏｒｇ", "vera@example.org"),
        ("mailto:vera@example.org", "vera@example.org"),
        ("Vera Bell <vera@example.org>", "vera@example.org"),
        ("\u202avera@example.org\u202c", "vera@example.org"),  # as Windows copies a contact
        ("vera\u200b@example.org\ufeff", "vera@example.org"),
        ("vera@example.org.", "vera@example.org"),
        ("vera+news@example.org", "vera+news@example.org"),
        ("o'brien@example.org", "o'brien@example.org"),
        (f"{'v' * 64}@example.org", f"{'v' * 64}@example.org"),
    ],
)
def test_normalized_email__is_one_for_every_spelling_of_a_mailbox(typed: str, stored: str) -> None:
    assert normalized_email(typed) == stored
    assert normalized_email(stored) == stored
    assert normalized_email(readable_email(stored)) == stored


@pytest.mark.parametrize(
    ("typed", "letters"),
    [
        ("İbrahim@mail.example", "İ"),
        ("ſam@mail.example", "ſ"),
        ("uıu@mail.example", "ı"),
        ("\u212aate@mail.example", "\u212a"),  # the Kelvin sign
        ("jörg@mail.example", "ö"),
        ("李@mail.example", "李"),
    ],
)
def test_normalized_email__characters_that_mail_servers_do_not_take_are_named(
    typed: str, letters: str
) -> None:
    with pytest.raises(EmailAddressHasOddCharacters) as no:
        normalized_email(typed)
    assert f"“{letters}”" in str(no.value)


@pytest.mark.parametrize(
    "typed",
    [f"{'v' * 65}@example.org", f"vera@{'.'.join(['a' * 60] * 4)}.example", "v" * 5000 + "@a.example"],
)
def test_normalized_email__an_address_too_long_for_mail_is_refused(typed: str) -> None:
    with pytest.raises(EmailAddressRefused) as no:
        normalized_email(typed)
    assert isinstance(no.value, EmailAddressIsTooLong) or len(typed) > 1000


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "vera",
        "@example.org",
        "vera@",
        "vera@a..b",
        "ve ra@example.org",
        "vera@xn--zzzz",
        "a@b@",
        "vera@-a.de",
    ],
)
def test_normalized_email__what_is_no_address_is_refused(typed: str) -> None:
    with pytest.raises(EmailAddressRefused):
        normalized_email(typed)


def test_readable_email__is_in_its_own_letters() -> None:
    assert readable_email("vera@xn--mnchen-3ya.example") == "vera@münchen.example"
    assert readable_email("vera@example.org") == "vera@example.org"
    assert readable_email("vera@xn--zzzz") == "vera@xn--zzzz"
