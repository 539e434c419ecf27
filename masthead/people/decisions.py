"""What a name, a link, a network and a browser are in our words. Pure: no database, no clock."""

import ipaddress
import re
import unicodedata
from functools import lru_cache

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.crypto import salted_hmac

from masthead.people import errors

LONGEST = 40
FEWEST_LETTERS = 2
MOST_MARKS = 2  # accents on one letter; more is scribbling over the lines above and below

# Categories nobody sees: controls, formats (bidi, joiners), surrogates, private, unassigned, separators.
_HIDDEN_CATEGORIES = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
_HIDDEN_LETTERS = {"\u034f", "\u115f", "\u1160", "\u17b4", "\u17b5", "\u2800", "\u3164", "\uffa0"}
_SAME_IN_SMALL_TYPE = str.maketrans("01i\u0131", "olll")
_PUNCTUATION = {" ", "-", "'", "\u2019", "."}

# Scripts that one name may rightly mix.
_WRITTEN_TOGETHER = (
    frozenset({"HAN", "HIRAGANA", "KATAKANA"}),
    frozenset({"HAN", "HANGUL"}),
    frozenset({"HAN", "BOPOMOFO"}),
)

# Whoever carries one of these words seems to speak for the publication.
RESERVED_WORDS = frozenset({
    "admin", "administrator", "editor", "editors", "editorial", "masthead", "mod", "moderator",
    "moderators", "official", "publisher", "staff", "support", "sysadmin", "webmaster",
})  # fmt: skip
# These only alone or behind an article.
RESERVED_NAMES = frozenset({
    "anonymous", "author", "deleted", "everybody", "everyone", "guest", "me", "member", "members",
    "moderation", "nobody", "null", "person", "publication", "reader", "root", "somebody",
    "stranger", "subscriber", "system", "team", "undefined", "writer",
})  # fmt: skip
_ARTICLES = ("the", "a", "an", "our", "your")


def clean(name: str) -> str:
    """The name as it will be shown: composed (NFKC), with single spaces.

    :raises NameRefused: with the sentence for the first rule it breaks
    """
    if any(_is_hidden(character) for character in name.strip()):
        raise errors.NameHasHiddenCharacters
    name = " ".join(unicodedata.normalize("NFKC", name).split())
    if len(name) > LONGEST:
        raise errors.NameIsTooLong
    if any(_is_hidden(character) for character in name):
        raise errors.NameHasHiddenCharacters
    if not all(_is_allowed(character) for character in name) or _is_scribbled(name):
        raise errors.NameHasOddCharacters
    if sum(character.isalpha() for character in name) < FEWEST_LETTERS:
        raise errors.NameIsTooShort
    if _mixes_alphabets(name):
        raise errors.NameMixesAlphabets
    return name


def key(name: str) -> str:
    """What the name looks like: case, accents, spacing, and letters that resemble each other folded away.

    After the skeleton of Unicode Technical Standard 39, section 4, taken further for names in small type.
    """
    folded = unicodedata.normalize("NFKC", name).casefold()
    bare = [
        character
        for character in unicodedata.normalize("NFD", folded)
        if not unicodedata.combining(character)
    ]
    look = "".join(_twin(character) for character in bare if character.isalnum())
    look = look.translate(_SAME_IN_SMALL_TYPE)
    return look.replace("rn", "m").replace("vv", "w")[: 2 * LONGEST]


def is_reserved(name: str, also: frozenset[str] = frozenset()) -> bool:
    """Whether the name could be mistaken for the publication or its people, or for one of `also`."""
    words = [key(word) for word in re.split(r"[\s\-.]+", name) if key(word)]
    while words and words[0] in {key(article) for article in _ARTICLES}:
        words = words[1:]
    whole = "".join(words)
    if whole in _keys(RESERVED_NAMES | RESERVED_WORDS) or not _keys(RESERVED_WORDS).isdisjoint(words):
        return True
    return any(other and other in {whole, key(name)} for other in (_without_article(one) for one in also))


def _without_article(name: str) -> str:
    first, _, rest = name.partition(" ")
    return key(rest) if rest and first.casefold() in _ARTICLES else key(name)


@lru_cache
def _keys(names: frozenset[str]) -> frozenset[str]:
    return frozenset(key(name) for name in names)


@lru_cache(maxsize=4096)
def _twin(character: str) -> str:
    """The plain letter or digit this character resembles, small or capital; itself if it resembles none."""
    from confusable_homoglyphs import (
        confusables,
    )  # a quarter of a second of tables, for whoever chooses a name

    if character.isascii():
        return character
    for shape in (character, character.upper()):
        for look in confusables.confusables_data.get(shape, ()):
            if len(look["c"]) == 1 and look["c"].isascii() and look["c"].isalnum():
                return str(look["c"]).lower()
    return character


def _is_hidden(character: str) -> bool:
    return (
        unicodedata.category(character) in _HIDDEN_CATEGORIES
        or character in _HIDDEN_LETTERS
        or "\ufe00" <= character <= "\ufe0f"  # variation selectors
        or "\U000e0100" <= character <= "\U000e01ef"
    )


def _is_allowed(character: str) -> bool:
    return (
        character in _PUNCTUATION
        or unicodedata.category(character)[0] in "LM"
        or unicodedata.category(character) == "Nd"
    )


def _is_scribbled(name: str) -> bool:
    run = 0
    for character in unicodedata.normalize("NFD", name):
        run = run + 1 if unicodedata.category(character)[0] == "M" else 0
        if run > MOST_MARKS:
            return True
    return False


def _mixes_alphabets(name: str) -> bool:
    from confusable_homoglyphs import categories

    scripts = {categories.alias(character) for character in name} - {"COMMON", "INHERITED"}
    return len(scripts) > 1 and not any(scripts <= together for together in _WRITTEN_TOGETHER)


def code_hash(address: str, letters: str) -> str:
    """What is kept of a code, bound to its address and our secret; case, spaces and dashes do not matter."""
    plain = "".join(
        character for character in unicodedata.normalize("NFKC", letters[:64]) if character.isalnum()
    ).casefold()
    return salted_hmac("masthead.people.sign-in-code", f"{address}\n{plain}", algorithm="sha256").hexdigest()


def mailbox(address: str) -> str:
    """Where mail to an address arrives, as far as we can tell: what follows a plus is a tag (RFC 5233)."""
    local, _at, domain = address.rpartition("@")
    return f"{local.partition('+')[0] or local}@{domain}"


def network(address: str) -> str:
    """Whom an IP address is counted with: itself, or its /64, which is one household (RFC 6177)."""
    ip = ipaddress.ip_address(address)
    mapped = getattr(ip, "ipv4_mapped", None)
    return str(mapped or (ip if ip.version == 4 else ipaddress.ip_network((ip, 64), strict=False)))


def coarse_network(address: str) -> str:
    """The network of an IP address in words that do not point at one household."""
    ip = ipaddress.ip_address(address)
    ip = getattr(ip, "ipv4_mapped", None) or ip
    if ip.version == 4:
        return ".".join(str(ip).split(".")[:2]) + ".…"
    return ":".join(ip.exploded.split(":")[:2]) + ":…"


# In this order: a browser that is built on another one names both.
_BROWSERS = (
    ("Edg", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser", "Samsung Internet"), ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"), ("CriOS", "Chrome"), ("Chromium", "Chromium"), ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)  # fmt: skip
_MACHINES = (
    ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"),
    ("Macintosh", "Mac"), ("CrOS", "Chromebook"), ("Linux", "Linux"),
)  # fmt: skip


def device(user_agent: str) -> tuple[str, str]:
    """The browser and the machine a user agent names, each empty where it names none we know."""
    browser = next((name for sign, name in _BROWSERS if sign in user_agent), "")
    machine = next((name for sign, name in _MACHINES if sign in user_agent), "")
    return browser, machine


def masked(address: str) -> str:
    """An e-mail address as a hint: its owner knows it again, nobody else can write to it."""
    local, _at, domain = address.rpartition("@")
    return f"{local[:1]}…@{domain[:1]}…{domain[domain.rfind('.') :]}"


LONGEST_LINK = 300
_is_web_address = URLValidator(schemes=["http", "https"])


def checked_link(link: str) -> str:
    """The address of a public web page, with its scheme; empty if nothing was typed.

    :raises LinkRefused: it is something else
    """
    link = link.strip()
    if not link:
        return ""
    if "://" not in link and not link.lower().startswith(("javascript:", "data:", "mailto:", "vbscript:")):
        link = f"https://{link}"
    try:
        _is_web_address(link)
    except ValidationError:
        raise errors.LinkRefused from None
    host = link.split("://", 1)[1].split("/", 1)[0]
    if len(link) > LONGEST_LINK or "@" in host or "." not in host or not link.isprintable():
        raise errors.LinkRefused
    return link
