"""Which names pose as the publication or its people. Pure: no database, no clock.

A role alone is enough where no family is called so ("Moderation", "Redakteurin Ute"). Words that are surnames
too pose only in company: with other such words ("Billing Team"), or with the publication's name or that of
somebody who works for it ("Lighterman Billing"). Billy Billing, Frank Staff and Ruth Reader keep their names.
"""

import re
from collections.abc import Iterable
from functools import lru_cache

from masthead.people.names import name_key

# Nobody is called so; anywhere in a name they say what somebody is.
ROLES = frozenset({
    "admin", "administrator", "administrators", "editor", "editors", "editorial", "masthead", "moderator",
    "moderators", "moderation", "newsroom", "newsdesk", "publisher", "publishers", "webmaster", "sysadmin",
    "helpdesk", "ombudsman", "ombudswoman", "redaktion", "redakteur", "redakteurin", "redakteure",
    "redakteurinnen", "herausgeber", "herausgeberin", "moderatorin", "moderatoren", "administratorin",
    "chefredaktion", "chefredakteur", "chefredakteurin", "kundenservice", "kundendienst", "leserservice",
    "aboservice", "rédaction", "rédacteur", "rédactrice", "rédacteurs", "modérateur", "modératrice",
    "modérateurs", "modération", "administrateur", "administratrice", "éditeur", "éditrice", "webmestre",
})  # fmt: skip
# Compounds: Onlineredaktion, Moderationsteam.
ROLE_STEMS = frozenset({
    "redaktion", "redakteur", "moderator", "moderation", "administrator", "newsroom", "herausgeber",
    "webmaster", "kundenservice", "kundendienst", "leserservice", "redacteur", "redactrice", "moderateur",
    "moderatrice",
})  # fmt: skip
# Surnames, or words of every day: they pose only in company, or when they are the whole name.
OFFICES = frozenset({
    "account", "accounts", "anonymous", "author", "authors", "billing", "care", "contact", "customer",
    "customers", "deleted", "desk", "director", "everybody", "everyone", "guest", "head", "help", "info",
    "information", "journalist", "journalists", "management", "me", "member", "members", "membership",
    "memberships", "mod", "mods", "news", "nobody", "null", "office", "official", "payment", "payments",
    "person", "press", "publication", "reader", "readers", "refund", "refunds", "reporter", "reporters",
    "root", "sales", "security", "service", "services", "somebody", "staff", "stranger", "subscriber",
    "subscribers", "subscription", "subscriptions", "support", "system", "team", "undefined", "verified",
    "writer", "writers", "abo", "abonnement", "abonnements", "abonnent", "abonnenten", "abos", "abrechnung",
    "anonym", "anzeigen", "autor", "autorin", "autoren", "buchhaltung", "gast", "gelöscht",
    "geschäftsführung", "hilfe", "impressum", "journalistin", "kasse", "konto", "kontakt", "kunde", "kunden",
    "leitung", "leser", "leserin", "mitarbeiter", "mitarbeiterin", "mitarbeiterinnen", "mitglied",
    "mitglieder", "niemand", "offiziell", "presse", "pressestelle", "rechnung", "rechnungen", "sicherheit",
    "verlag", "vertrieb", "verwaltung", "zahlung", "zahlungen", "abonnés", "abonné", "accueil", "aide",
    "anonyme", "auteur", "auteurs", "autrice", "client", "clients", "clientèle", "comptabilité", "compte",
    "direction", "équipe", "facturation", "invité", "journaliste", "journalistes", "lecteur", "lectrice",
    "membre", "membres", "officiel", "officielle", "paiement", "paiements", "personne", "personnel",
    "sécurité", "système",
})  # fmt: skip
# Between and before such words they change nothing.
_SMALL = """
    a an and at by for from in of on or our the to with your am bei das dem den der des die ein eine für
    im ihr ihre unser unsere und vom von zu zum zur à au aux chef d dans de du en et l la le les nos
    notre ou par pour un une vos votre
"""
_SMALL_WORDS = frozenset(_SMALL.split())
_APART = re.compile(r"[\s\-.,/'\u2010\u2011\u2018\u2019\u00b7\u30fb]+")
_NUMBER_BEHIND = re.compile(r"\d+$")
_SHORTEST_GLUED = 4  # "abo" and "me" are in too many surnames to be looked for inside words


def poses(name: str, *, publication: Iterable[str] = (), staff: Iterable[str] = ()) -> bool:
    """Whether readers could take a name for the publication's, or for that of somebody who works for it.

    `publication` are the publication's own names, which nobody else has; `staff` are the names of its people.
    """
    words = _words(name)
    spelled_out = all(len(word) == 1 for word in words)  # E d i t o r
    telling = ["".join(words)] if spelled_out else [word for word in words if word not in _keys(_SMALL_WORDS)]
    whole = "".join(telling)
    houses = {house for one in publication if (house := _without_small_words(one))}
    if whole in houses or name_key(name) in houses or any(map(_is_role, [*telling, whole])):
        return True
    if telling and all(map(_is_office, telling)):
        return True
    known = houses | {name_key(person) for person in staff if name_key(person)}
    return any(_is_office_of(whole, known_name) for known_name in known)


def _words(name: str) -> list[str]:
    """The keys of its words; numbers, alone or behind a word, do not count."""
    bare = (_NUMBER_BEHIND.sub("", word) for word in _APART.split(name))
    return [key for word in bare if (key := name_key(word))]


def _is_role(word: str) -> bool:
    return word in _keys(ROLES) or any(stem in word for stem in _keys(ROLE_STEMS))


def _is_office(word: str) -> bool:
    return word in _keys(OFFICES) or _glued_offices().fullmatch(word) is not None


def _is_office_of(whole: str, known: str) -> bool:
    """Whether a name is that of the publication or of its people with an office before or behind it."""
    before, found, behind = whole.partition(known)
    if not found or not before + behind:
        return False
    return all(not part or _is_office(part) or _is_role(part) for part in (before, behind))


def _without_small_words(name: str) -> str:
    words = _words(name)
    return "".join(word for word in words if word not in _keys(_SMALL_WORDS)) or "".join(words)


@lru_cache
def _keys(words: frozenset[str]) -> frozenset[str]:
    return frozenset(name_key(word) for word in words)


@lru_cache
def _glued_offices() -> re.Pattern[str]:
    """Several offices written as one word: BillingTeam."""
    parts = sorted((key for key in _keys(OFFICES) if len(key) >= _SHORTEST_GLUED), key=len, reverse=True)
    return re.compile(f"(?:{'|'.join(map(re.escape, parts))})+")
