"""How a code from an e-mail is stored and compared: as a keyed hash. Pure: no database, no clock."""

import unicodedata

from django.conf import settings
from django.utils.crypto import salted_hmac


def code_hash(address: str, letters: str) -> str:
    """The keyed hash of a code, bound to its address; case, spaces and dashes do not matter."""
    return _hash(address, letters, settings.SECRET_KEY)


def possible_hashes(address: str, letters: str) -> list[str]:
    """Those under which the code may be stored: by this key, and by former ones that are still believed."""
    return [_hash(address, letters, key) for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]


def _hash(address: str, letters: str, key: str) -> str:
    plain = "".join(
        character for character in unicodedata.normalize("NFKC", letters[:64]) if character.isalnum()
    ).casefold()
    said = f"{address}\n{plain}"
    return salted_hmac("masthead.people.sign-in-code", said, secret=key, algorithm="sha256").hexdigest()
