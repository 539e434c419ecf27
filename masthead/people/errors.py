"""Every way this room says no."""

from django.utils.translation import gettext_lazy as _

from masthead.kit.refusals import Refusal


class SignInFirst(Refusal):
    code = "sign-in-first"
    status = 401
    sentence = _("Please sign in first.")


class StaffOnly(Refusal):
    code = "staff-only"
    status = 403
    sentence = _("This page is for the people who make this publication.")


class AddressIsTaken(Refusal):
    code = "address-is-taken"
    status = 409
    sentence = _("There is an account with this e-mail address already.")


class AccountIsClosed(Refusal):
    code = "account-is-closed"
    status = 403
    sentence = _("This account has been closed. Please write to us if you think that is a mistake.")


class CodeIsWrong(Refusal):
    code = "code-is-wrong"
    status = 422
    sentence = _("That is not the code we sent. Please look again. Tries left: %(left)s.")


class CodeIsSpent(Refusal):
    """The last try was wrong too, or the tries were used up before."""

    code = "code-is-spent"
    status = 422
    sentence = _(
        "That code was entered wrongly three times, so it no longer works. Please ask for a new one."
    )


class CodeIsTooOld(Refusal):
    code = "code-is-too-old"
    status = 422
    sentence = _(
        "That code is no longer good: a code lasts ten minutes and works once. Please ask for a new one."
    )


class LinkIsOver(Refusal):
    """A sign-in link that is past its hour, used, or never was one of ours."""

    code = "link-is-over"
    status = 410
    sentence = _(
        "This link no longer works: it lasts one hour and works once. Sign in with your address, or ask "
        "whoever looks after this site for a new link (masthead manage sign_in_link)."
    )


class MailIsNotSetUp(Refusal):
    """No code can be sent, so nobody can sign in by one."""

    code = "mail-is-not-set-up"
    status = 503
    sentence = _(
        "This site cannot send mail yet, so nobody can sign in by code. Please come back a little later."
    )


class NameRefused(Refusal):
    """A display name that cannot be had."""

    code = "name-refused"
    status = 422
    sentence = _("Please choose another name.")


class NameIsTaken(NameRefused):
    code = "name-is-taken"
    status = 409
    sentence = _("Somebody here has this name already, or one that looks the same. Please choose another.")


class NameIsReserved(NameRefused):
    code = "name-is-reserved"
    sentence = _(
        "This name could be mistaken for the people who make this publication. Please choose another."
    )


class NameIsTooShort(NameRefused):
    code = "name-is-too-short"
    sentence = _("A name needs at least two letters.")


class NameIsTooLong(NameRefused):
    code = "name-is-too-long"
    sentence = _("A name may have at most 40 characters.")


class NameHasHiddenCharacters(NameRefused):
    code = "name-has-hidden-characters"
    sentence = _("This name contains characters that cannot be seen. Please type it again by hand.")


class NameHasOddCharacters(NameRefused):
    code = "name-has-odd-characters"
    sentence = _("A name is made of letters, digits, spaces, hyphens, apostrophes and full stops.")


class NameMixesAlphabets(NameRefused):
    code = "name-mixes-alphabets"
    sentence = _(
        "This name mixes letters of different alphabets, which could imitate somebody. Please keep to one."
    )
