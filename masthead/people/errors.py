"""Every way this room says no."""

from django.utils.translation import gettext_lazy as _

from masthead.kit.refusals import Refusal


class NotSignedIn(Refusal):
    code = "sign-in-first"
    status = 401
    sentence = _("Please sign in first.")


class StaffOnly(Refusal):
    code = "staff-only"
    status = 403
    sentence = _("This page is for the people who make this publication.")


class NotForThisAccount(Refusal):
    code = "not-for-this-account"
    status = 403
    sentence = _(
        "You are signed in, but your account may not open this page. If it should, ask the publisher."
    )


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


class NoTriesLeft(Refusal):
    """No tries are left."""

    code = "code-is-spent"
    status = 422
    sentence = _(
        "That code was entered wrongly three times, so it no longer works. Please ask for a new one."
    )


class CodeIsOfAnotherMessage(Refusal):
    """Right once, or elsewhere: an older message's code, or another browser's. It costs no try."""

    code = "code-is-of-another-message"
    status = 422
    sentence = _(
        "That code is from another message: an earlier one, or one that was asked for in another browser. "
        "Please type the code from our newest message."
    )


class CodeIsExpired(Refusal):
    code = "code-is-too-old"
    status = 422
    sentence = _(
        "That code is no longer good: a code lasts ten minutes and works once. Please ask for a new one."
    )


class SignInLinkIsExpired(Refusal):
    """A sign-in link that has expired, was used, or has no valid signature."""

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
    """Held until somebody of the publication gives it: `contact` says whom to ask."""

    code = "name-is-reserved"
    sentence = _(
        "This name could be mistaken for the people who make this publication, so it is held. If it is your "
        "own, write to us: %(contact)s. Whoever answers can give it to you."
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


# --- the address of an account ------------------------------------------------------------------------------


class SameAddress(Refusal):
    code = "same-address"
    status = 422
    sentence = _("That is the address your account has already.")


class AddressWasReplaced(Refusal):
    code = "address-was-replaced"
    status = 409
    sentence = _(
        "An account has lately moved away from this address. If that was not you, open the message we sent "
        "here about it and take the change back; if it was you, sign in with the new address."
    )


class LinkIsInvalid(Refusal):
    """The link was cut off, changed, or never made by us."""

    code = "link-is-not-ours"
    status = 404
    sentence = _("This link is not complete. Please open it from the message once more.")


class TooLateToUndo(Refusal):
    code = "too-late-to-undo"
    status = 410
    sentence = _(
        "This change can no longer be taken back from here: it was before, or more than seven days "
        "have passed. Please write to us."
    )


class TooLateToStop(Refusal):
    code = "too-late-to-stop"
    status = 410
    sentence = _("This change has happened or was stopped already.")


class ReasonIsMissing(Refusal):
    code = "how-you-know-is-missing"
    status = 422
    sentence = _("Please write down how you know whose account this is.")


class NoSuchPerson(Refusal):
    code = "no-such-person"
    status = 404
    sentence = _("There is no open account like that.")


class AddressChangeIsPending(Refusal):
    code = "change-is-waiting"
    status = 409
    sentence = _("A change of this account’s address is waiting already.")


# --- passkeys -----------------------------------------------------------------------------------------------


class PasskeyRefused(Refusal):
    code = "passkey-refused"
    status = 422
    sentence = _("That passkey could not be checked. Please try again, or use a code by e-mail.")


class TooManyPasskeys(Refusal):
    code = "too-many-passkeys"
    status = 409
    sentence = _("You have %(most)s passkeys, which is the most. Remove one you no longer use first.")


class NoSuchPasskey(Refusal):
    code = "no-such-passkey"
    status = 404
    sentence = _("There is no such passkey, or it was removed before.")


# --- the profile --------------------------------------------------------------------------------------------


class ProfileLinkRefused(Refusal):
    code = "profile-link-refused"
    status = 422
    sentence = _("Please give the address of a public web page, such as https://example.org/essays.")


class NoSuchReader(Refusal):
    code = "no-such-reader"
    status = 404
    sentence = _("There is nobody here by that number.")


# --- data export and account deletion -----------------------------------------------------------------------


class NoSuchDataExport(Refusal):
    code = "no-such-export"
    status = 404
    sentence = _("This data export is no longer there. You can ask for a new one.")


class StaffAccountCannotBeDeleted(Refusal):
    code = "staff-cannot-leave"
    status = 409
    sentence = _(
        "You work for this publication. Ask its publisher to end your role first; then you can "
        "delete your account here."
    )
